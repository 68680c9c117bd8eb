"""What a sheet of schools would change, decided row by row against what stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.access.permits import Place, Reach
from domain.events import EventKind
from domain.exchange.institution_imports.activating import (
    ImportAct,
    RegionCounts,
    TargetDifference,
    above_targets,
    activated,
)
from domain.exchange.institution_imports.comparing import (
    NO_FIGURES,
    ColumnDifference,
    SheetFigures,
    details_of,
    differences,
    figures_of,
)
from domain.exchange.institution_imports.rows import CheckedSchools, SchoolRow
from domain.exchange.sheets.faults import MISSING, Faults, SheetNotices, SheetRule
from domain.territory.institutions.model import JecStatus, Management
from domain.territory.institutions.registering import ManagingBody, SchoolDetails, iged_of

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
NO_CALENDAR = SheetRule(
    "year-without-calendar",
    "El año escolar no está definido: el estado JEC rige desde el 1 de enero.",
    "The school year is not defined: the JEC status holds since 1 January.",
)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to take a sheet: the year of its figures, what the caller allows, and the act by which
    schools become active."""

    year: int
    transfers: bool
    activate: bool
    act: ImportAct | None


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
    the first day of the school year (None: not defined), those that stand out of reach, and the
    regions by code."""

    igeds: Mapping[str, ManagingBody]
    present: Mapping[str, PresentSchool]
    starts_on: date | None
    elsewhere: frozenset[str]
    regions: Mapping[str, RegionCounts]


@dataclass(frozen=True, slots=True)
class SchoolOutcome:
    """What becomes of one school. `figures` None: its figures stay; `moved_from`: a transfer;
    `differences`: old and new of what stood before."""

    row: int
    code: str
    path: Place
    details: SchoolDetails
    event: EventKind
    moved_from: Place | None
    activated: bool
    figures: SheetFigures | None
    differences: tuple[ColumnDifference, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What becomes of the faultless rows, and why the others are refused. `since`: first day of a
    JEC status, by `act`; `above`: regions left above their targets."""

    year: int
    since: date
    act: ImportAct | None
    outcomes: tuple[SchoolOutcome, ...]
    counts: Mapping[str, int]
    above: tuple[TargetDifference, ...]
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

    @property
    def changed(self) -> list[SchoolOutcome]:
        """The schools that stood before and are changed, as the sheet has them."""
        created = EventKind.INSTITUTION_CREATED
        return sorted((o for o in self.outcomes if o.event is not created), key=lambda o: o.row)


def decide(
    checked: CheckedSchools, facts: ImportFacts, options: ImportOptions, *, reach: Reach
) -> ImportPlan:
    """The plan for the faultless rows, with the faults of the others and those of the sheet."""
    faults, notices = checked.faults.copy(), checked.notices.copy()
    found = []
    for entry in checked.entries:
        body = _body(entry, facts, faults, reach=reach)
        _refuse(entry, facts, body, faults, options)
        if body and entry.row not in faults.rows:
            found.append(_outcome(entry, _present(entry, facts), body, notices, options))
    outcomes = [outcome for outcome in found if outcome]
    counts = _counts(outcomes) | {"unchanged": len(found) - len(outcomes), "rows": checked.rows}
    counts |= {"error_count": faults.count, "year": options.year}
    if counts["activated"] and facts.starts_on is None:
        notices.add(NO_CALENDAR, "?year")
    return ImportPlan(
        options.year,
        facts.starts_on or date(options.year, 1, 1),
        options.act,
        tuple(sorted(outcomes, key=lambda outcome: outcome.code)),
        counts,
        _above(outcomes, facts),
        faults,
        notices,
    )


def _present(entry: SchoolRow, facts: ImportFacts) -> PresentSchool | None:
    return facts.present.get(entry.code or "")


def _counts(outcomes: Sequence[SchoolOutcome]) -> dict[str, int]:
    created = sum(outcome.event is EventKind.INSTITUTION_CREATED for outcome in outcomes)
    return {
        "created": created,
        "changed": len(outcomes) - created,
        "transferred": sum(outcome.moved_from is not None for outcome in outcomes),
        "activated": sum(outcome.activated for outcome in outcomes),
    }


def _above(outcomes: Sequence[SchoolOutcome], facts: ImportFacts) -> tuple[TargetDifference, ...]:
    moved = [o for o in outcomes if o.moved_from and facts.present[o.code].jec]
    arrived = [o.path for o in (*moved, *(each for each in outcomes if each.activated))]
    return above_targets(arrived, [o.moved_from for o in moved if o.moved_from], facts.regions)


def _body(
    entry: SchoolRow, facts: ImportFacts, faults: Faults, *, reach: Reach
) -> ManagingBody | None:
    """The IGED that a row names, authorized for itself, or the one where the school stands; None
    where there is none, which is a fault."""
    if entry.iged is None:
        stands = _present(entry, facts)
        return ManagingBody(Place(stands.path.rpartition(".")[0]), True) if stands else None
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
    facts: ImportFacts,
    body: ManagingBody | None,
    faults: Faults,
    options: ImportOptions,
) -> None:
    if entry.code is None:
        return
    present = _present(entry, facts)
    if entry.code in facts.elsewhere:
        faults.add(ELSEWHERE, entry.row, "modular_code", entry.code)
    elif present is None:
        for column in entry.empty:
            faults.add(MISSING, entry.row, column)
    else:
        now_under = iged_of(present.path)
        if body and entry.iged and now_under != entry.iged and not options.transfers:
            told = {"code": entry.code, "present": now_under}
            faults.add(OTHER_IGED, entry.row, "iged", entry.iged, **told)
        if present.jec and entry.management is Management.PRIVATE:
            faults.add(PRIVATE_JEC, entry.row, "management", entry.management, code=entry.code)


def _outcome(
    entry: SchoolRow,
    present: PresentSchool | None,
    body: ManagingBody,
    notices: SheetNotices,
    options: ImportOptions,
) -> SchoolOutcome | None:
    """What a faultless row changes; None: nothing."""
    path = Place(f"{body.path}.{entry.code}")
    details = details_of(entry, present.details if present else None)
    was = present.figures if present else NO_FIGURES
    figures = figures_of(entry, was)
    active = not (present and present.dated) and activated(
        entry, details.management, notices, activate=options.activate, act=options.act
    )
    differing = _differences(present, path, (details, figures), active=active)
    if present is None and entry.name is None:
        notices.add(NAMELESS, "name")
    if present and not differing:
        return None
    left = present.path if present and present.path != path else None
    stored = None if figures == was else figures
    event = _event(present, left)
    return SchoolOutcome(
        entry.row, str(entry.code), path, details, event, left, active, stored, differing
    )


def _event(present: PresentSchool | None, left: Place | None) -> EventKind:
    if present is None:
        return EventKind.INSTITUTION_CREATED
    return EventKind.INSTITUTION_TRANSFERRED if left else EventKind.INSTITUTION_CHANGED


def _differences(
    present: PresentSchool | None,
    path: Place,
    new: tuple[SchoolDetails, SheetFigures],
    *,
    active: bool,
) -> tuple[ColumnDifference, ...]:
    """Old and new of a school that stands; a new one has no old."""
    if present is None:
        return ()
    found = list(differences((present.details, present.figures), new))
    if path != present.path:
        found.append(ColumnDifference("iged", iged_of(present.path), iged_of(path)))
    if active:
        found.append(ColumnDifference("model", None, JecStatus.ACTIVE))
    return tuple(found)
