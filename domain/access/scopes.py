"""What a credential may do, and which role carries it (role table of the mission)."""

from enum import StrEnum

from domain.access.roles import Role


class Scope(StrEnum):
    """What a credential may do. Each operation of the contract names exactly one."""

    ME_READ = "me:read"
    ME_WRITE = "me:write"
    CATALOGUE_READ = "catalogue:read"
    INSTITUTIONS_READ = "institutions:read"
    INSTITUTIONS_WRITE = "institutions:write"
    STATISTICS_WRITE = "statistics:write"
    ACTORS_READ = "actors:read"
    ACTORS_WRITE = "actors:write"
    APPOINTMENTS_READ = "appointments:read"
    ACCESS_GRANT = "access:grant"
    ACCOUNTS_ENROL = "accounts:enrol"
    CLIENTS_WRITE = "clients:write"
    PRIVACY_ANSWER = "privacy:answer"
    INSTRUMENTS_WRITE = "instruments:write"
    INSTRUMENTS_TRY = "instruments:try"
    CALENDAR_WRITE = "calendar:write"
    BREAKS_WRITE = "breaks:write"
    EXTENSIONS_ASK = "extensions:ask"
    EXTENSIONS_GRANT = "extensions:grant"
    OBLIGATIONS_READ = "obligations:read"
    OBLIGATIONS_EXEMPT = "obligations:exempt"
    REPORTS_READ = "reports:read"
    REPORTS_FILE = "reports:file"
    REPORTS_REVIEW = "reports:review"
    REPORTS_ANNUL = "reports:annul"
    REPORTS_DISCUSS = "reports:discuss"
    OBSERVATIONS_SCORE = "observations:score"
    QUALITY_READ = "quality:read"
    TEACHER_RESULTS_READ = "teacher-results:read"
    COVERAGE_READ = "coverage:read"
    EVENTS_READ = "events:read"
    WORKLOADS_WRITE = "workloads:write"
    WORKLOADS_ASSIGN = "workloads:assign"
    HOURS_READ = "hours:read"
    HOURS_WRITE = "hours:write"
    PLANS_READ = "plans:read"
    PLANS_WRITE = "plans:write"
    PLANS_APPROVE = "plans:approve"
    VISITS_READ = "visits:read"
    VISITS_WRITE = "visits:write"
    REFERRALS_READ = "referrals:read"
    REFERRALS_ATTEND = "referrals:attend"
    COLLABORATION_READ = "collaboration:read"
    COLLABORATION_WRITE = "collaboration:write"
    SCHOOL_WORK_READ = "school-work:read"
    SCHOOL_WORK_WRITE = "school-work:write"
    SCHOOL_WORK_VALIDATE = "school-work:validate"
    PRACTICE_READ = "practice:read"


