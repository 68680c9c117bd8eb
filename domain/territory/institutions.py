"""Schools: where they are registered, what is known of them, and their standing in the JEC model.

A school belongs to the IGED that manages it, never to where its district lies (F54, field 2.3).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum, auto

from domain.access.permits import Permit, Place
from domain.access.roles import Role
from domain.errors import Conflict, Finding, Forbidden, Invalid, InvalidRequest
from domain.events import EventKind
from domain.versions import Change, change_of

LATITUDES = (-18.5, 0.5)
LONGITUDES = (-81.5, -68.5)
"""Peru's bounds in degrees: a school outside them has its coordinates swapped or mistyped."""
MODEL_CREATED = date(2014, 9, 1)
"""RM 451-2014-MINEDU (F11): no school was in the model before."""
FURTHEST_AHEAD_DAYS = 731
WHAT = "esa institución"


class Area(StrEnum):
    """Where it teaches (F12)."""

    URBAN = "urban"
    RURAL = "rural"


class Management(StrEnum):
    """Who runs it; only public schools are JEC."""

    PUBLIC = "public"
    PRIVATE = "private"


class JecStatus(StrEnum):
    """Standing in the JEC model (F11, F109-F113)."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    EXCLUSION_IN_PROCESS = "exclusion_in_process"
    EXCLUDED = "excluded"


class IgedManagesNoInstitutions(Invalid):
    """The body exists but manages no schools itself: name the UGEL (A19)."""

    code = "iged-manages-no-institutions"
    title_es, title_en = "La IGED no gestiona instituciones", "The body manages no institutions"
    es = "La IGED {iged} no gestiona instituciones directamente: indique la UGEL."
    en = "The body {iged} does not manage institutions itself: name the UGEL."


class ActiveNeedsPublic(Conflict):
    """A private school cannot be active in the model, nor an active one become private."""

    code = "active-needs-public"
    title_es, title_en = "Solo la gestión pública puede ser JEC", "Only public schools are JEC"
    es = "Una institución activa en el modelo JEC debe ser de gestión pública."
    en = "An institution that is active in the JEC model must be of public management."


class StatusGoesBack(Conflict):
    """History is only added to: a change cannot be dated before the last one."""

    code = "jec-status-goes-back"
    title_es, title_en = "Cambio anterior al último", "Before the last change"
    es = "El último cambio de estado JEC rige desde el {last}; no se admite uno anterior."
    en = "The last change of JEC status holds since {last}; an earlier one is not taken."


class StatusUnchanged(Conflict):
    """The school already has that status, since an earlier day."""

    code = "jec-status-unchanged"
    title_es, title_en = "Ya tiene ese estado", "Already in that status"
    es = "La institución ya tiene ese estado desde el {last}."
    en = "The institution already has that status since {last}."


class AlreadyRegistered(Conflict):
    """Another request registered the same school at the same moment."""

    code = "institution-already-registered"
    title_es, title_en = "Institución ya registrada", "Already registered"
    es = "Otra solicitud registró esa institución en este momento. Léala antes de cambiarla."
    en = "Another request registered that institution just now. Read it before you change it."


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a school besides its key and its IGED. Coordinates to six decimals."""

    name: str
    premise_code: str | None
    area: Area
    management: Management
    ubigeo: str
    populated_place: str | None
    latitude: Decimal | None
    longitude: Decimal | None


@dataclass(frozen=True, slots=True)
class Body:
    """An IGED as a school's manager; `path` is its place in the tree."""

    path: Place
    manages: bool


@dataclass(frozen=True, slots=True)
class Registered:
    """A school as it stands. `jec`: active in the model now or from a coming day on."""

    path: Place
    version: int
    details: Details
    jec: bool


@dataclass(frozen=True, slots=True)
class Registration:
    """What to store: the school's new place and, for the log, what happened."""

    change: Change
    path: Place
    moved_from: Place | None

    @property
    def event(self) -> EventKind:
        """The kind of event the change is told as."""
        if self.moved_from:
            return EventKind.INSTITUTION_TRANSFERRED
        if self.change is Change.CREATE:
            return EventKind.INSTITUTION_CREATED
        return EventKind.INSTITUTION_CHANGED

    @property
    def transfer(self) -> dict[str, dict[str, str]]:
        """Codes of the IGEDs that a transferred school leaves and joins; else nothing."""
        if self.moved_from is None:
            return {}
        return {"transfer": {"from": iged_of(self.moved_from), "to": iged_of(self.path)}}


def iged_of(school: Place) -> str:
    """The code of the IGED that manages a school."""
    return school.split(".")[2]


