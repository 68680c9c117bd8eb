"""More lessons than one person can have observed, or two at once."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

from domain.reporting.quality.model import (
    DatedObservation,
    QualityFacts,
    QualitySign,
    SignCode,
    SignStrength,
    evidence,
)

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def impossible_pace(facts: QualityFacts) -> QualitySign | None:
    """Strong: lessons that overlap by the hours on their forms, or more on one day than a school
    day has (45 weekly hours make nine a day). Weak: more in a week than the hours for visits of
    the author's post, each at least one hour of 45 minutes (CP eight, F44; CT six, F50)."""
    mine = {each.observed_on for each in facts.filled}
    visits = sorted(facts.visits, key=lambda v: (v.day, str(v.observation)))
    days = _groups((v for v in visits if v.day in mine), lambda v: v.day)
    overlapping = [v for visited in days for v in _overlapping(visited)]
    crowded = [v for visited in days if len(visited) > facts.day_hours for v in visited]
    if overlapping:
        es = f"{len(overlapping)} observaciones coinciden en su horario el mismo día."
        en = f"{len(overlapping)} observations overlap in time on the same day."
        return _flag(SignStrength.STRONG, es, en, overlapping, facts)
    if crowded:
        es = f"{len(crowded)} observaciones en días de {facts.day_hours} horas de clase."
        en = f"{len(crowded)} observations on days of {facts.day_hours} lessons."
        return _flag(SignStrength.STRONG, es, en, crowded, facts)
    return _busy_weeks(facts, visits)


def _busy_weeks(facts: QualityFacts, visits: Sequence[DatedObservation]) -> QualitySign | None:
    hours = facts.visit_hours
    if hours is None:
        return None
    weeks = _groups(visits, lambda v: v.day - timedelta(days=v.day.weekday()))
    busy = [v for visited in weeks if len(visited) > hours for v in visited]
    if not busy:
        return None
    es = f"{len(busy)} visitas en semanas en que el cargo tiene {hours} horas para ellas."
    en = f"{len(busy)} visits in weeks in which the post has {hours} hours for them."
    return _flag(SignStrength.WEAK, es, en, busy, facts)


def _groups(
    visits: Iterable[DatedObservation], key: Callable[[DatedObservation], Hashable]
) -> list[list[DatedObservation]]:
    groups: dict[Hashable, list[DatedObservation]] = defaultdict(list)
    for visit in visits:
        groups[key(visit)].append(visit)
    return list(groups.values())


def _overlapping(visits: Sequence[DatedObservation]) -> list[DatedObservation]:
    """Those that begin before an earlier one of the day ended, and these; an hour that is no hour,
    or that ends before it begins, says nothing."""
    timed = [(starts, ends, v) for v in visits if (span := _span(v)) for starts, ends in [span]]
    timed.sort(key=lambda each: each[:2])
    found: dict[DatedObservation, None] = {}
    latest = timed[0] if timed else None
    for _, following in pairwise(timed):
        if latest is not None and following[0] < latest[1]:
            found |= {latest[2]: None, following[2]: None}
        latest = following if latest is None or following[1] > latest[1] else latest
    return list(found)


def _span(visit: DatedObservation) -> tuple[int, int] | None:
    starts, ends = _minutes(visit.starts), _minutes(visit.ends)
    return (starts, ends) if starts is not None and ends is not None and starts < ends else None


def _minutes(clock: str | None) -> int | None:
    match = _CLOCK.fullmatch(clock.strip()) if clock else None
    return int(match[1]) * 60 + int(match[2]) if match else None


def _flag(
    strength: SignStrength,
    es: str,
    en: str,
    visits: Iterable[DatedObservation],
    facts: QualityFacts,
) -> QualitySign:
    listed = list(visits)
    others = [v.report for v in listed if v.report != facts.id]
    return QualitySign(
        SignCode.IMPOSSIBLE_PACE,
        strength,
        es,
        en,
        evidence((v.observation for v in listed), others),
    )