PERSONAL = frozenset({Scope.ME_READ, Scope.ME_WRITE})
"""What everybody may do about themselves, whatever they hold."""
AUTHORED = frozenset({Scope.REPORTS_READ, Scope.VISITS_READ})
"""What everybody may read of what they wrote themselves, whatever they hold or held: a past
appointment keeps read access to its author's own records and to nothing else (model, rule 5)."""
_EVERYONE = PERSONAL | {Scope.CATALOGUE_READ, Scope.INSTITUTIONS_READ}
_MACHINE = frozenset(
    {
        Scope.CATALOGUE_READ,
        Scope.INSTITUTIONS_READ,
        Scope.INSTITUTIONS_WRITE,
        Scope.STATISTICS_WRITE,
        Scope.OBLIGATIONS_READ,
        Scope.COVERAGE_READ,
        Scope.EVENTS_READ,
        Scope.REPORTS_READ,
        Scope.APPOINTMENTS_READ,
        Scope.ACTORS_READ,
    }
)
"""What a machine may be given, at most; each client has some of it, in one territory.

It reads what many should know: the catalogue, schools, what is owed and how far everybody is with
it; and what a regional system follows: events, how reports stand, which posts are held. In all of
these it learns of persons only with `ACTORS_READ` (`Permit.knows_people`). It writes what other
registers keep: the schools (ESCALE) and their yearly figures (SIAGIE), row by row or as sheets. It
is kept from what a person answers for with their name: reports are sworn (F84), appointments are
acts of an authority and give access (F51, F55, F62), exemptions and extensions are decisions. It is
kept, too, from individual results, which leave a school only to its UGEL's specialist (model, rule
4); and from `me`, because it is nobody."""
UNNAMED = frozenset({Scope.EVENTS_READ, Scope.REPORTS_READ, Scope.APPOINTMENTS_READ})
"""What tells a machine of nobody, unless it may also read persons (`ACTORS_READ`; Ley 29733)."""
_ADMINISTERS = frozenset(
    {
        Scope.ACTORS_WRITE,
        Scope.ACCESS_GRANT,
        Scope.ACCOUNTS_ENROL,
        Scope.PRIVACY_ANSWER,
    }
)
_WATCHES = frozenset(
    {
        Scope.ACTORS_READ,
        Scope.APPOINTMENTS_READ,
        Scope.OBLIGATIONS_READ,
        Scope.REPORTS_READ,
        Scope.REPORTS_REVIEW,
        Scope.REPORTS_DISCUSS,
        Scope.COVERAGE_READ,
        Scope.QUALITY_READ,
        Scope.EVENTS_READ,
        Scope.INSTRUMENTS_TRY,
    }
)
_ACCOMPANIES = frozenset(
    {
        Scope.HOURS_READ,
        Scope.HOURS_WRITE,
        Scope.PLANS_READ,
        Scope.PLANS_WRITE,
        Scope.VISITS_READ,
        Scope.VISITS_WRITE,
        Scope.REFERRALS_READ,
        Scope.COLLABORATION_READ,
        Scope.COLLABORATION_WRITE,
        Scope.SCHOOL_WORK_READ,
        Scope.SCHOOL_WORK_WRITE,
        Scope.PRACTICE_READ,
    }
)
"""The work between the cuts (F42-F50), as those who do it hold it: hours, visits and referrals of
their own; plans, sessions and what the school does, the school's."""
_OVERSEES = frozenset(
    {
        Scope.HOURS_READ,
        Scope.PLANS_READ,
        Scope.VISITS_READ,
        Scope.REFERRALS_READ,
        Scope.COLLABORATION_READ,
        Scope.SCHOOL_WORK_READ,
        Scope.PRACTICE_READ,
    }
)
"""What the director and the UGEL's specialist see of it; above, plans and aggregates alone."""
_CONTRIBUTES = frozenset(
    {
        Scope.PLANS_READ,
        Scope.COLLABORATION_READ,
        Scope.SCHOOL_WORK_READ,
        Scope.SCHOOL_WORK_WRITE,
    }
)
"""Psychologist and CIST read the school's plans and register what they do (F25, F28, F48)."""
_COORDINATES = _ACCOMPANIES | frozenset(
    {
        Scope.APPOINTMENTS_READ,
        Scope.REPORTS_READ,
        Scope.REPORTS_FILE,
        Scope.REPORTS_DISCUSS,
        Scope.INSTRUMENTS_TRY,
    }
)

ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.MINEDU: _EVERYONE
    | _WATCHES
    | _ADMINISTERS
    | {
        Scope.INSTITUTIONS_WRITE,
        Scope.STATISTICS_WRITE,
        Scope.CLIENTS_WRITE,
        Scope.INSTRUMENTS_WRITE,
        Scope.CALENDAR_WRITE,
        Scope.BREAKS_WRITE,
        Scope.EXTENSIONS_GRANT,
        Scope.OBLIGATIONS_EXEMPT,
        Scope.REPORTS_ANNUL,
        Scope.WORKLOADS_WRITE,
        Scope.PLANS_READ,
        Scope.PRACTICE_READ,
    },
    Role.DRE: _EVERYONE
    | _WATCHES
    | _ADMINISTERS
    | {
        Scope.CLIENTS_WRITE,
        Scope.BREAKS_WRITE,
        Scope.EXTENSIONS_GRANT,
        Scope.OBLIGATIONS_EXEMPT,
        Scope.PLANS_READ,
        Scope.PRACTICE_READ,
    },
    Role.UGEL: _EVERYONE
    | _WATCHES
    | _ADMINISTERS
    | _OVERSEES
    | {
        Scope.BREAKS_WRITE,
        Scope.STATISTICS_WRITE,
        Scope.REPORTS_FILE,
        Scope.EXTENSIONS_ASK,
        Scope.OBSERVATIONS_SCORE,
        Scope.TEACHER_RESULTS_READ,
    },
    Role.DIRECTOR: _EVERYONE
    | _WATCHES
    | _ADMINISTERS
    | _OVERSEES
    | {
        Scope.WORKLOADS_ASSIGN,
        Scope.PLANS_APPROVE,
        Scope.REFERRALS_ATTEND,
        Scope.COLLABORATION_WRITE,
        Scope.SCHOOL_WORK_WRITE,
        Scope.SCHOOL_WORK_VALIDATE,
        Scope.STATISTICS_WRITE,
        Scope.REPORTS_FILE,
        Scope.EXTENSIONS_ASK,
        Scope.OBSERVATIONS_SCORE,
        Scope.TEACHER_RESULTS_READ,
    },
    Role.CP: _EVERYONE | _COORDINATES,
    Role.CT: _EVERYONE | _COORDINATES,
    Role.PSYCHOLOGIST: _EVERYONE | {Scope.APPOINTMENTS_READ} | _CONTRIBUTES,
    Role.CIST: _EVERYONE | {Scope.APPOINTMENTS_READ} | _CONTRIBUTES,
    Role.TEACHER: _EVERYONE,
    Role.INTEGRATOR: _MACHINE,
}

LASTING = _ADMINISTERS | {Scope.CLIENTS_WRITE}
"""What gives others access, or decides over what is held about them: never held for a time only."""

OWN_RECORDS_ONLY = frozenset({Role.CP, Role.CT})
"""Roles whose `OWN_RECORDS` cover what they wrote and what is about them, not the whole school
(role table: CP and CT, streams 2 and 3)."""
OWN_RECORDS = frozenset(
    {
        Scope.REPORTS_READ,
        Scope.REPORTS_DISCUSS,
        Scope.HOURS_READ,
        Scope.VISITS_READ,
        Scope.REFERRALS_READ,
    }
)
"""Scopes that a coordinator holds over their own records alone."""
