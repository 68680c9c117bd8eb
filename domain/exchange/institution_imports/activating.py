"""Which schools of a sheet become active in the JEC model: those that belong, by an act.

A row belongs when the sheet says so, level and model, or when the caller asks for it in words and
the sheet does not say otherwise. A school that has a history of status keeps it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.access.permits import Place
from domain.errors import Conflict, Finding, InvalidRequest
from domain.exchange.institution_imports.rows import SchoolRow
from domain.exchange.sheets.faults import SheetNotices, SheetRule
from domain.territory.institutions.jec_status import MODEL_CREATED, act_date_fault
from domain.territory.institutions.model import Management

NOT_ACTIVATED = SheetRule(
    "private-not-activated",
    "Instituciones privadas: se registraron sin estado JEC.",
    "Private institutions: they were registered without JEC status.",
)
NOT_OF_THE_MODEL = SheetRule(
    "not-of-the-model",
    "No se activaron: la hoja debe decir nivel secundaria y modelo JEC, o no decir otra cosa y"
    " pedirse con activate=true.",
    "Not activated: the sheet has to say level secondary and model JEC, or nothing else and"
    " activate=true be asked.",
)
NO_ACT = SheetRule(
    "no-act",
    "No se activaron: indique la resolución con `act_number` y `act_date`.",
    "Not activated: name the act with `act_number` and `act_date`.",
)


class OverTargets(Conflict):
    """The import would leave a region with more active schools than its target (F14)."""

    code = "import-over-targets"
    title_es, title_en = "Más instituciones que la meta", "More schools than the target"
    es = (
        "La importación dejaría {count} región(es) con más instituciones JEC activas que su meta."
        " No se guardó nada. Revise la hoja (`dry_run=true`) y, si es así, repita con"
        " `over_targets=true`."
    )
    en = (
        "The import would leave {count} region(s) with more active JEC schools than their target."
        " Nothing was stored. Look the sheet over (`dry_run=true`) and, if it is so, repeat it with"
        " `over_targets=true`."
    )


@dataclass(frozen=True, slots=True)
class ImportAct:
    """The act by which the schools of a sheet are in the model."""

    number: str
    issued: date


@dataclass(frozen=True, slots=True)
class RegionCounts:
    """A region, its target of schools, and how many are active now or soon; invented ones apart."""

    name: str
    target: int
    active: int


@dataclass(frozen=True, slots=True)
class TargetDifference:
    """A region that the import leaves above its target."""

    region: str
    name: str
    target: int
    active: int
    after: int


def act_of(
    number: str | None, issued: date | None, *, activate: bool, today: date
) -> ImportAct | None:
    """The act that a caller names, or None; `InvalidRequest` where it is half of one, cannot be, or
    is missing although schools are to be activated."""
    findings = []
    if issued is not None and not MODEL_CREATED <= issued <= today:
        findings.append(act_date_fault("?act_date"))
    if activate or number is not None or issued is not None:
        findings += [
            Finding(f"?{name}", "missing", "Falta este dato.", "This field is missing.")
            for name, value in (("act_number", number), ("act_date", issued))
            if value is None
        ]
    if findings:
        raise InvalidRequest(findings, count=len(findings))
    return ImportAct(number, issued) if number is not None and issued is not None else None


def activated(
    entry: SchoolRow,
    management: Management,
    notices: SheetNotices,
    *,
    activate: bool,
    act: ImportAct | None,
) -> bool:
    """True when a school without any status becomes active; why not is counted."""
    said = entry.secondary is True and entry.belongs is True
    otherwise = entry.secondary is False or entry.belongs is False
    if not (said or (activate and not otherwise)):
        if entry.belongs or (activate and entry.belongs is not False):
            notices.add(NOT_OF_THE_MODEL, "level")
        return False
    if management is not Management.PUBLIC:
        notices.add(NOT_ACTIVATED, "management")
        return False
    if act is None:
        notices.add(NO_ACT, "?act_number")
    return act is not None


def above_targets(
    arrived: Iterable[Place], left: Iterable[Place], regions: Mapping[str, RegionCounts]
) -> tuple[TargetDifference, ...]:
    """The regions that active schools arrive in, beyond what they leave and the target allows."""
    more = Counter(_region(place) for place in arrived)
    more.subtract(_region(place) for place in left)
    return tuple(
        TargetDifference(code, each.name, each.target, each.active, each.active + more[code])
        for code, each in sorted(regions.items())
        if more[code] > 0 and each.active + more[code] > each.target
    )


def _region(school: Place) -> str:
    return school.split(".")[1]


def check_targets(above: Iterable[TargetDifference], *, confirmed: bool) -> None:
    """Pass, or `OverTargets` with the figures of each region."""
    findings = [] if confirmed else [_over(each) for each in above]
    if findings:
        raise OverTargets(findings, count=len(findings))


def _over(each: TargetDifference) -> Finding:
    return Finding(
        f"region {each.region}",
        "over-target",
        f"{each.name}: meta {each.target}; activas {each.active}, quedarían {each.after}.",
        f"{each.name}: target {each.target}; {each.active} active, {each.after} afterwards.",
    )
