"""Reports that demonstration declarants have filed already, through the product's own filing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zlib import crc32

from demonstration.held import held_by
from demonstration.people import invented_id
from demonstration.schools import MAIN_SCHOOL
from demonstration.storing import OwedReport, load_owed_reports, present_forms
from domain.access.permits import PersonId, grant, scopes_of
from domain.access.scopes import Scope
from domain.instruments.forms import example_answers
from domain.instruments.model import Definition
from domain.instruments.parsing import parse_definition
from domain.peru_time import day_of
from domain.reporting.reports.model import ObligationId, Observation, Report, ReportId
from persistence.calls import Call, OpenCall
from persistence.database import Storing
from services.reporting.reports import file

FILED_OF_OPEN, FILED_OF_CLOSED = 40, 60
"""Percent of what is owed that has been filed, in cuts that are open and in cuts that closed."""

Forms = Mapping[str, tuple[int, Definition]]


async def file_some(db: Storing, years: Iterable[int], *, late: str, now: datetime) -> int:
    """File part of what is owed in every opened cut that has no report yet; answers how many.

    The school of the demonstration users keeps all of it to do. `late` is how the keys start of
    what has more time: there the CP's is filed today, late, and the CT's still is not.
    """
    present = await present_forms(OpenCall(db, now))
    forms = {code: (version, parse_definition(form)) for code, (version, form) in present.items()}
    filed = 0
    for year in years:
        for owed in await load_owed_reports(OpenCall(db, now), year):
            at = moment(owed, now=now)
            if owed.key.startswith(late):
                at = now
            if is_filed(owed, late=late, now=now):
                await _file(db, owed, forms, at=at)
                filed += 1
    return filed


def is_filed(owed: OwedReport, *, late: str, now: datetime) -> bool:
    """Whether this one is among those filed: always the same ones."""
    if owed.key.startswith(late):
        return owed.key == f"{late}cp1"
    if owed.place.endswith(MAIN_SCHOOL) or (owed.about_teachers and not owed.teachers):
        return False
    percent = FILED_OF_CLOSED if owed.cut.closes_at <= now else FILED_OF_OPEN
    return crc32(owed.key.encode()) % 100 < percent


def moment(owed: OwedReport, *, now: datetime) -> datetime:
    """When it was filed: some time between the opening of its cut and its close, or now."""
    span = min(owed.cut.closes_at, now) - owed.cut.opens_at
    return owed.cut.opens_at + span * (crc32(f"{owed.key}/at".encode()) % 90 / 100)


async def _file(db: Storing, owed: OwedReport, forms: Forms, *, at: datetime) -> None:
    held = await held_by(db, owed.declarant, now=at)
    permit = grant(owed.declarant, Scope.REPORTS_FILE, scopes=scopes_of(held), held=held)
    report_id = ReportId(invented_id(f"report/{owed.key}"))
    await file(Call(db, at, permit), report_id, report_of(owed, forms, on=day_of(at)))


def report_of(owed: OwedReport, forms: Forms, *, on: date) -> Report:
    """A sworn report with example answers; one observation, of a teacher where it is about one."""
    version, definition = forms[owed.instrument]
    chance = crc32(owed.key.encode())
    teacher: PersonId | None = None
    if owed.about_teachers:
        teacher = owed.teachers[chance % len(owed.teachers)]
    observed = max(owed.cut.period_from, min(on, owed.cut.period_to) - timedelta(days=chance % 5))
    observation = Observation(
        id=invented_id(f"observation/{owed.key}"),
        instrument=owed.instrument,
        version=version,
        observed_on=observed,
        teacher_id=teacher,
        students_present=15 + chance % 20,
        answers=example_answers(definition, seed=chance),
    )
    obligation, narrative = ObligationId(owed.obligation), "Reporte de demostración."
    return Report(obligation, True, narrative, (observation,), captured_at=None)
