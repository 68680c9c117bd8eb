"""What a sheet of schools would change, decided row by row against what stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from domain.access.permits import Place, Reach
from domain.events import EventKind
from domain.exchange.institution_imports.rows import CheckedSchools, SchoolRow
from domain.exchange.sheets.faults import Faults, SheetNotices, SheetRule
from domain.territory.institutions.model import Management
from domain.territory.institutions.registering import ManagingBody, SchoolDetails, iged_of

COUNTED = ("created", "changed", "unchanged", "transferred", "activated")
UNKNOWN_IGED = SheetRule(
    "unknown-iged",
    "No existe la IGED {value}, o está fuera de su ámbito.",
    "There is no IGED {value}, or it lies outside your reach.",
)
MANAGES_NONE = SheetRule(
    "iged-manages-no-institutions",
    "La IGED {value} no gestiona instituciones: indique la UGEL.",
    "The body {value} manages no institutions: name the UGEL.",
)
OTHER_IGED = SheetRule(
    "other-iged",
    "La institución {code} está en la IGED {present} y el archivo dice {value}; "
    "para trasladarla envíe transfers=true.",
    "Institution {code} is under IGED {present} and the file says {value}; "
    "to transfer it send transfers=true.",
)
ELSEWHERE = SheetRule(
    "institution-elsewhere",
    "La institución {value} está registrada fuera de su ámbito: no la cambia su archivo.",
    "The institution {value} is registered outside your reach: your sheet does not change it.",
)
PRIVATE_JEC = SheetRule(
    "active-needs-public",
    "La institución {code} está activa en el modelo JEC y no puede pasar a gestión privada.",
    "Institution {code} is active in the JEC model and cannot become private.",
)
NAMELESS = SheetRule(
    "named-by-code",
    "Instituciones sin nombre: se registraron como «I.E. código modular».",
    "Institutions without a name: they were registered as «I.E. modular code».",
)
NOT_ACTIVATED = SheetRule(
    "private-not-activated",
    "Instituciones privadas: se registraron sin estado JEC.",
    "Private institutions: they were registered without JEC status.",
)
NO_CALENDAR = SheetRule(
    "year-without-calendar",
    "El año escolar no está definido: el estado JEC rige desde el 1 de enero.",
    "The school year is not defined: the JEC status holds since 1 January.",
)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to take a sheet: the year of its figures, and what the caller allows."""

    year: int
    transfers: bool
    activate: bool


class SheetFigures(NamedTuple):
    """The figures that a sheet carries."""

    students: int | None
    teachers: int | None
    sections: int | None


@dataclass(frozen=True, slots=True)
class PresentSchool:
    """A school as it stands. `jec`: active now or soon; `dated`: has a history of status."""

    path: Place
    details: SchoolDetails
    jec: bool
    dated: bool
    figures: SheetFigures


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """What the decision looks at: the IGEDs in reach by code, the schools of the sheet that stand,
    the first day of the school year (None: not defined), and those that stand out of reach."""

    igeds: Mapping[str, ManagingBody]
    present: Mapping[str, PresentSchool]
    starts_on: date | None
    elsewhere: frozenset[str]


