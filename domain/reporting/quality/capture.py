"""Work that was not captured when it says."""

from datetime import timedelta

from domain.peru_time import day_of
from domain.reporting.quality.model import (
    QualityFacts,
    QualitySign,
    SignCode,
    SignStrength,
    evidence,
)

CLOCK_MAY_BE_FAST = timedelta(minutes=10)
LONG_ON_THE_DEVICE = timedelta(days=30)
MANY = 5


def late_capture(facts: QualityFacts) -> QualitySign | None:
    """Strong: finished, by the device's clock, after we received it, or before a day that it
    observes. Weak: received a month after it was finished; or five observations or more, all dated
    the day they were filed, as if dated while typing (days are Lima's)."""
    return _clock(facts) or _one_day(facts)


def _clock(facts: QualityFacts) -> QualitySign | None:
    captured = facts.captured_at
    if captured is None:
        return None
    if captured - facts.filed_at > CLOCK_MAY_BE_FAST:
        es = "El equipo dice que se terminó después de haberlo recibido: su reloj no es fiable."
        en = "The device says it was finished after it was received: its clock is not reliable."
        return QualitySign(SignCode.LATE_CAPTURE, SignStrength.STRONG, es, en, evidence())
    finished_on = day_of(captured)
    later = [each.id for each in facts.filled if each.observed_on > finished_on]
    if later:
        es = f"{len(later)} observación(es) tienen fecha posterior al día en que se terminó."
        en = f"{len(later)} observation(s) are dated after the day it was finished."
        return QualitySign(SignCode.LATE_CAPTURE, SignStrength.STRONG, es, en, evidence(later))
    waited = facts.filed_at - captured
    if waited > LONG_ON_THE_DEVICE:
        es = f"Se recibió {waited.days} días después de que el equipo lo dio por terminado."
        en = f"It was received {waited.days} days after the device had it finished."
        return QualitySign(SignCode.LATE_CAPTURE, SignStrength.WEAK, es, en, evidence())
    return None


def _one_day(facts: QualityFacts) -> QualitySign | None:
    filed_on = day_of(facts.filed_at)
    same = [each.id for each in facts.filled if each.observed_on == filed_on]
    if len(same) < MANY or len(same) < len(facts.filled):
        return None
    es = f"Las {len(same)} observaciones tienen la fecha del envío."
    en = f"All {len(same)} observations are dated the day of filing."
    return QualitySign(SignCode.LATE_CAPTURE, SignStrength.WEAK, es, en, evidence(same))
