"""The guards that a coordinator meets on the way from the work to a report of the third stream."""

from typing import Any
from uuid import UUID, uuid4

from tests.school_year import reporting
from tests.school_year.diary import Report
from tests.school_year.people import School, Year

SWORN = {"sworn": True}
REFUSED = frozenset(
    {
        "cut-not-open", "cut-closed", "not-sworn", "wrong-declarant",
        "report-not-in-state", "invalid-report",
    }
)  # fmt: skip
"""What is refused here; other guards of reports are those of every stream (docs/report-life.md)."""


async def too_early(year: Year, school: School, cut: int) -> None:
    """Work is taken into a draft before the window opens, and filed while it is open."""
    owed = {"obligation_id": await reporting.owed(year, school, "ct", cut)}
    path, service = f"/v1/report-drafts/{uuid4()}", year.service
    await service.do(school.ct, "POST", f"{path}/from-work", owed)
    await service.refuse("cut-not-open", school.ct, "POST", f"{path}/submission", SWORN)
    await service.do(school.ct, "DELETE", path)


async def too_late(year: Year, school: School, cut: int) -> None:
    """No draft is begun for a cut that takes no more."""
    owed = {"obligation_id": await reporting.owed(year, school, "ct", cut)}
    path = f"/v1/report-drafts/{uuid4()}/from-work"
    await year.service.refuse("cut-closed", school.ct, "POST", path, owed)


async def of_drafts(year: Year, school: School, cut: int) -> None:
    """A report is its post's, sworn, and says what the dialogues say."""
    owed = {"obligation_id": await reporting.owed(year, school, "cp", cut)}
    path, service, cp = f"/v1/report-drafts/{uuid4()}", year.service, school.cp
    await service.refuse("wrong-declarant", school.ct, "POST", f"{path}/from-work", owed)
    body: dict[str, Any] = await service.do(cp, "POST", f"{path}/from-work", owed)
    unsworn = {"sworn": False}
    await service.refuse("not-sworn", cp, "POST", f"{path}/submission", unsworn)
    first = f"{path}/observations/{body['filled'][0]['id']}"
    await service.do(cp, "PATCH", first, {"students_present": 3})
    faults = await service.refuse("invalid-report", cp, "POST", f"{path}/submission", SWORN)
    assert faults == ["differs-from-dialogue"]
    await service.do(cp, "DELETE", path)
    await _of_an_id_of_its_own(year, cp, owed, body["filled"][0])


async def _of_an_id_of_its_own(
    year: Year, cp: UUID, owed: dict[str, str], body: dict[str, Any]
) -> None:
    """What a dialogue tells is filed under its visit's id alone, even word for word."""
    again = body | {"id": str(uuid4())}
    path, service = f"/v1/report-drafts/{uuid4()}", year.service
    await service.do(cp, "PUT", path, owed | {"observations": [again]})
    faults = await service.refuse("invalid-report", cp, "POST", f"{path}/submission", SWORN)
    assert faults == ["dialogue-tells-it"]
    await service.do(cp, "DELETE", path)


async def of_filed(year: Year, school: School, report: Report) -> None:
    """It is decided once."""
    version = await reporting.version_of(year, school.director, report)
    again = {"version": version, "decision": "approved"}
    path = f"/v1/reports/{report.id}/reviews/{uuid4()}"
    await year.service.refuse("report-not-in-state", school.director, "PUT", path, again)
