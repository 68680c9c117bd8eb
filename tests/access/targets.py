"""What the matrix aims at: a place of one level, with people, documents and access of its own."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from domain.access.roles import Role
from domain.peru_time import LIMA
from tests.breaks import breaks
from tests.clock import now, today
from tests.documents import talked_over
from tests.places import LEVELS
from tests.school_work import save_promise, save_school_work
from tests.school_years import leave_room
from tests.world import AMAZONAS, BAGUA, World

HOLDER = {
    "nation": Role.MINEDU,
    "region": Role.DRE,
    "iged": Role.UGEL,
    "institution": Role.DIRECTOR,
}
GIVEN = HOLDER | {"institution": Role.CP}
"""The role that is given, at each level, to somebody who acts in the school."""


@dataclass(frozen=True)
class Target:
    """A place and what stands there. Of a school also what is owed and was filed; the targets above
    carry the same school's, which lies below them. `secrets` betray it."""

    level: str
    place: str
    code: str
    director: UUID
    """Who holds the place's own role; of a school, the director."""
    staff: UUID
    """A teacher of the school, to be appointed to something."""
    appointment: UUID
    grant: UUID
    extension: UUID
    correction: UUID
    client: UUID
    school: str
    owed: UUID
    owed_cp: UUID
    cut: str
    report: UUID
    document: str
    """The number of the teacher's."""

    @property
    def at(self) -> dict[str, str]:
        """The place, as requests name it."""
        return {"kind": self.level, "code": self.code}

    @property
    def secrets(self) -> set[str]:
        """What no answer out of reach may hold: ids, codes, names, documents, words."""
        ids = {self.director, self.appointment, self.grant, self.extension, self.correction}
        ids |= {self.client}
        words = {f"Apellido{self.level}", f"Licencia en {self.level}", f"Lluvias en {self.level}"}
        words |= {f"Sistema de {self.level}", f"Temporal{self.level}"}
        if self.level != "institution":
            return {str(id) for id in ids} | words
        ids |= {self.staff, self.owed, self.owed_cp, self.report}
        words |= {self.code, "Blanco de la matriz", "Narración", self.document, "ApellidoDocente"}
        return {str(id) for id in ids} | words


async def make_targets(world: World) -> dict[str, Target]:
    """One target of each level, the nation's first; the school is of Bagua."""
    await leave_room(world)
    school = await world.school(BAGUA, name="Blanco de la matriz")
    code = school.rpartition(".")[2]
    staff = await world.person(paternal_surname="ApellidoDocente")
    document = await world.db.fetchval("select doc_number from person where id = $1", staff)
    await world.appoint(Role.TEACHER, school, person=staff)
    await world.save("institution_year", institution_code=code, year=2024, students=300)
    cut, before = (
        await world.cut("implementation"),
        await world.cut("implementation", ordinal=8, opens=-30, closes=-20),
    )
    owed, done = await world.obligation(cut, school), await world.obligation(before, school)
    owed_cp = await world.obligation(await world.cut("coordinator"), school, "cp", 1)
    places = dict(zip(LEVELS, ("pe", AMAZONAS, BAGUA, school), strict=True))
    people = {level: await _holder(world, level, place) for level, place in places.items()}
    report = uuid4()
    await world.save(
        "report", id=report, obligation_id=done, cut_code=before, place=school,
        iged_code="010002", author_id=people["iged"][0], author_role="ugel", status="submitted",
        sworn=True, late=False, observations=1, filed_at=now(), content_hash="x",
        narrative="Narración de la visita.",
    )  # fmt: skip
    # Its one observation, of a teacher's lesson, has the report's id in a table of its own.
    await world.save(
        "observation", id=report, report_id=report, ordinal=1, teacher_id=staff,
        instrument_code="ficha-implementacion", instrument_version=1, observed_on=today(),
        answers=json.dumps(await world.answers("ficha-implementacion")),
    )  # fmt: skip
    # And so has its plan, of somebody who coordinates there no more.
    await world.save(
        "accompaniment_plan", id=report, kind="accompaniment", year=2024, place=school,
        author_id=await world.person(paternal_surname="Apellidoinstitution"), author_role="cp",
        status="submitted", diagnosis="Narración del año.", goals="[]", strategies="[]",
        calendar="[]", submitted_at=now(),
    )  # fmt: skip
    # And an amendment of it, that waits.
    body = {"reason": "Narración de la modificación.", "diagnosis": "Narración del año.",
        "goals": [], "strategies": [], "calendar": [], "teachers": []}  # fmt: skip
    await world.save(
        "plan_amendment", id=report, plan_id=report, author_role="cp", status="submitted",
        author_id=await world.person(paternal_surname="Apellidoinstitution"),
        proposed=json.dumps(body), submitted=json.dumps(body), submitted_at=now(),
    )  # fmt: skip
    await save_school_work(world, school, id=report, by=people["institution"][0], of=staff)
    await save_promise(
        world, school, session=report, owner=staff, due_on=today() - timedelta(days=1)
    )
    # And its hours, with work that was entered: of somebody who left them.
    await world.save(
        "workload_assignment", id=report, year=2024, role="cp", place=school, assigned_at=now(),
        person_id=await world.person(paternal_surname="Apellidoinstitution"),
        assigned_by=people["institution"][0],
    )  # fmt: skip
    await world.save(
        "work_entry", id=report, assignment_id=report, code="sesiones", worked_on=today(),
        minutes=90, note="Narración de lo hecho.", made_at=now(),
    )  # fmt: skip
    # And its visit, of somebody who left them, to the teacher.
    tomorrow = datetime(today().year, today().month, today().day, 9, tzinfo=LIMA) + timedelta(
        days=1
    )
    await world.save(
        "classroom_visit", id=report, year=2024, place=school, teacher_id=staff,
        visitor_id=await world.person(paternal_surname="Apellidoinstitution"), visitor_role="cp",
        stage="process", section="Narración", starts_at=tomorrow, status="planned",
        ends_at=tomorrow + timedelta(minutes=45),
    )  # fmt: skip
    await talked_over(world, school, report, staff)
    targets = {}
    for level, place in places.items():
        holder, appointment = people[level]
        documents = await _documents(world, level, place, holder, staff, cut)
        targets[level] = Target(
            level, place, "PE" if level == "nation" else place.rpartition(".")[2],
            holder, staff, appointment, *documents,
            school=school, owed=owed, owed_cp=owed_cp, cut=cut, report=report, document=document,
        )  # fmt: skip
    return targets