@dataclass(frozen=True, slots=True)
class SchoolOutcome:
    """What becomes of one school. `figures` None: its figures stay; `moved_from`: a transfer."""

    code: str
    path: Place
    details: SchoolDetails
    event: EventKind
    moved_from: Place | None
    activated: bool
    figures: SheetFigures | None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What becomes of the faultless rows, and why the others are refused. `since`: first day of a
    JEC status."""

    year: int
    since: date
    outcomes: tuple[SchoolOutcome, ...]
    counts: Mapping[str, int]
    faults: Faults
    notices: SheetNotices

    @property
    def moved(self) -> dict[Place, Place]:
        """The former paths of the transferred schools, with their new ones."""
        return {each.moved_from: each.path for each in self.outcomes if each.moved_from}

    @property
    def igeds(self) -> list[Place]:
        """The IGEDs below which what is owed may change."""
        return sorted({Place(outcome.path.rpartition(".")[0]) for outcome in self.outcomes})


def decide(
    checked: CheckedSchools, facts: ImportFacts, options: ImportOptions, *, reach: Reach
) -> ImportPlan:
    """The plan for the faultless rows, with the faults of the others and those of the sheet."""
    outcomes, counts = [], dict.fromkeys(COUNTED, 0)
    faults, notices = checked.faults.copy(), checked.notices.copy()
    for entry in checked.entries:
        body = _body(entry, facts, faults, reach=reach)
        present = facts.present.get(entry.code or "")
        _refuse(entry, present, body, faults, options)
        if entry.code in facts.elsewhere:
            faults.add(ELSEWHERE, entry.row, "modular_code", entry.code)
        if entry.row in faults.rows or body is None:
            continue
        outcome = _outcome(entry, present, body, notices, options)
        counts[_counted(outcome)] += 1
        if outcome:
            counts["transferred"] += outcome.moved_from is not None
            counts["activated"] += outcome.activated
            outcomes.append(outcome)
    if counts["activated"] and facts.starts_on is None:
        notices.add(NO_CALENDAR, "?year")
    whole = {"rows": checked.rows, "error_count": faults.count, "year": options.year}
    since = facts.starts_on or date(options.year, 1, 1)
    in_order = tuple(sorted(outcomes, key=lambda outcome: outcome.code))
    return ImportPlan(options.year, since, in_order, counts | whole, faults, notices)


def _counted(outcome: SchoolOutcome | None) -> str:
    if outcome is None:
        return "unchanged"
    return "created" if outcome.event is EventKind.INSTITUTION_CREATED else "changed"


def _body(
    entry: SchoolRow, facts: ImportFacts, faults: Faults, *, reach: Reach
) -> ManagingBody | None:
    """The IGED that a row names, authorized for itself; None notes the fault."""
    if entry.iged is None:
        return None
    body = facts.igeds.get(entry.iged)
    if body is None or not reach.covers(body.path):
        faults.add(UNKNOWN_IGED, entry.row, "iged", entry.iged)
        return None
    if not body.manages:
        faults.add(MANAGES_NONE, entry.row, "iged", entry.iged)
        return None
    return body


def _refuse(
    entry: SchoolRow,
    present: PresentSchool | None,
    body: ManagingBody | None,
    faults: Faults,
    options: ImportOptions,
) -> None:
    if present is None:
        return
    code, now_under = str(entry.code), iged_of(present.path)
    if body and entry.iged and now_under != entry.iged and not options.transfers:
        faults.add(OTHER_IGED, entry.row, "iged", entry.iged, code=code, present=now_under)
    if present.jec and entry.management is Management.PRIVATE:
        faults.add(PRIVATE_JEC, entry.row, "management", entry.management, code=code)


def _outcome(
    entry: SchoolRow,
    present: PresentSchool | None,
    body: ManagingBody,
    notices: SheetNotices,
    options: ImportOptions,
) -> SchoolOutcome | None:
    """What a faultless row changes; None: nothing."""
    code = str(entry.code)
    details, path = _details(entry, present), Place(f"{body.path}.{code}")
    undated = options.activate and not (present and present.dated)
    activated = undated and details.management is Management.PUBLIC
    figures = _figures(entry, present)
    if present is None:
        if entry.name is None:
            notices.add(NAMELESS, "name")
        if undated and not activated:
            notices.add(NOT_ACTIVATED, "management")
        created = EventKind.INSTITUTION_CREATED
        return SchoolOutcome(code, path, details, created, None, activated, figures)
    if (path, details) == (present.path, present.details) and not activated and figures is None:
        return None
    moved = path != present.path
    event = EventKind.INSTITUTION_TRANSFERRED if moved else EventKind.INSTITUTION_CHANGED
    left = present.path if moved else None
    return SchoolOutcome(code, path, details, event, left, activated, figures)


def _details(entry: SchoolRow, present: PresentSchool | None) -> SchoolDetails:
    """What is known after the row: its empty cells leave what was."""
    assert entry.code and entry.area  # noqa: S101, PT018  the row is faultless
    assert entry.management and entry.ubigeo  # noqa: S101, PT018  the row is faultless
    details = SchoolDetails(
        name=entry.name or f"I.E. {entry.code.partition('-')[0]}",
        premise_code=entry.premise_code,
        area=entry.area,
        management=entry.management,
        ubigeo=entry.ubigeo,
        populated_place=entry.populated_place,
        latitude=entry.latitude,
        longitude=entry.longitude,
    )
    if present is None:
        return details
    was = present.details
    return replace(
        details,
        name=entry.name or was.name,
        premise_code=details.premise_code or was.premise_code,
        populated_place=details.populated_place or was.populated_place,
        latitude=was.latitude if details.latitude is None else details.latitude,
        longitude=was.longitude if details.longitude is None else details.longitude,
    )


def _figures(entry: SchoolRow, present: PresentSchool | None) -> SheetFigures | None:
    """The figures after the row, when it changes them."""
    was = present.figures if present else SheetFigures(None, None, None)
    figures = (entry.students, entry.teachers, entry.sections)
    now = SheetFigures(
        *(old if new is None else new for new, old in zip(figures, was, strict=True))
    )
    return None if now == was else now
