"""The third stream, made of the work itself: from dialogues to drafts, reports and reviews."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tests.school_year.days import CUTS, cut_code, day_of
from tests.school_year.diary import Report, Visit
from tests.school_year.people import School, Year

ANSWER_TERM = timedelta(days=7)
"""A report waits so long for a teacher who does not answer, from the dialogue's end or from when it
was confirmed, whichever is later (record 0023)."""


def finished(year: Year, visit: Visit) -> bool:
    """Whether its dialogue may be reported now."""
    talk = visit.talk
    if talk is None or talk.held_to is None:
        return False
    since = talk.confirmed_at and max(talk.held_to, talk.confirmed_at)
    silent = since is not None and year.clock.moment >= since + ANSWER_TERM
    return talk.state in {"agreed", "disagreed"} or silent


def to_report(year: Year, school: School, role: str, cut: int) -> list[Visit]:
    """The visits of a coordinator whose finished dialogues no report tells yet."""
    first, last = CUTS[cut]
    return [
        visit
        for visit in year.diary.visits
        if (visit.school, visit.visitor) == (school.code, school.coordinator(role))
        and visit.began_at is not None
        and first <= day_of(visit.began_at) <= last
        and visit.reported_in is None
        and finished(year, visit)
    ]


async def owed(year: Year, school: School, role: str, cut: int) -> str:
    """What the coordinator owes in a cut."""
    path = f"/v1/obligations?cut={cut_code(cut)}&institution={school.code}"
    rows = await year.service.all_of(school.director, path)
    (mine,) = [row for row in rows if row["subject"] == role]
    id: str = mine["id"]
    return id


async def take_up(
    year: Year, school: School, role: str, cut: int, draft: UUID
) -> set[tuple[str, str]]:
    """The teachers and days that the draft tells of, once the work was taken into it; what an
    annulled report told is told under another id."""
    body = {"obligation_id": await owed(year, school, role, cut)}
    path = f"/v1/report-drafts/{draft}/from-work"
    data = await year.service.do(school.coordinator(role), "POST", path, body)
    return {(each["teacher_id"], each["observed_on"]) for each in data["filled"]}


async def file(year: Year, school: School, role: str, cut: int) -> Report | None:
    """A report of all that was finished; None where there is nothing to tell."""
    report = await draft(year, school, role, cut)
    if report is not None:
        await submit(year, school, report)
    return report


async def draft(year: Year, school: School, role: str, cut: int) -> Report | None:
    """The same, as it is before it is filed."""
    mine = to_report(year, school, role, cut)
    if not mine:
        return None
    report = Report(uuid4(), school.code, role, cut, school.coordinator(role), "draft", visits=mine)
    taken = await take_up(year, school, role, cut, report.id)
    observed = {(str(v.teacher), day_of(v.starts_at).isoformat()) for v in mine}
    assert taken == observed, "what is finished is taken, and no more"
    return report


async def submit(
    year: Year, school: School, report: Report, *, seen: str | None = None,
    captured_at: datetime | None = None,
) -> None:  # fmt: skip
    """`captured_at`: when a device without signal had it finished."""
    path, by = f"/v1/report-drafts/{report.id}/submission", school.coordinator(report.role)
    body = {"sworn": True, "captured_at": captured_at and captured_at.isoformat()}
    await year.service.do(by, "POST", path, body, tag=seen)
    data = await year.service.do(by, "GET", f"/v1/reports/{report.id}")
    assert data["status"] == "submitted"
    if report.state == "draft":
        year.diary.reports.append(report)
    report.state, report.filed_at = "submitted", year.clock.moment
    for visit in report.visits:
        visit.reported_in = report.id


async def version_of(year: Year, who: UUID, report: Report) -> int:
    shown = await year.service.ask(who, "GET", f"/v1/reports/{report.id}")
    return int(shown.headers["etag"].removeprefix("W/").strip('"'))


async def review(year: Year, school: School, report: Report, decision: str) -> None:
    """The director approves a report, or sends it back."""
    comments = [{"text": "Falta narrar lo observado."}] if decision == "returned" else []
    version = await version_of(year, school.director, report)
    body = {"version": version, "decision": decision, "comments": comments}
    path = f"/v1/reports/{report.id}/reviews/{uuid4()}"
    await year.service.do(school.director, "PUT", path, body)
    report.state = decision
    await year.service.do(school.director, "GET", f"/v1/reports/{report.id}")


async def correct(year: Year, school: School, report: Report) -> None:
    """What was sent back is filed again."""
    body = {
        "obligation_id": await owed(year, school, report.role, report.cut),
        "narrative": "Se visitó a las tutoras y los tutores de tercero.",
    }
    path, author = f"/v1/report-drafts/{report.id}", school.coordinator(report.role)
    await year.service.do(author, "PUT", path, body)
    await take_up(year, school, report.role, report.cut, report.id)
    version = await version_of(year, school.director, report)
    await submit(year, school, report, seen=f'"{version}"')


async def annul(year: Year, report: Report) -> None:
    """By the ministry: it is owed again, and what it told may be told anew."""
    version = await version_of(year, year.minedu, report)
    body = {"version": version, "reason": "Declarado por error de la persona."}
    path = f"/v1/reports/{report.id}/annulments/{uuid4()}"
    await year.service.do(year.minedu, "PUT", path, body)
    await year.service.do(year.minedu, "GET", f"/v1/reports/{report.id}")
    report.state = "annulled"
    for visit in report.visits:
        visit.reported_in = None


async def extend(year: Year, school: School, cut: int, closes_at: datetime) -> None:
    """More time for one school: what comes within it is taken, and late (record 0007)."""
    body = {
        "place": {"kind": "institution", "code": school.code},
        "closes_at": closes_at.isoformat(), "reason": "La crecida del río cortó el camino.",
    }  # fmt: skip
    path = f"/v1/report-cuts/{cut_code(cut)}/extensions/{uuid4()}"
    await year.service.do(year.dre, "PUT", path, body)


async def exempt(year: Year, school: School, role: str, cut: int) -> None:
    """What need not be reported is not expected."""
    path = f"/v1/obligations/{await owed(year, school, role, cut)}/exemption"
    await year.service.do(year.dre, "PUT", path, {"reason": "La plaza estuvo de licencia."})
    year.diary.exempt.add((school.code, role, cut))
