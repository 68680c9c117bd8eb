"""Nobody decides for themselves: of each writing operation, the case in which the caller is who
benefits, or why nobody does."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from api import contract

ROOT = Path(__file__).resolve().parents[2]
WRITES = ("put", "post", "patch", "delete")

REFUSED: Mapping[str, str] = {
    "answerCorrection": "people/test_corrections.py::test_nobody_answers_their_own",
    "answerExtensionRequest": (
        "reporting/test_own_obligations.py::test_nobody_grants_what_a_colleague_asked_for_both"
    ),
    "approvePlan": (
        "accompaniment/test_plan_decisions.py::test_nobody_decides_over_a_plan_that_they_wrote"
    ),
    "approvePlanAmendment": (
        "accompaniment/test_plan_amendments.py"
        "::test_nobody_decides_over_an_amendment_that_they_wrote"
    ),
    "approveReports": "people/test_former_holders.py::test_a_former_coordinator_does_not_review_it",
    "attendReferral": (
        "accompaniment/test_referrals.py"
        "::test_whoever_it_is_about_is_not_told_whatever_posts_they_hold"
    ),
    "decideLearningAssessment": (
        "accompaniment/test_learning_assessments.py"
        "::test_a_director_who_also_coordinates_does_not_validate_their_own"
    ),
    "endAppointment": "people/test_appointments.py::test_nobody_appoints_themselves",
    "endSessionsOfActor": "identity/test_actor_sessions.py::test_ones_own_are_ended_elsewhere",
    "enrol": "identity/test_enrolments.py::test_each_person_is_decided_by_themselves",
    "exemptObligation": (
        "reporting/test_own_obligations.py::test_nobody_excuses_what_falls_to_themselves"
    ),
    "fileReport": (
        "reporting/test_reports.py::test_a_director_who_is_also_the_cp_does_not_report_on_themselves"
    ),
    "importActors": "exchange/test_actor_imports.py::test_nobody_appoints_themselves_by_sheet",
    "joinActor": (
        "../access/identity/test_repeated_documents.py"
        "::test_only_records_of_one_document_are_joined_and_never_ones_own"
    ),
    "linkExternalIdentity": ("identity/test_external_identities.py::test_nobody_links_themselves"),
    "markPlanInPat": (
        "accompaniment/test_plans_taken_over.py::test_the_successor_amends_it_and_the_director_decides"
    ),
    "putAccessGrant": "identity/test_access_grants.py::test_nobody_gives_themselves_anything",
    "putActor": "people/test_actors.py::test_nobody_rewrites_who_they_are",
    "putAppointment": "people/test_appointments.py::test_nobody_appoints_themselves",
    "putExtension": "reporting/test_own_obligations.py::test_nobody_gives_themselves_more_time",
    "putWorkloadAssignment": (
        "accompaniment/test_workload_assignments.py"
        "::test_who_directs_for_a_time_gives_themselves_no_hours"
    ),
    "returnPlan": (
        "accompaniment/test_plan_decisions.py::test_nobody_decides_over_a_plan_that_they_wrote"
    ),
    "returnPlanAmendment": (
        "accompaniment/test_plan_amendments.py"
        "::test_nobody_decides_over_an_amendment_that_they_wrote"
    ),
    "reviewReport": (
        "reporting/test_report_reviews.py::test_nobody_reviews_their_own_or_one_about_themselves"
    ),
    "scoreAgain": (
        "reporting/test_second_scorings.py"
        "::test_who_wrote_it_before_a_correction_is_no_second_observer"
    ),
    "submitReportDraft": (
        "reporting/test_draft_collisions.py::test_a_check_lets_nobody_declare_about_themselves"
    ),
}
"""By operation that grants, decides, extends, excuses, approves, verifies or appoints: the test in
which the caller would do it for themselves (below `tests/api`)."""

OF_ONES_OWN = """
    askCorrection askExtension beginMySecondFactor changeMyPassword confirmMyExternalIdentity
    confirmMySecondFactor deleteMyCalendarLink deleteMyContact deleteWorkEntry discardReportDraft
    endMyOtherSessions endMySession fillDraftFromWork makeMyCalendarLink putMyContact
    putReportDraft redeemEnrolment removeMySecondFactor replyToObservation saveDraftSection signIn
    signOut undoMyExternalIdentity withdrawExtensionRequest writeMessage putTrialFilling
"""
"""What is the caller's to do about themselves, or to ask of others."""

ONES_WORK = """
    answerDialogue cancelCollaborativeSession cancelVisit closePlan confirmDialogue confirmMyVisit
    declineMyVisit holdCollaborativeSession holdDialogue minuteCollaborativeSession moveVisit
    planVisit prepareDialogue putCollaborativeSession putDialogue putLearningAssessment putPlan
    putPlanAmendment putSchoolAction putTutoringRecord putWorkEntry recordVisitDone
    recordVisitNotDone resumeDialogue reviewCommitment reviewSessionCommitment saveDialogueSection
    startPlan submitPlan submitPlanAmendment withdrawPlanAmendment
"""
"""What somebody plans, does and tells of their work: others decide over it, or countersign it, in
the operations above. A commitment is accounted for before those it was made to."""

FOR_ALL = """
    consolidateReportCut moveInstrumentVersion openYear previewReportCut publishWorkload
    putInstrument putInstrumentVersion putReportCut putStream putWorkload releaseResults
"""
"""The ministry's rules and dates, the same for the whole nation: it declares nothing itself."""

TAKES_AWAY = """
    annulReport deleteSchoolBreak endAccessGrant unlinkExternalIdentity withdrawClientSecret
    withdrawExemption
"""
"""Somebody has less by it than before."""

OF_PLACES = """
    importInstitutions makeClientSecret putClient putInstitution putInstitutionYear putJecStatus
    putSchoolBreak settleObligations
"""
"""About a place or a machine; what follows for the people there follows from rules."""

SAME_AS = {"enrolOnPaper": "enrol"}
"""Another form of the answer, by the same use case."""


def writing() -> Iterator[str]:
    for operations in contract.load()["paths"].values():
        for method, operation in operations.items():
            if method in WRITES and "operationId" in operation:
                yield operation["operationId"]


def test_each_writing_operation_is_known_for_whom_it_decides() -> None:
    for_nobody = [*OF_ONES_OWN.split(), *ONES_WORK.split(), *FOR_ALL.split()]
    for_nobody += [*TAKES_AWAY.split(), *OF_PLACES.split(), *SAME_AS]
    known = [*REFUSED, *for_nobody]
    assert sorted(known) == sorted(set(known)), "each once"
    assert set(known) == set(writing())
    assert set(SAME_AS.values()) <= REFUSED.keys()


def test_each_that_decides_has_its_case() -> None:
    missing = {}
    for operation, named in REFUSED.items():
        file, _, test = named.partition("::")
        path = ROOT / "tests" / "api" / file
        tree = ast.parse(path.read_text("utf-8")) if path.exists() else ast.Module([], [])
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)}
        if test not in names:
            missing[operation] = named
    assert missing == {}
