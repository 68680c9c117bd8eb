"""Every change leaves one event: each writing operation of the contract, run with success."""

from datetime import UTC, datetime

import pytest
from httpx import AsyncClient

from api import contract
from domain.access.roles import Role
from tests.access.answers import answer_to, undone
from tests.access.call import Call
from tests.access.requests import calls
from tests.access.targets import example, make_targets
from tests.clock import of_a_test
from tests.world import AMAZONAS, BAGUA, Auth, Connection, World

METHODS = ("put", "post", "patch", "delete")
ANY_DAY = datetime(2024, 8, 15, 15, tzinfo=UTC)
"""For the requests' names, which are the same on each."""
OTHERWISE: dict[str, tuple[set[int], str]] = {
    "approveReports": ({0, 1}, "one for each report, none where each is refused"),
    "deleteMyCalendarLink": ({0}, "there is none to withdraw"),
    "deleteMyContact": ({0}, "there is none to delete"),
    "endMyOtherSessions": ({0}, "there are no others; an ended session keeps its own story"),
    "enrol": ({0, 1}, "one for each person, none where each is refused"),
    "enrolOnPaper": ({0, 1}, "one for each person, none where each is refused"),
    "importActors": ({2}, "one for each person and each appointment of the sheet"),
    "joinActor": ({2}, "one for the record that went, one for each appointment that it had"),
    "previewReportCut": ({0}, "it changes nothing"),
    "publishWorkload": ({0}, "those of 2024 are published"),
    "putReportDraft": ({0}, "one's own work in progress"),
    "settleObligations": ({0}, "all that is owed is there already"),
    "submitReportDraft": ({0}, "the target's report had been filed"),
    "withdrawExemption": ({0}, "there is none to withdraw"),
}
"""How many events a success of these leaves here, and why that is right."""
NOT_HERE = {
    "beginMySecondFactor": "needs a password; in force, and told, when it is confirmed",
    "answerDialogue": (
        "the target's dialogue is not held: tests/api/accompaniment/test_dialogues.py"
    ),
    "approvePlanAmendment": "needs If-Match: tests/api/accompaniment/test_plan_amendments.py",
    "attendReferral": "needs If-Match: tests/api/accompaniment/test_referrals.py",
    "approvePlan": "needs If-Match: tests/api/accompaniment/test_plan_decisions.py",
    "cancelCollaborativeSession": (
        "needs If-Match: tests/api/accompaniment/test_collaborative_sessions.py"
    ),
    "changeMyPassword": "needs a password: tests/api/identity/test_passwords.py",
    "closePlan": "the plan is none of theirs: tests/api/accompaniment/test_plan_decisions.py",
    "confirmDialogue": "the visit is none of theirs: tests/api/accompaniment/test_dialogues.py",
    "confirmMyExternalIdentity": "needs a link: tests/api/identity/test_my_external_identities.py",
    "confirmMySecondFactor": "needs a code: tests/api/identity/test_second_factor.py",
    "consolidateReportCut": "the target's cut is open: tests/api/reporting/test_consolidation.py",
    "decideLearningAssessment": (
        "needs If-Match: tests/api/accompaniment/test_learning_assessments.py"
    ),
    "deleteWorkEntry": (
        "one's own work, of a coordinator: tests/api/accompaniment/test_work_entries.py"
    ),
    "discardReportDraft": "there is no draft; it would be one's own work in progress",
    "endMySession": "the session is none of the caller's: tests/api/identity/test_sessions.py",
    "fileReport": "needs a filled form: tests/api/reporting/test_reports.py",
    "fillDraftFromWork": (
        "one's own work in progress: tests/api/reporting/test_reports_from_work.py"
    ),
    "holdDialogue": "the visit is none of theirs: tests/api/accompaniment/test_dialogues.py",
    "holdCollaborativeSession": ("needs If-Match: tests/api/accompaniment/test_session_minutes.py"),
    "markPlanInPat": "needs If-Match: tests/api/accompaniment/test_plan_decisions.py",
    "minuteCollaborativeSession": (
        "needs If-Match: tests/api/accompaniment/test_session_minutes.py"
    ),
    "moveInstrumentVersion": "the version is in use: tests/api/instruments/test_instruments.py",
    "openYear": "needs the days of a new year: tests/api/reporting/test_years_opened.py",
    "prepareDialogue": "the visit is none of theirs: tests/api/accompaniment/test_dialogues.py",
    "putDialogue": "one's own work in progress: tests/api/accompaniment/test_dialogues.py",
    "putInstitution": "needs If-Match: tests/api/territory/test_institutions.py",
    "putPlanAmendment": (
        "one's own work in progress: tests/api/accompaniment/test_plan_amendments.py"
    ),
    "putPlan": (
        "one's own work in progress, of a coordinator: tests/api/accompaniment/test_plans.py"
    ),
    "putLearningAssessment": "a CP's: tests/api/accompaniment/test_learning_assessments.py",
    "putWorkEntry": (
        "one's own work, of a coordinator: tests/api/accompaniment/test_work_entries.py"
    ),
    "putWorkload": "those of 2024 are published: tests/api/accompaniment/test_workloads.py",
    "putWorkloadAssignment": "the target's staff hold no such post: its own tests",
    "putReportCut": "needs If-Match: tests/api/reporting/test_report_cuts.py",
    "putTutoringRecord": "a CT's: tests/api/accompaniment/test_tutoring_records.py",
    "putTrialFilling": "no version is on trial: tests/api/instruments/test_trial_fillings.py",
    "releaseResults": "the cut is not about teachers: tests/api/reporting/test_results.py",
    "removeMySecondFactor": "needs a password: tests/api/identity/test_second_factor.py",
    "replyToObservation": "the target's report is about no teacher: its own tests",
    "resumeDialogue": "the visit is none of theirs: tests/api/accompaniment/test_dialogues.py",
    "reviewCommitment": "the visit is none of theirs: tests/api/accompaniment/test_commitments.py",
    "returnPlanAmendment": "needs If-Match: tests/api/accompaniment/test_plan_amendments.py",
    "returnPlan": "needs If-Match: tests/api/accompaniment/test_plan_decisions.py",
    "saveDialogueSection": "one's own work in progress: tests/api/accompaniment/test_dialogues.py",
    "saveDraftSection": "there is no draft; it would be one's own work in progress",
    "scoreAgain": "needs a filled form: tests/api/reporting/test_second_scorings.py",
    "startPlan": "the plan is none of theirs: tests/api/accompaniment/test_plan_decisions.py",
    "submitPlanAmendment": (
        "the plan is none of theirs: tests/api/accompaniment/test_plan_amendments.py"
    ),
    "withdrawPlanAmendment": (
        "the plan is none of theirs: tests/api/accompaniment/test_plan_amendments.py"
    ),
    "submitPlan": "the plan is none of theirs: tests/api/accompaniment/test_plans.py",
    "cancelVisit": "the visit is none of theirs: tests/api/accompaniment/test_visits_recorded.py",
    "moveVisit": "the visit is none of theirs: tests/api/accompaniment/test_visits_recorded.py",
    "planVisit": "a coordinator's: tests/api/accompaniment/test_visits.py",
    "recordVisitDone": (
        "the visit is none of theirs: tests/api/accompaniment/test_visits_recorded.py"
    ),
    "recordVisitNotDone": (
        "the visit is none of theirs: tests/api/accompaniment/test_visits_recorded.py"
    ),
    "undoMyExternalIdentity": "needs a link: tests/api/identity/test_my_external_identities.py",
}
"""What no request of the matrix succeeds in. That its statement writes an event is held by
tests/persistence/exchange/test_events.py like that of all."""


