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


PERSONAL = frozenset({Scope.ME_READ, Scope.ME_WRITE})
"""What everybody may do about themselves, whatever they hold."""
AUTHORED = frozenset({Scope.REPORTS_READ})
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
    }
)
"""What a machine may be given, at most; each client has some of it, in one territory.

It reads what many should know: the catalogue, schools, what is owed and how far everybody is with
it. It writes what other registers keep: the schools (ESCALE) and their yearly figures (SIAGIE), row
by row or as sheets. It is kept from what a person answers for with their name: reports are sworn
(F84), appointments are acts of an authority and give access (F51, F55, F62), exemptions and
extensions are decisions. It is kept, too, from individual results, which leave a school only to its
UGEL's specialist (model, rule 4); from persons, their documents and why they left a post (Ley
29733); and from `me`, because it is nobody."""
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
_COORDINATES = frozenset(
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
        Scope.EXTENSIONS_GRANT,
        Scope.OBLIGATIONS_EXEMPT,
        Scope.REPORTS_ANNUL,
    },
    Role.DRE: _EVERYONE
    | _WATCHES
    | _ADMINISTERS
    | {Scope.CLIENTS_WRITE, Scope.EXTENSIONS_GRANT, Scope.OBLIGATIONS_EXEMPT},
    Role.UGEL: _EVERYONE
    | _WATCHES
    | _ADMINISTERS
    | {
        Scope.STATISTICS_WRITE,
        Scope.REPORTS_FILE,
        Scope.EXTENSIONS_ASK,
        Scope.OBSERVATIONS_SCORE,
        Scope.TEACHER_RESULTS_READ,
    },
    Role.DIRECTOR: _EVERYONE
    | _WATCHES
    | _ADMINISTERS
    | {
        Scope.STATISTICS_WRITE,
        Scope.REPORTS_FILE,
        Scope.EXTENSIONS_ASK,
        Scope.OBSERVATIONS_SCORE,
        Scope.TEACHER_RESULTS_READ,
    },
    Role.CP: _EVERYONE | _COORDINATES,
    Role.CT: _EVERYONE | _COORDINATES,
    Role.PSYCHOLOGIST: _EVERYONE | {Scope.APPOINTMENTS_READ},
    Role.CIST: _EVERYONE | {Scope.APPOINTMENTS_READ},
    Role.TEACHER: _EVERYONE,
    Role.INTEGRATOR: _MACHINE,
}

LASTING = _ADMINISTERS | {Scope.CLIENTS_WRITE}
"""What gives others access, or decides over what is held about them: never held for a time only."""

OWN_RECORDS_ONLY = frozenset({Role.CP, Role.CT})
"""Roles whose `OWN_RECORDS` cover what they wrote and what is about them, not the whole school
(role table: CP and CT, streams 2 and 3)."""
OWN_RECORDS = frozenset({Scope.REPORTS_READ, Scope.REPORTS_DISCUSS})
"""Scopes that a coordinator holds over their own records alone."""
