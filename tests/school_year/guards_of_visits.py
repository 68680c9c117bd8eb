"""Each guard of visits, dialogues, commitments and referrals refuses once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.school_year import correcting, talking, visiting
from tests.school_year.days import A_DAY, YEAR, day_of
from tests.school_year.diary import Commitment, Visit
from tests.school_year.people import School, Year

STREAM = f"/v1/years/{YEAR}/streams/teacher_accompaniment"
HOUR = timedelta(hours=1)


async def of_planned(year: Year, school: School, visit: Visit) -> None:
    """Before its day: of a visit that both agreed to."""
    refuse, visitor = year.service.refuse, visit.visitor
    path, new = f"/v1/visits/{visit.id}", f"/v1/visits/{uuid4()}"
    draft = visiting.drafted(visit)
    nobody = draft | {"teacher_id": str(school.director)}
    assert await refuse("invalid-visit", visitor, "PUT", new, nobody) == ["not-a-teacher-there"]
    assert set(await refuse("person-busy", visitor, "PUT", new, draft)) == {"busy"}
    later = draft | {"ends_at": (visit.ends_at + HOUR).isoformat()}
    await refuse("version-required", visitor, "PUT", path, later)
    await refuse("visit-differs", visitor, "PUT", path, later, tag=await _seen(year, visit))
    await refuse("visit-time-ahead", visitor, "PUT", f"{path}/not-done", visiting.WHY)
    await refuse("visit-not-in-state", visitor, "PUT", path, draft | {"section": "2.º C"},
                 tag=await _seen(year, visit))  # fmt: skip
    await refuse("invalid-request", visitor, "PUT", new, draft | {"section": ""})
    begun = {"answers": {}, "preparation_minutes": 0}
    await year.service.do(visitor, "PUT", f"{path}/dialogue", begun)
    await refuse("visit-not-done", visitor, "POST", f"{path}/dialogue/preparation")


async def of_past(year: Year, visit: Visit) -> None:
    """Once its time is over, before anybody said what became of it."""
    path = f"/v1/me/visits/{visit.id}/confirmation"
    await year.service.refuse("visit-time-past", visit.teacher, "PUT", path)


async def of_called_off(year: Year, visit: Visit) -> None:
    path = f"/v1/visits/{visit.id}/dialogue"
    begun = {"answers": {}, "preparation_minutes": 0}
    await year.service.refuse("visit-called-off", visit.visitor, "PUT", path, begun)


async def of_forms(year: Year, visit: Visit) -> None:
    """A form is in force, published, and no larger than a form may be."""
    path, visitor = f"/v1/visits/{visit.id}/dialogue", visit.visitor
    streams = (await year.service.do(year.minedu, "GET", f"/v1/years/{YEAR}"))["streams"]
    (ours,) = [each for each in streams if each["code"] == "teacher_accompaniment"]
    stream = {name: ours[name] for name in ours if name not in {"year", "code", "cuts"}}
    tutoring = [each for each in ours["instruments"] if each["subject"] == "ct"]
    without = stream | {"declarant_roles": ["ct"], "instruments": tutoring}
    begun: dict[str, Any] = {"answers": {}, "preparation_minutes": 0}
    await year.service.do(year.minedu, "PUT", STREAM, without)
    await year.service.refuse("no-form-in-force", visitor, "PUT", path, begun)
    await year.service.do(year.minedu, "PUT", STREAM, stream)
    await year.service.refuse("unknown-form-version", visitor, "PUT", path, begun | {"version": 9})
    much = {"answers": {f"a{n}": "a" * 10_000 for n in range(95)}}
    await year.service.refuse("dialogue-too-large", visitor, "PUT", path, begun | much)


async def of_prepared(year: Year, visit: Visit) -> None:
    """What was declared prepared is taken up again before it changes, and held after the visit."""
    path, visitor = f"/v1/visits/{visit.id}/dialogue", visit.visitor
    refuse, now = year.service.refuse, year.clock.moment
    part = {"answers": {"grado-seccion": "3.° A"}}
    await refuse("dialogue-not-in-state", visitor, "PATCH", path, part)
    backwards = {"held_from": now.isoformat(), "held_to": (now - HOUR).isoformat()}
    faults = await refuse("invalid-dialogue", visitor, "POST", f"{path}/holding", backwards)
    assert faults == ["ends-before-it-begins"]


async def of_what_rests_on_it(year: Year, visit: Visit) -> None:
    """Of one whose dialogue was prepared: it was done; who tells how otherwise saw it so."""
    path, refuse = await correcting.look(year, visit), year.service.refuse
    fewer = visiting.took(visit) | {"students_present": 3}
    await refuse("version-required", visit.visitor, "PUT", f"{path}/done", fewer)
    not_done = ("PUT", f"{path}/not-done", visiting.WHY)
    await refuse("visit-relied-on", visit.visitor, *not_done, seen=True)


async def of_talked_over(year: Year, visit: Visit) -> None:
    """Of one whose dialogue was held: neither its hour nor its lesson is told otherwise."""
    path, refuse = await correcting.look(year, visit), year.service.refuse
    longer = visiting.took(visit) | {"students_present": 3}
    other = visiting.drafted(visit) | {"section": "2.º C"}
    for each, body in ((f"{path}/done", longer), (f"{path}/not-done", visiting.WHY), (path, other)):
        await refuse("visit-talked-over", visit.visitor, "PUT", each, body, seen=True)


async def of_open_commitments(year: Year, visit: Visit, other: Visit) -> None:
    """Of a prepared dialogue with a teacher who promised something; `other`: with another one."""
    refuse, visitor = year.service.refuse, visit.visitor
    (first, *_) = talking.open_with(year, visit)
    assert visit.finished_at is not None
    times = {
        "held_from": visit.finished_at.isoformat(),
        "held_to": (visit.finished_at + HOUR / 4).isoformat(),
    }
    holding = f"/v1/visits/{visit.id}/dialogue/holding"
    await refuse("commitments-not-reviewed", visitor, "POST", holding, times)
    path = f"/v1/commitments/{first.id}/review"
    met = {"outcome": "met"}
    await refuse("not-of-this-teacher", visitor, "PUT", path, met | {"visit_id": str(other.id)})
    mine = {"visit_id": str(visit.id), "outcome": "carried_over"}
    assert await refuse("invalid-commitment-review", visitor, "PUT", path, mine) == ["missing"]
    due = (day_of(year.clock.moment) + 9 * A_DAY).isoformat()
    known = {"carried": {"id": str(first.id), "due_on": due}}
    await refuse("commitment-known", visitor, "PUT", path, mine | known)


async def of_reviewed(year: Year, visit: Visit, commitment: Commitment) -> None:
    path = f"/v1/commitments/{commitment.id}/review"
    other = {"visit_id": str(visit.id), "outcome": "not_met", "note": "Aún no se ve."}
    await year.service.refuse("commitment-reviewed", visit.visitor, "PUT", path, other)


async def of_held(year: Year, visit: Visit) -> None:
    """Who does not agree says why; what was agreed by both is final."""
    path = f"/v1/me/dialogues/{visit.id}/answer"
    no = {"agrees": False, "note": None}
    await year.service.refuse("disagreement-unexplained", visit.teacher, "PUT", path, no)


async def of_referral(year: Year, school: School, id: str) -> None:
    """It is attended first, and by the director alone; nobody else knows of it."""
    path, note = f"/v1/referrals/{id}", {"note": "Se conversó con la familia."}
    closed, attended = ({"status": status} | note for status in ("closed", "attended"))
    refuse, director = year.service.refuse, school.director
    await year.service.do(director, "GET", path)
    await refuse("referral-not-in-state", director, "PUT", f"{path}/status", closed, seen=True)
    await refuse("version-required", director, "PUT", f"{path}/status", attended)
    await refuse("not-found", school.ct, "GET", path)
    for step in (attended, closed):
        await year.service.do(director, "PUT", f"{path}/status", step, seen=True)
    body = await year.service.do(director, "GET", path)
    assert [each["status"] for each in body["steps"]] == ["open", "attended", "closed"]


async def _seen(year: Year, visit: Visit) -> str:
    path = f"/v1/visits/{visit.id}"
    tag: str = (await year.service.ask(visit.visitor, "GET", path)).headers["etag"]
    return tag
