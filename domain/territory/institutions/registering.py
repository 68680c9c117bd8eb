"""Schools: where they are registered and what is known of them.

A school belongs to the IGED that manages it, never to where its district lies (F54, field 2.3).
"""

from dataclasses import dataclass
from decimal import Decimal

from domain.access.permits import Place
from domain.errors import Conflict, Finding, Invalid, InvalidRequest
from domain.events import EventKind
from domain.territory.institutions.model import (
    INSTITUTION,
    ActiveNeedsPublic,
    Management,
    SchoolArea,
)
from domain.versions import Change, Seen, change_of


class IgedManagesNoInstitutions(Invalid):
    """The body exists but manages no schools itself: name the UGEL (A19)."""

    code = "iged-manages-no-institutions"
    title_es, title_en = "La IGED no gestiona instituciones", "The body manages no institutions"
    es = "La IGED {iged} no gestiona instituciones directamente: indique la UGEL."
    en = "The body {iged} does not manage institutions itself: name the UGEL."


class AlreadyRegistered(Conflict):
    """Another request registered the same school at the same moment."""

    code = "institution-already-registered"
    title_es, title_en = "Institución ya registrada", "Already registered"
    es = "Otra solicitud registró esa institución en este momento. Léala antes de cambiarla."
    en = "Another request registered that institution just now. Read it before you change it."


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolDetails:
    """What is known of a school besides its key and its IGED. Coordinates to six decimals."""

    name: str
    premise_code: str | None
    area: SchoolArea
    management: Management
    ubigeo: str
    populated_place: str | None
    latitude: Decimal | None
    longitude: Decimal | None


@dataclass(frozen=True, slots=True)
class ManagingBody:
    """An IGED as a school's manager; `path` is its place in the tree."""

    path: Place
    manages: bool


@dataclass(frozen=True, slots=True)
class InstitutionState:
    """A school as it stands. `jec`: active in the model now or from a coming day on."""

    path: Place
    version: int
    details: SchoolDetails
    jec: bool


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """The IGED that is to manage the school, and the school as it stands; None: not in reach."""

    body: ManagingBody | None
    present: InstitutionState | None


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
    def moved(self) -> dict[Place, Place]:
        """The former path of a transferred school, and its new one; else nothing."""
        return {} if self.moved_from is None else {self.moved_from: self.path}

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
    details: SchoolDetails,
    facts: RegistrationFacts,
    *,
    iged: str,
    ubigeo_known: bool,
    if_match: Seen | None,
) -> Registration:
    """Create a school, replace what is known of it, transfer it to another IGED, or nothing."""
    body, present = facts.body, facts.present
    _refuse_unknown(iged, body, ubigeo_known=ubigeo_known, ubigeo=details.ubigeo)
    assert body is not None  # noqa: S101  refused above
    if not body.manages:
        raise IgedManagesNoInstitutions([_iged_fault(iged)], iged=iged)
    path = Place(f"{body.path}.{code}")
    same = present is not None and (present.path, present.details) == (path, details)
    version = present.version if present else None
    change = change_of(present=version, if_match=if_match, same=same, what=INSTITUTION)
    if present and present.jec and details.management is not Management.PUBLIC:
        raise ActiveNeedsPublic
    moved = present is not None and present.path != path
    return Registration(change, path, present.path if present and moved else None)


def _refuse_unknown(
    iged: str, body: ManagingBody | None, *, ubigeo_known: bool, ubigeo: str
) -> None:
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
