"""The kinds of events: what happens, who may be told, and what the data of each holds.

An event is told to whoever may read what it is about, or administers it, at its place. How somebody
signs in is nobody else's: those kinds are told in `GET /v1/me/data` alone (Ley 29733, art. 8).
"""

from enum import StrEnum

from domain.access.scopes import Scope

_INSTITUTION = (
    "code modular_code annex name premise_code iged region area management ubigeo populated_place "
    "latitude longitude demonstration jec jec_history years"
)
_FORM = "instrument version state notes published_at retired_at definition"
_YEAR = "year copy_from starts_on ends_on weekly_hours demonstration streams cuts workload_lines"
_BREAK = "id year place kind name first_on last_on"
_STREAM = (
    "year code ordinal name name_en declarant_roles subject_kind instruments review_required "
    "reviewer_role enabled correction_days reception_days"
)
_CUT = (
    "code year stream ordinal stage opens_at closes_at period_from period_to state "
    "consolidated_at enabled extensions"
)
_REVIEW = "cut revision review_id comments"
_PLAN = "year kind role"
_AMENDMENT = f"{_PLAN} amendment_id version"
_SESSION = "kind year starts_at ends_at"
_ASSESSMENT = "year kind section area"
_APPOINTMENT = "id role place post regime act_number post_code valid_from valid_to actor_id"
_ACCESS = "person_id role expires_at ended_at version"
_CLIENT = "scopes requests_per_minute disabled version"
_FIGURES = "year students teachers sections weekly_hours cp_posts ct_posts version"
_INSTRUMENT = "code name name_en source model_form model_note versions"
_SUMS = "schools expected on_time late captured_in_time claimed missing exempt"
_SHARES = "year role person_id version shares"
_WORK = "assignment_id line worked_on minutes"
_EXTENSION = "cut closes_at reason id? place? granted_at? request?"
_OBLIGATION = "cut subject post why"
_FILED = "obligation_id cut late captured_in_time claimed observations"
_REVIEWED = "visit_id session_id status carried_to"
_TUTORING = "year section strategy on"
_ENROLMENT = "enrolment_id drops_second_factor"
_REDEEMED = "enrolment_id second_factor_dropped identities_unlinked"

OF_PEOPLE = frozenset({"actor_id", "person_id", "author_id", "teacher_id", "reason", "answer"})
"""What data may hold that is a person's id, or written in somebody's own words: no machine is told
of it that was not given persons."""


