"""Who may do what, where (F25-F65, role table of the mission). Pure: no tokens, no SQL.

Effective right = the token's scope AND a role that carries it AND a place inside that
appointment's subtree. It is computed per scope, never as a union over the person: someone who is
CP in one school and director of another approves only in the second.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

from domain.errors import Forbidden

PersonId = NewType("PersonId", UUID)
Place = NewType("Place", str)
"""A path in the territory tree: `pe.<region>.<iged>.<institution>`, the jurisdiction, never
ubigeo (A18, A19)."""

NATION = Place("pe")


class Role(StrEnum):
    """The mission's roles as they stand on the wire."""

    MINEDU = "minedu"
    DRE = "dre"
    UGEL = "ugel"
    DIRECTOR = "director"
    CP = "cp"
    CT = "ct"
    PSYCHOLOGIST = "psychologist"
    CIST = "cist"
    TEACHER = "teacher"
    INTEGRATOR = "integrator"


ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.MINEDU: ("el equipo JEC del Minedu", "the ministry's JEC team"),
    Role.DRE: ("el especialista JEC de la DRE o GRE", "the DRE's JEC specialist"),
    Role.UGEL: ("el especialista JEC de la UGEL", "the UGEL's JEC specialist"),
    Role.DIRECTOR: ("el director o la directora", "the director"),
    Role.CP: ("el coordinador pedagógico o la coordinadora pedagógica", "the CP"),
    Role.CT: ("el coordinador o la coordinadora de tutoría", "the CT"),
    Role.PSYCHOLOGIST: ("el psicólogo o la psicóloga", "the psychologist"),
    Role.CIST: ("el CIST", "the CIST"),
    Role.TEACHER: ("el docente o la docente", "the teacher"),
    Role.INTEGRATOR: ("el sistema integrador", "the integrator"),
}
"""How people call each role, in Spanish and English (F25)."""


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
    CALENDAR_WRITE = "calendar:write"
    EXTENSIONS_GRANT = "extensions:grant"
    OBLIGATIONS_READ = "obligations:read"
    OBLIGATIONS_EXEMPT = "obligations:exempt"
    REPORTS_READ = "reports:read"
    REPORTS_FILE = "reports:file"
    TEACHER_RESULTS_READ = "teacher-results:read"
    COVERAGE_READ = "coverage:read"


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
        Scope.COVERAGE_READ,
    }
)
_COORDINATES = frozenset({Scope.APPOINTMENTS_READ, Scope.REPORTS_READ, Scope.REPORTS_FILE})

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
        Scope.TEACHER_RESULTS_READ,
    },
    Role.DIRECTOR: _EVERYONE
    | _WATCHES
    | _ADMINISTERS
    | {
        Scope.STATISTICS_WRITE,
        Scope.REPORTS_FILE,
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
"""Roles whose `reports:read` covers what they wrote and what is about them, not the whole school
(role table: CP and CT, streams 2 and 3)."""


class MissingScope(Forbidden):
    """The token was not issued for this operation."""

    code = "missing-scope"
    title_es, title_en = "Permiso ausente en la sesión", "Missing scope"
    es = "Su sesión no tiene el permiso «{scope}» que esta operación exige."
    en = "Your token lacks the scope «{scope}» that this operation requires."


class NoRoleCarries(Forbidden):
    """The token has the scope, but no appointment in force carries it (any more)."""

    code = "no-role-carries"
    title_es, title_en = "Sin cargo vigente", "No role carries this scope"
    es = "Ninguno de sus cargos vigentes otorga el permiso «{scope}»."
    en = "None of your appointments in force carries the scope «{scope}»."


@dataclass(frozen=True, slots=True)
class Held:
    """A role held today at a place; `post` numbers the post among equals (1 = responsible).

    `temporary`: by an access grant, not by an appointment. Then it administers nothing: an
    appointment, a password or a client made with it would outlast it.
    """

    role: Role
    place: Place
    post: int | None
    temporary: bool = False

    @property
    def carries(self) -> frozenset[Scope]:
        """What it gives a right to, within its place."""
        carried = ROLE_SCOPES[self.role]
        return carried - LASTING if self.temporary else carried


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a caller sees for one scope. Empty covers nothing.

    `roots` are subtrees seen whole. In `own_roots` only the records that `person` wrote, or that
    are about them, are seen. What `person` wrote is theirs to read anywhere (`AUTHORED`).
    """

    person: PersonId
    roots: tuple[Place, ...]
    own_roots: tuple[Place, ...] = ()

    def covers(self, place: Place) -> bool:
        """True when the place lies in a subtree that is seen whole."""
        return any(within(place, root) for root in self.roots)


def within(place: Place, root: Place) -> bool:
    """True when `place` is `root` or lies below it."""
    return place == root or place.startswith(f"{root}.")


@dataclass(frozen=True, slots=True)
class Permit:
    """Proof that a person holds `scope`, and where. Only `grant` makes one."""

    person: PersonId
    scope: Scope
    held: tuple[Held, ...]
    scopes: frozenset[Scope]
    session: UUID | None = None
    """The sign-in that it was asked with."""

    @property
    def reach(self) -> Reach:
        """Where this permit's own scope holds."""
        return self.reach_of(self.scope)

    def reach_of(self, scope: Scope) -> Reach:
        """Where another scope of the same token holds; empty when the token lacks it."""
        if scope not in self.scopes:
            return Reach(self.person, ())
        carrying = [h for h in self.held if scope in h.carries]
        own = scope is Scope.REPORTS_READ
        return Reach(
            self.person,
            tuple({h.place: None for h in carrying if not (own and h.role in OWN_RECORDS_ONLY)}),
            tuple({h.place: None for h in carrying if own and h.role in OWN_RECORDS_ONLY}),
        )

    def roles_at(self, place: Place) -> tuple[Held, ...]:
        """The roles carrying this permit's scope whose subtree holds `place`."""
        return tuple(h for h in self.held if self.scope in h.carries and within(place, h.place))


def scopes_of(held: Iterable[Held]) -> frozenset[Scope]:
    """Everything a token may be issued for; someone without appointments may ask who they are, and
    read what they wrote."""
    return (PERSONAL | AUTHORED).union(*(h.carries for h in held))


def grant(
    person: PersonId,
    scope: Scope,
    *,
    scopes: frozenset[Scope],
    held: Iterable[Held],
    session: UUID | None = None,
) -> Permit:
    """The permit for one operation, or `MissingScope` / `NoRoleCarries`."""
    if scope not in scopes:
        raise MissingScope(scope=scope)
    permit = Permit(person, scope, tuple(held), scopes, session)
    reach = permit.reach
    if scope not in PERSONAL | AUTHORED and not reach.roots and not reach.own_roots:
        raise NoRoleCarries(scope=scope)
    return permit