def example() -> Target:
    """A target of no world, to see which requests there are."""
    n = UUID(int=0)
    return Target("institution", "", "0000000-0", n, n, n, n, n, n, n, "", n, n, "", n, "")


async def _holder(world: World, level: str, place: str) -> tuple[UUID, UUID]:
    """Whoever holds the place's own role, and by which appointment."""
    person = await world.person(paternal_surname=f"Apellido{level}")
    await world.appoint(HOLDER[level], place, person=person)
    query = "select id from appointment where person_id = $1"
    return person, await world.db.fetchval(query, person)


async def _documents(
    world: World, level: str, place: str, holder: UUID, staff: UUID, cut: str
) -> tuple[UUID, UUID, UUID, UUID]:
    """Temporary access at the place, an extension for it, a correction that somebody of it asks
    for, and a machine that reads there."""
    guest = await world.person(paternal_surname=f"Temporal{level}")
    grant, extension, correction, client = uuid4(), uuid4(), uuid4(), uuid4()
    await world.grant(
        GIVEN[level], place, person=guest, id=grant, made_by=holder,
        reason=f"Licencia en {level}",
    )  # fmt: skip
    if level != "nation":
        await world.save(
            "cut_extension", id=extension, cut_code=cut, place=place, granted_by=holder,
            reason=f"Lluvias en {level}", closes_at=now() + timedelta(days=9), granted_at=now(),
        )  # fmt: skip
    if level in {"iged", "institution"}:  # a request for more has the extension's id too
        await world.save(
            "extension_request", id=extension, cut_code=cut, place=place, asked_by=holder,
            reason=f"Lluvias en {level}", closes_at=now() + timedelta(days=19), asked_at=now(),
            state="asked",
        )  # fmt: skip
    # Days without lessons for the place have the extension's id too. Whoever is below reads them.
    await breaks(world, place, today(), id=extension)
    await world.save(
        "correction", id=correction, field="paternal_surname", wanted="Ñahui", state="asked",
        person_id=staff if level == "institution" else holder, asked_at=now(),
        due_on=today() + timedelta(days=10),
    )  # fmt: skip
    # Another record of the holder's document, of who was there before, has its id too.
    number = await world.db.fetchval("select doc_number from person where id = $1", holder)
    former = await world.person(
        id=correction, doc_number=number, doc_copy=1, paternal_surname=f"Apellido{level}"
    )
    since, until = (today() - timedelta(days=days) for days in (900, 850))
    await world.appoint(HOLDER[level], place, person=former, since=since, until=until)
    await world.save(
        "client", id=client, name=f"Sistema de {level}", contact="sistemas@example.org",
        place=place, scopes=["institutions:read"], requests_per_minute=60, made_by=holder,
        made_at=now(),
    )  # fmt: skip
    # Its secret, and the holder's identity elsewhere, have the machine's id in tables of their own.
    await world.save("client_secret", id=client, client_id=client, secret_hash=b"", made_at=now())
    await world.save(
        "external_identity", id=client, issuer="https://login.test", subject=f"of {client}",
        person_id=holder, made_by=holder, made_at=now(), confirmed_at=now(),
    )  # fmt: skip
    return grant, extension, correction, client


def absent(t: Target) -> Target:
    """A target like `t` that does not exist: what lies out of reach is answered as this is."""
    code = {"nation": "PE", "institution": "9999999-9"}.get(t.level, "999999")
    ids = {
        name: uuid4()
        for name in (
            *("director", "staff", "appointment", "grant", "extension", "correction", "client"),
            *("owed", "owed_cp", "report"),
        )
    }
    return replace(t, code=code, **ids)  # type: ignore[arg-type]
