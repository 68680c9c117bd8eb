"""Opening a school year from another: the same calendar, moved; and one that is open today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.errors import Conflict, Finding, Invalid, Noun
from domain.peru_time import LIMA, start_of
from domain.reporting.calendar.cuts import ONE_DAY, Cut, SchoolYear

SCHOOL_YEAR = Noun("ese año escolar", "school year")


class InvalidYear(Invalid):
    """The year asked for cannot be opened; `errors` name every fault."""

    code = "invalid-year"
    title_es, title_en = "Año escolar no válido", "Invalid school year"
    es = "El año escolar {year} no puede abrirse así."
    en = "The school year {year} cannot be opened like this."


class YearAlreadyOpen(Conflict):
    """It exists, opened otherwise. Its dates are changed cut by cut."""

    code = "year-already-open"
    title_es, title_en = "El año escolar ya está abierto", "The school year is already open"
    es = "El año escolar {year} ya está abierto con otros datos. Cambie sus cortes uno por uno."
    en = "The school year {year} is already open, with other values. Change its cuts one by one."


@dataclass(frozen=True, slots=True)
class YearRequest:
    """A request to open `year` as a copy of `copy_from`; `weekly_hours` None: as it has."""

    year: int
    copy_from: int
    starts_on: date
    ends_on: date
    weekly_hours: int | None
    demonstration: bool


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """The year to copy (None: there is none) with its cuts by stream, whether the year asked for
    exists, and the request that opened it, if one did."""

    source: SchoolYear | None
    cuts: Mapping[str, Sequence[Cut]]
    present: bool
    opened_by: YearRequest | None


@dataclass(frozen=True, slots=True)
class YearPlan:
    """What opening comes to: the year, and the cuts of each stream."""

    copy_from: int
    year: SchoolYear
    cuts: Mapping[str, Sequence[Cut]]


def open_year(request: YearRequest, facts: OpeningFacts, *, today: date) -> YearPlan | None:
    """The plan of a new year, None when this very request has opened it already, or a refusal.

    In a demonstration year each stream is moved as little as needed to have a cut open `today`.
    """
    if facts.present:
        _check_repeated(request, facts)
        return None
    if faults := list(_faults(request, facts.source)):
        raise InvalidYear(faults, year=request.year)
    assert facts.source is not None  # noqa: S101  its absence is one of the faults
    hours = request.weekly_hours or facts.source.weekly_hours
    year = SchoolYear(
        request.year, request.starts_on, request.ends_on, hours, request.demonstration
    )
    cuts = {
        stream: cuts_of_year(copied, source=facts.source, target=year)
        for stream, copied in facts.cuts.items()
    }
    if misfits := list(_misfits(cuts, year)):
        raise InvalidYear(misfits, year=request.year)
    if request.demonstration:
        cuts = {stream: demonstration_cuts(copied, today) for stream, copied in cuts.items()}
    return YearPlan(request.copy_from, year, cuts)


def cuts_of_year(cuts: Sequence[Cut], *, source: SchoolYear, target: SchoolYear) -> tuple[Cut, ...]:
    """The cuts of one stream, at the same months and days of another year.

    A window that covered a month covers it again, 29 February included, since what moves is the
    instant at which it closes, the first of the next month. The one that ended with the school
    year ends with it again. Each period runs from the day after the one before (the first, from
    the start of classes) to the last day of its own window, inside the school year.
    """
    moved: list[Cut] = []
    period_from = target.starts_on
    for cut in sorted(cuts, key=lambda each: each.ordinal):
        closes_at = _moved(cut.closes_at, target.year - source.year)
        if cut.last_day == source.ends_on:
            closes_at = cut.closes_at + (start_of(target.ends_on) - start_of(source.ends_on))
        opens_at = _moved(cut.opens_at, target.year - source.year)
        there = replace(cut, opens_at=opens_at, closes_at=closes_at, period_from=period_from)
        there = replace(there, period_to=min(there.last_day, target.ends_on))
        moved.append(there)
        period_from = there.period_to + ONE_DAY
    return tuple(moved)


def demonstration_cuts(cuts: Sequence[Cut], today: date) -> tuple[Cut, ...]:
    """The cuts of one stream, moved as little as needed so that exactly one is open all `today`.

    When none is, the nearest window (of two as near, the coming one) moves whole: it opens today,
    or today is its last day. No other window moves, so none overlaps and the order stays. The
    moved cut's period takes in its opening day and ends with its window; the next one follows it.
    Windows begin and end with days, as those that are shipped do.
    """
    ordered = sorted(cuts, key=lambda each: each.ordinal)
    if not ordered:
        return ()
    at = min(range(len(ordered)), key=lambda n: (abs(_way_to(today, ordered[n])), -n))
    way = _way_to(today, ordered[at])
    if way:
        ordered[at] = _shifted(ordered[at], way)
        ordered[at + 1 : at + 2] = [
            replace(
                following, period_from=min(ordered[at].period_to + ONE_DAY, following.period_to)
            )
            for following in ordered[at + 1 : at + 2]
        ]
    return tuple(ordered)


def _way_to(today: date, cut: Cut) -> timedelta:
    """How far a window must move to hold today; nothing when it does."""
    if today < cut.first_day:
        return today - cut.first_day
    return max(today - cut.last_day, timedelta(0))


def _shifted(cut: Cut, way: timedelta) -> Cut:
    there = replace(cut, opens_at=cut.opens_at + way, closes_at=cut.closes_at + way)
    return replace(
        there, period_from=min(cut.period_from, there.first_day), period_to=there.last_day
    )


def _moved(instant: datetime, years: int) -> datetime:
    """The same month, day and hour in Peru some years away; 29 February, failing that, 1 March."""
    there = instant.astimezone(LIMA)
    try:
        return there.replace(year=there.year + years).astimezone(instant.tzinfo)
    except ValueError:
        return start_of(date(there.year + years, 3, 1))


def _check_repeated(request: YearRequest, facts: OpeningFacts) -> None:
    as_it_has = facts.source.weekly_hours if facts.source else None
    if facts.opened_by != replace(request, weekly_hours=request.weekly_hours or as_it_has):
        raise YearAlreadyOpen(year=request.year)


def _faults(request: YearRequest, source: SchoolYear | None) -> Iterator[Finding]:
    if source is None:
        es, en = "Ese año escolar no está abierto.", "That school year is not open."
        yield Finding("/copy_from", "unknown-year", es, en)
    for name, day in (("starts_on", request.starts_on), ("ends_on", request.ends_on)):
        if day.year != request.year:
            es, en = f"Debe ser un día de {request.year}.", f"Must be a day of {request.year}."
            yield Finding(f"/{name}", "not-in-year", es, en)
    if request.starts_on >= request.ends_on:
        es, en = "Debe ser posterior al inicio.", "Must be later than the start."
        yield Finding("/ends_on", "ends-before-start", es, en)


def _misfits(cuts: Mapping[str, Sequence[Cut]], year: SchoolYear) -> Iterator[Finding]:
    """Each cut that the dates of the year leave without days, or push into the next one."""
    for stream, moved in cuts.items():
        previous: Cut | None = None
        for cut in moved:
            late = cut.last_day >= year.starts_on
            clear = previous is None or previous.closes_at <= cut.opens_at
            if not (clear and cut.opens_at < cut.closes_at and cut.period_from <= cut.period_to):
                name = f"{year.year}-{stream}-{cut.ordinal}"
                es = f"El corte {name} no cabe en el año escolar con esta fecha."
                en = f"The cut {name} does not fit into the school year with this date."
                yield Finding("/ends_on" if late else "/starts_on", "cut-does-not-fit", es, en)
            previous = cut