class EventKind(StrEnum):
    """What happens; what somebody may read who is told of it (None: nobody else is); and the names
    of what its data holds, in which `name?` is left out where there is none."""

    read_by: Scope | None
    data: tuple[str, ...]

    def __new__(cls, kind: str, read_by: Scope | None, data: str = "") -> "EventKind":
        """The kind as it stands in the log, the scope that reads it, and its data."""
        member = str.__new__(cls, kind)
        member._value_, member.read_by, member.data = kind, read_by, tuple(data.split())
        return member

    @property
    def names(self) -> frozenset[str]:
        """The names that its data may hold."""
        return frozenset(name.removesuffix("?") for name in self.data)

    @property
    def needed(self) -> frozenset[str]:
        """The names that its data always holds."""
        return frozenset(name for name in self.data if not name.endswith("?"))

    INSTITUTION_CREATED = "institution.created", Scope.INSTITUTIONS_READ, _INSTITUTION
    INSTITUTION_CHANGED = "institution.changed", Scope.INSTITUTIONS_READ, _INSTITUTION
    INSTITUTION_TRANSFERRED = (
        "institution.transferred",
        Scope.INSTITUTIONS_READ,
        f"{_INSTITUTION} transfer",
    )
    INSTITUTION_JEC_STATUS_CHANGED = (
        "institution.jec-status-changed",
        Scope.INSTITUTIONS_READ,
        _INSTITUTION,
    )
    INSTITUTION_FIGURES_CHANGED = "institution.figures-changed", Scope.INSTITUTIONS_READ, _FIGURES

    INSTRUMENT_CHANGED = "instrument.changed", Scope.CATALOGUE_READ, _INSTRUMENT
    INSTRUMENT_VERSION_DRAFTED = "instrument_version.drafted", Scope.CATALOGUE_READ, _FORM
    INSTRUMENT_VERSION_TRIAL = "instrument_version.trial", Scope.CATALOGUE_READ, _FORM
    INSTRUMENT_VERSION_DRAFT = "instrument_version.draft", Scope.CATALOGUE_READ, _FORM
    INSTRUMENT_VERSION_PUBLISHED = "instrument_version.published", Scope.CATALOGUE_READ, _FORM
    INSTRUMENT_VERSION_RETIRED = "instrument_version.retired", Scope.CATALOGUE_READ, _FORM
    YEAR_OPENED = "year.opened", Scope.CATALOGUE_READ, _YEAR
    SCHOOL_BREAK_WRITTEN = "school_break.written", Scope.CATALOGUE_READ, _BREAK
    SCHOOL_BREAK_REMOVED = "school_break.removed", Scope.CATALOGUE_READ, _BREAK
    REPORT_STREAM_CHANGED = "report_stream.changed", Scope.CATALOGUE_READ, _STREAM
    REPORT_CUT_CHANGED = "report_cut.changed", Scope.CATALOGUE_READ, _CUT
    REPORT_CUT_CONSOLIDATED = "report_cut.consolidated", Scope.CATALOGUE_READ, _SUMS
    WORKLOAD_DRAFTED = "workload.drafted", Scope.CATALOGUE_READ, "version total norm lines"
    WORKLOAD_PUBLISHED = "workload.published", Scope.CATALOGUE_READ, "version total norm"

    WORKLOAD_ASSIGNMENT_ASSIGNED = "workload_assignment.assigned", Scope.HOURS_READ, _SHARES
    WORK_ENTRY_ENTERED = "work_entry.entered", Scope.HOURS_READ, f"{_WORK} version"
    WORK_ENTRY_DELETED = "work_entry.deleted", Scope.HOURS_READ, _WORK

    CUT_EXTENSION_GRANTED = "cut_extension.granted", Scope.OBLIGATIONS_READ, _EXTENSION
    EXTENSION_REQUEST_ASKED = (
        "extension_request.asked",
        Scope.OBLIGATIONS_READ,
        "cut closes_at reason",
    )
    EXTENSION_REQUEST_GRANTED = (
        "extension_request.granted",
        Scope.OBLIGATIONS_READ,
        "cut until answer",
    )
    EXTENSION_REQUEST_REFUSED = (
        "extension_request.refused",
        Scope.OBLIGATIONS_READ,
        "cut until answer",
    )
    EXTENSION_REQUEST_WITHDRAWN = "extension_request.withdrawn", Scope.OBLIGATIONS_READ, "cut"
    OBLIGATION_BEGAN = "obligation.began", Scope.OBLIGATIONS_READ, _OBLIGATION
    OBLIGATION_ENDED = "obligation.ended", Scope.OBLIGATIONS_READ, _OBLIGATION
    OBLIGATION_EXEMPTED = "obligation.exempted", Scope.OBLIGATIONS_READ, "cut reason"
    OBLIGATION_RESTORED = "obligation.restored", Scope.OBLIGATIONS_READ, "cut"
    OBLIGATIONS_SETTLED = "obligations.settled", Scope.OBLIGATIONS_READ, "added withdrawn"

    REPORT_FILED = "report.filed", Scope.REPORTS_READ, _FILED
    REPORT_CORRECTED = "report.corrected", Scope.REPORTS_READ, "cut revision observations"
    REPORT_RETURNED = "report.returned", Scope.REPORTS_READ, _REVIEW
    REPORT_APPROVED = "report.approved", Scope.REPORTS_READ, _REVIEW
    REPORT_ANNULLED = "report.annulled", Scope.REPORTS_READ, _REVIEW
    REPORT_DISCUSSED = "report.discussed", Scope.REPORTS_READ, "cut message_id part"
    OBSERVATION_REPLIED = "observation.replied", Scope.REPORTS_READ, "cut observation_id"
    OBSERVATION_SECOND_SCORED = (
        "observation.second-scored",
        Scope.REPORTS_READ,
        "observation_id scoring_id",
    )

    RESULTS_RELEASED = "results.released", Scope.COVERAGE_READ, "cut places"

    PLAN_SUBMITTED = "plan.submitted", Scope.PLANS_READ, _PLAN
    PLAN_RETURNED = "plan.returned", Scope.PLANS_READ, f"{_PLAN} reason"
    PLAN_APPROVED = "plan.approved", Scope.PLANS_READ, _PLAN
    PLAN_INCORPORATED = "plan.incorporated", Scope.PLANS_READ, _PLAN
    PLAN_SEPARATED = "plan.separated", Scope.PLANS_READ, _PLAN
    PLAN_STARTED = "plan.started", Scope.PLANS_READ, f"{_PLAN} author_id?"
    PLAN_CLOSED = "plan.closed", Scope.PLANS_READ, f"{_PLAN} author_id?"
    PLAN_AMENDMENT_SUBMITTED = (
        "plan.amendment_submitted",
        Scope.PLANS_READ,
        f"{_AMENDMENT} author_id?",
    )
    PLAN_AMENDMENT_RETURNED = "plan.amendment_returned", Scope.PLANS_READ, f"{_AMENDMENT} reason"
    PLAN_AMENDMENT_APPROVED = "plan.amendment_approved", Scope.PLANS_READ, _AMENDMENT
    PLAN_AMENDMENT_WITHDRAWN = (
        "plan.amendment_withdrawn",
        Scope.PLANS_READ,
        f"{_AMENDMENT} author_id?",
    )

    VISIT_PLANNED = "visit.planned", Scope.VISITS_READ, "teacher_id starts_at ends_at from?"
    VISIT_CHANGED = "visit.changed", Scope.VISITS_READ
    VISIT_MOVED = "visit.moved", Scope.VISITS_READ, "to"
    VISIT_CONFIRMED = "visit.confirmed", Scope.VISITS_READ
    VISIT_DECLINED = "visit.declined", Scope.VISITS_READ
    VISIT_CANCELLED = "visit.cancelled", Scope.VISITS_READ, "because?"
    VISIT_DONE = "visit.done", Scope.VISITS_READ
    VISIT_MISSED = "visit.missed", Scope.VISITS_READ
    VISIT_CORRECTED = "visit.corrected", Scope.VISITS_READ
    DIALOGUE_PREPARED = "dialogue.prepared", Scope.VISITS_READ, "visit_id"
    DIALOGUE_HELD = "dialogue.held", Scope.VISITS_READ, "visit_id commitments"
    DIALOGUE_ANSWERED = "dialogue.answered", Scope.VISITS_READ, "visit_id status agrees"
    DIALOGUE_CONFIRMED = "dialogue.confirmed", Scope.VISITS_READ, "visit_id status"
    DIALOGUE_RESUMED = "dialogue.resumed", Scope.VISITS_READ, "visit_id"
    COMMITMENT_MADE = "commitment.made", Scope.VISITS_READ, "session owner due_on"
    COMMITMENT_REVIEWED = "commitment.reviewed", Scope.VISITS_READ, _REVIEWED

    REFERRAL_OPENED = "referral.opened", Scope.REFERRALS_READ, "referral_id"
    REFERRAL_ATTENDED = "referral.attended", Scope.REFERRALS_READ, "referral_id"
    REFERRAL_CLOSED = "referral.closed", Scope.REFERRALS_READ, "referral_id"

    COLLABORATIVE_SESSION_SCHEDULED = (
        "collaborative_session.scheduled",
        Scope.COLLABORATION_READ,
        _SESSION,
    )
    COLLABORATIVE_SESSION_RESCHEDULED = (
        "collaborative_session.rescheduled",
        Scope.COLLABORATION_READ,
        _SESSION,
    )
    COLLABORATIVE_SESSION_CHANGED = (
        "collaborative_session.changed",
        Scope.COLLABORATION_READ,
        _SESSION,
    )
    COLLABORATIVE_SESSION_CANCELLED = (
        "collaborative_session.cancelled",
        Scope.COLLABORATION_READ,
        "kind year",
    )
    COLLABORATIVE_SESSION_HELD = (
        "collaborative_session.held",
        Scope.COLLABORATION_READ,
        "kind year attended",
    )
    COLLABORATIVE_SESSION_MINUTED = (
        "collaborative_session.minuted",
        Scope.COLLABORATION_READ,
        "kind year agreements",
    )

    TUTORING_RECORD_MADE = "tutoring_record.made", Scope.SCHOOL_WORK_READ, _TUTORING
    TUTORING_RECORD_CHANGED = "tutoring_record.changed", Scope.SCHOOL_WORK_READ, _TUTORING
    SCHOOL_ACTION_MADE = "school_action.made", Scope.SCHOOL_WORK_READ, "year kind on"
    SCHOOL_ACTION_CHANGED = "school_action.changed", Scope.SCHOOL_WORK_READ, "year kind on"
    LEARNING_ASSESSMENT_MADE = "learning_assessment.made", Scope.SCHOOL_WORK_READ, _ASSESSMENT
    LEARNING_ASSESSMENT_CHANGED = "learning_assessment.changed", Scope.SCHOOL_WORK_READ, _ASSESSMENT
    LEARNING_ASSESSMENT_VALIDATED = (
        "learning_assessment.validated",
        Scope.SCHOOL_WORK_READ,
        _ASSESSMENT,
    )
    LEARNING_ASSESSMENT_RETURNED = (
        "learning_assessment.returned",
        Scope.SCHOOL_WORK_READ,
        _ASSESSMENT,
    )
    LEARNING_ASSESSMENT_REOPENED = (
        "learning_assessment.reopened",
        Scope.SCHOOL_WORK_READ,
        _ASSESSMENT,
    )

    ACTOR_CREATED = "actor.created", Scope.ACTORS_READ, "version"
    ACTOR_CHANGED = "actor.changed", Scope.ACTORS_READ, "version"
    ACTOR_JOINED = "actor.joined", Scope.ACTORS_READ, "into"
    ACTOR_UNNAMED = "actor.unnamed", Scope.ACTORS_READ

    APPOINTMENT_CREATED = "appointment.created", Scope.APPOINTMENTS_READ, _APPOINTMENT
    APPOINTMENT_CHANGED = "appointment.changed", Scope.APPOINTMENTS_READ, _APPOINTMENT
    APPOINTMENT_ENDED = "appointment.ended", Scope.APPOINTMENTS_READ, _APPOINTMENT

    ACCESS_GRANTED = "access.granted", Scope.ACCESS_GRANT, _ACCESS
    ACCESS_CHANGED = "access.changed", Scope.ACCESS_GRANT, _ACCESS
    ACCESS_ENDED = "access.ended", Scope.ACCESS_GRANT, _ACCESS

    CLIENT_MADE = "client.made", Scope.CLIENTS_WRITE, _CLIENT
    CLIENT_CHANGED = "client.changed", Scope.CLIENTS_WRITE, _CLIENT
    CLIENT_SECRET_MADE = "client.secret-made", Scope.CLIENTS_WRITE, "secret_id"
    CLIENT_SECRET_WITHDRAWN = "client.secret-withdrawn", Scope.CLIENTS_WRITE, "secret_id"

    CORRECTION_ASKED = "correction.asked", Scope.PRIVACY_ANSWER, "field"
    CORRECTION_WITHDRAWN = "correction.withdrawn", Scope.PRIVACY_ANSWER, "field"
    CORRECTION_ANSWERED = "correction.answered", Scope.PRIVACY_ANSWER, "field state"

    ENROLMENT_MADE = "enrolment.made", Scope.ACCOUNTS_ENROL, _ENROLMENT
    IDENTITY_LINKED = "identity.linked", Scope.ACCOUNTS_ENROL, "identity_id expired"
    IDENTITY_UNLINKED = "identity.unlinked", Scope.ACCOUNTS_ENROL, "identity_id"

    IMPORT_REHEARSED = "import.rehearsed", Scope.ACTORS_WRITE, "rows fingerprint"

    # How somebody signs in or is written to: nobody else is told.
    ACCOUNT_SUSPENDED = "account.suspended", None
    ACCOUNT_VOUCHED = "account.vouched", None, "enrolment_id offices"
    ENROLMENT_REDEEMED = "enrolment.redeemed", None, _REDEEMED
    IDENTITY_CONFIRMED = "identity.confirmed", None, "identity_id"
    PASSWORD_CHANGED = "password.changed", None
    SECOND_FACTOR_CONFIRMED = "second-factor.confirmed", None
    SECOND_FACTOR_REMOVED = "second-factor.removed", None
    SESSIONS_ENDED = "sessions.ended", None, "count"
    CONTACT_KEPT = "contact.kept", None, "reminders"
    CONTACT_DELETED = "contact.deleted", None
    CALENDAR_LINK_MADE = "calendar_link.made", None
    CALENDAR_LINK_WITHDRAWN = "calendar_link.withdrawn", None
    REMINDERS_SENT = "reminders.sent", None, "notices"

    # What somebody tries: nobody else is told.
    TRIAL_FILLING_KEPT = "trial_filling.kept", None, "id score"
    TRIAL_FILLING_THROWN_AWAY = "trial_filling.thrown_away", None, "fillings"

    # The operator's own housekeeping: nobody else is told.
    ACCOUNT_BOOTSTRAPPED = "account.bootstrapped", None, "actor_id"
    DEMONSTRATION_SEEDED = "demonstration.seeded", None, "schools people"
    DEMONSTRATION_CLOSED = "demonstration.closed", None, "accounts clients"
    REMINDERS_NOTED = "reminders.noted", None, "noted"
    RETENTION_APPLIED = "retention.applied", None, "removed? unnamed?"