def register(
    code: str,
    wanted: Details,
    *,
    iged: str,
    body: Body | None,
    present: Registered | None,
    ubigeo_known: bool,
    if_match: int | None,
) -> Registration:
    """Create a school, replace what is known of it, transfer it to another IGED, or nothing."""
    _refuse_unknown(iged, body, ubigeo_known=ubigeo_known, ubigeo=wanted.ubigeo)
    assert body is not None  # noqa: S101  refused above
    if not body.manages:
        raise IgedManagesNoInstitutions([_iged_fault(iged)], iged=iged)
    path = Place(f"{body.path}.{code}")
    same = present is not None and (present.path, present.details) == (path, wanted)
    version = present.version if present else None
    change = change_of(present=version, if_match=if_match, same=same, what=WHAT)
    if present and present.jec and wanted.management is not Management.PUBLIC:
        raise ActiveNeedsPublic
    moved = present is not None and present.path != path
    return Registration(change, path, present.path if present and moved else None)


def _refuse_unknown(iged: str, body: Body | None, *, ubigeo_known: bool, ubigeo: str) -> None:
    findings = []
    if body is None:
        es, en = f"No existe la IGED {iged}.", f"There is no IGED {iged}."
        findings.append(Finding("/iged", "unknown-iged", es, en))
    if not ubigeo_known:
        es = f"El INEI no tiene un distrito {ubigeo}."
        findings.append(Finding("/ubigeo", "unknown-ubigeo", es, f"INEI has no district {ubigeo}."))
    if findings:
        raise InvalidRequest(findings, count=len(findings))


def _iged_fault(iged: str) -> Finding:
    return Finding(
        "/iged",
        "iged-manages-no-institutions",
        f"La IGED {iged} no gestiona instituciones.",
        f"The body {iged} manages no institutions.",
    )


@dataclass(frozen=True, slots=True)
class Span:
    """A status since a day, by an act. A later span ends it the day before."""

    status: JecStatus
    since: date
    act_number: str | None
    reason: str | None


class StatusChange(Enum):
    """How a change enters the history."""

    APPEND = auto()
    CORRECT = auto()
    NOTHING = auto()


def change_status(
    wanted: Span, *, last: Span | None, management: Management, today: date
) -> StatusChange:
    """Add a span, correct the last one (same first day), or nothing when it is already so."""
    if wanted == last:
        return StatusChange.NOTHING
    if wanted.since < MODEL_CREATED or (wanted.since - today).days > FURTHEST_AHEAD_DAYS:
        raise InvalidRequest([_since_fault()], count=1)
    if wanted.status is JecStatus.ACTIVE and management is not Management.PUBLIC:
        raise ActiveNeedsPublic
    if last is None or (wanted.since > last.since and wanted.status is not last.status):
        return StatusChange.APPEND
    told = f"{last.since:%d/%m/%Y}"
    if wanted.since < last.since:
        raise StatusGoesBack(last=told)
    if wanted.since > last.since:
        raise StatusUnchanged(last=told)
    return StatusChange.CORRECT


def _since_fault() -> Finding:
    return Finding(
        "/since",
        "since-out-of-range",
        "La fecha debe estar entre setiembre de 2014 (RM 451-2014-MINEDU) y dos años desde hoy.",
        "The day must lie between September 2014 (RM 451-2014-MINEDU) and two years from today.",
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a school in one year (F13, F16) and the CP and CT posts it should have."""

    students: int | None
    teachers: int | None
    sections: int | None
    weekly_hours: int
    cp_posts: int
    ct_posts: int


class PostsTakenAway(Forbidden):
    """A director owes a report for each post, so a director does not take one away."""

    code = "posts-taken-away"
    title_es, title_en = "No puede quitar puestos", "May not take posts away"
    es = "Reducir los puestos de CP o CT le corresponde a su UGEL: por cada uno se debe un reporte."
    en = "Fewer CP or CT posts are for the UGEL to set: a report is owed for each of them."


USUAL_POSTS = (1, 1)
KEEP_POSTS = frozenset({Role.MINEDU, Role.UGEL})


def check_posts(wanted: Figures, present: Figures | None, *, school: Place, permit: Permit) -> None:
    """Pass, or `PostsTakenAway`: who would owe less by it does not reduce what is owed."""
    cp, ct = (present.cp_posts, present.ct_posts) if present else USUAL_POSTS
    fewer = wanted.cp_posts < cp or wanted.ct_posts < ct
    if fewer and not any(held.role in KEEP_POSTS for held in permit.roles_at(school)):
        raise PostsTakenAway
