"""How long what is held about persons is kept (Ley 29733, art. 8: no longer than its purpose)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.identity.external_identities import UNCONFIRMED_FOR

_YEAR = timedelta(days=365.25)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionTerms:
    """How long each kind is kept once it has served.

    Sessions and enrolments in days after their end; notices in days after they were made; answered
    corrections in years after the answer; names and documents in years after the last day of the
    last appointment.
    """

    session_days: int = 90
    enrolment_days: int = 90
    correction_years: int = 5
    person_years: int = 10
    notice_days: int = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionLimits:
    """What ended before these instants has served its time."""

    sessions: datetime
    enrolments: datetime
    corrections: datetime
    persons: datetime
    notices: datetime
    identities: datetime
    """Links to outside identities that nobody confirmed: they expire by themselves, and only go."""


def limits_of(terms: RetentionTerms, *, now: datetime) -> RetentionLimits:
    """From when on each kind is kept."""
    return RetentionLimits(
        sessions=now - timedelta(days=terms.session_days),
        enrolments=now - timedelta(days=terms.enrolment_days),
        corrections=now - terms.correction_years * _YEAR,
        persons=now - terms.person_years * _YEAR,
        notices=now - timedelta(days=terms.notice_days),
        identities=now - UNCONFIRMED_FOR,
    )