def writes() -> list[str]:
    """The operations that change something, of those that the matrix has a request for."""
    operations = {
        item[method]["operationId"]
        for item in contract.load()["paths"].values()
        for method in METHODS
        if method in item
    }
    with of_a_test(ANY_DAY):
        return sorted(operations & calls(example()).keys())


async def run(client: AsyncClient, connection: Connection, call: Call, auth: Auth) -> int | None:
    """How many events a request leaves, beside those of what is owed from then on, or no more; None
    when it is refused."""
    counted = (
        "select count(*) from event where kind not in ('obligation.began', 'obligation.ended')"
    )
    async with undone(connection):
        before: int = await connection.fetchval(counted)
        answer = await answer_to(client, call, auth)
        return None if answer.is_error else await connection.fetchval(counted) - before


@pytest.mark.slow
@pytest.mark.parametrize("op", writes())
async def test_a_change_leaves_one_event(
    client: AsyncClient, world: World, connection: Connection, op: str
) -> None:
    targets = await make_targets(world)
    offices = [
        await world.login(Role.MINEDU, "pe"),
        await world.deputy(Role.DRE, AMAZONAS),
        await world.deputy(Role.UGEL, BAGUA),
        world.auth(targets["iged"].director),
        world.auth(targets["institution"].director),
        world.auth(targets["institution"].staff),
    ]
    requests = [
        call for target in targets.values() if (call := calls(target)[op]).fits(target.level)
    ]
    left = {await run(client, connection, call, auth) for call in requests for auth in offices}
    if op in NOT_HERE:
        assert left == {None}, "it succeeds here: hold it to its event here"
    else:
        expected, _ = OTHERWISE.get(op, ({1}, ""))
        assert left - {None} == expected


def test_what_is_said_of_operations_is_said_of_some_that_exist() -> None:
    assert {*OTHERWISE, *NOT_HERE} <= set(writes())
