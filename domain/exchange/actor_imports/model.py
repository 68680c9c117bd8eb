"""What a sheet of people is held against, and what it comes to."""

from dataclasses import dataclass, field

from domain.access.permits import PersonId, Place
from domain.errors import Conflict
from domain.exchange.sheets.faults import Faults, SheetNotices
from domain.people.actors import ActorDecision, Identity
from domain.people.appointments.deciding import AppointmentDecision
from domain.people.appointments.model import Appointment, AppointmentPlace, AppointmentState
from domain.territory.places import OfficialPlace


class ImportOvertaken(Conflict):
    """Someone changed the same persons or posts while the sheet was being read."""

    code = "import-overtaken"
    title_es, title_en = "Cambios simultáneos", "Overtaken by another change"
    es = "Otra persona cambió estos datos durante la importación. No se guardó nada: repítala."
    en = "Someone changed these data during the import. Nothing was stored: repeat it."


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person already registered under a document of the sheet."""

    id: PersonId
    identity: Identity
    version: int
    editable: bool
    """They act nowhere outside the caller's reach: their names may be corrected."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place as the sheet names it, and as it was found."""

    ref: OfficialPlace
    found: AppointmentPlace


@dataclass(frozen=True, slots=True)
class ActorImportFacts:
    """What the sheet is held against. Places are those within reach; the rest is not there."""

    places: tuple[NamedPlace, ...]
    people: tuple[KnownPerson, ...]
    appointments: tuple[AppointmentState, ...]


@dataclass(slots=True)
class ActorImportPlan:
    """What is to be stored, how many rows do what, and why the others are refused."""

    faults: Faults
    notices: SheetNotices
    people: dict[PersonId, tuple[ActorDecision, Place]] = field(default_factory=dict)
    appointments: list[AppointmentDecision] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many rows create, change or leave things as they are."""
        return {"created": self.created, "changed": self.changed, "unchanged": self.unchanged}

    @property
    def changed_appointments(self) -> list[Appointment]:
        """Those that were there before and may end otherwise now."""
        return [decision.appointment for decision in self.appointments if decision.over]

    @property
    def settles(self) -> list[Place]:
        """The places whose obligations may change."""
        return list({p: None for decision in self.appointments for p in decision.settles})
