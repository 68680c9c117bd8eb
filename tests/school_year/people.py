"""Those who live the year: the offices above, and the people of each school, as each is appointed
by whoever appoints them (F51, F55, F62)."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random
from uuid import UUID, uuid4

from domain.access.roles import Role
from tests.clock import Clock
from tests.school_year.days import A_DAY, Agenda, Hours, at, day_of
from tests.school_year.diary import Diary, Post
from tests.school_year.service import Service

REGION, UGEL, NEIGHBOUR = "010000", "010002", "010001"
SINCE = date(2025, 1, 2)
"""When everybody begins."""


@dataclass
class School:
    """A school's people; `tutors` are among its teachers."""

    code: str
    iged: str
    ugel: UUID
    director: UUID
    cp: UUID
    ct: UUID
    psychologist: UUID
    teachers: list[UUID]
    tutors: list[UUID] = field(default_factory=list)

    def coordinator(self, role: str) -> UUID:
        return self.cp if role == "cp" else self.ct


class Year:
    """A year that is being lived: who, when, by which chances, and what came of it."""

    def __init__(self, service: Service, clock: Clock, seed: int) -> None:
        self.service, self.clock, self.diary = service, clock, Diary()
        self.chance = Random(seed)  # noqa: S311  the same year each time
        self.agenda, self.hours = Agenda(clock), Hours()
        self.schools: list[School] = []
        self.offices: dict[str, UUID] = {}
        self._numbers = count(1)

    async def begin(self) -> None:
        """The ministry's first account, which no operation makes, and the offices below it."""
        self.clock.moment = at(SINCE, 9)
        self.minedu = await self.service.world.appoint(Role.MINEDU, "pe", since=SINCE, until=None)
        self.dre = await self._appoint(self.minedu, "dre", "region", REGION, post=1)
        for iged in (UGEL, NEIGHBOUR):
            self.offices[iged] = await self._appoint(self.dre, "ugel", "iged", iged, post=1)

    async def open_school(self, iged: str = UGEL, *, teachers: int, tutors: int) -> School:
        """A new school of the model, with its people."""
        code, ugel = f"{8000000 + next(self._numbers)}-0", self.offices[iged]
        about = {
            "name": f"Colegio {code}", "iged": iged, "area": "rural", "management": "public",
            "ubigeo": "010203",
        }  # fmt: skip
        active = {
            "status": "active", "since": SINCE.isoformat(), "act_number": "RM 1-2025",
            "act_date": SINCE.isoformat(), "reason": "Inclusión en el modelo.",
        }  # fmt: skip
        await self.service.do(self.minedu, "PUT", f"/v1/institutions/{code}", about)
        await self.service.do(self.minedu, "PUT", f"/v1/institutions/{code}/jec-status", active)
        director = await self._appoint(ugel, "director", "institution", code, post=1)
        school = School(
            code, iged, ugel, director,
            cp=await self.join(code, director, "cp"),
            ct=await self.join(code, director, "ct"),
            psychologist=await self.join(code, director, "psychologist", regime="cas"),
            teachers=[await self.join(code, director, "teacher") for _ in range(teachers)],
        )  # fmt: skip
        school.tutors = school.teachers[-tutors:]
        self.schools.append(school)
        self.diary.schools.append(code)
        self.diary.leads[code] = (ugel, director)
        self.diary.above[code] = (code, iged, REGION, "PE")
        return school

    async def join(
        self, code: str, by: UUID, role: str, *, regime: str = "tenured", since: date = SINCE
    ) -> UUID:
        """Somebody new in a school."""
        more = {"regime": regime, "valid_from": since.isoformat()}
        person = await self._appoint(by, role, "institution", code, **more)
        self.diary.posts.append(Post(person, role, code, since))
        return person

    async def leave(self, school: School, person: UUID, last_day: date) -> None:
        """Somebody goes; their post is free from the next day on, and no visit of theirs, nor to
        them, is to come after that."""
        (post,) = [p for p in self.diary.posts if p.person == person and p.until is None]
        held = await self.service.do(school.director, "GET", f"/v1/actors/{person}/appointments")
        (id,) = [each["id"] for each in held["items"]]
        ended = {"last_day": last_day.isoformat(), "reason": "Renuncia."}
        await self.service.do(school.director, "PUT", f"/v1/appointments/{id}/end", ended)
        post.until = last_day + A_DAY
        for visit in self.diary.visits:
            to_come = visit.state in {"planned", "confirmed"}
            concerned = visit.school == school.code and person in {visit.visitor, visit.teacher}
            if to_come and concerned and day_of(visit.starts_at) > last_day:
                visit.state = "cancelled"

    async def let_direct(self, school: School, person: UUID, until: date) -> None:
        """Somebody directs the school for a time, while the director is away."""
        place = {"kind": "institution", "code": school.code}
        grant = {
            "actor_id": str(person), "role": "director", "place": place,
            "reason": "Licencia del director por salud.", "expires_at": at(until, 0).isoformat(),
        }  # fmt: skip
        await self.service.do(school.ugel, "PUT", f"/v1/access-grants/{uuid4()}", grant)

    async def _appoint(self, by: UUID, role: str, kind: str, code: str, **more: object) -> UUID:
        person, number = uuid4(), next(self._numbers)
        named = {
            "doc_type": "DNI", "doc_number": f"{70000000 + number}", "given_names": "Rosa",
            "paternal_surname": "Quispe", "maternal_surname": "Ñahui",
        }  # fmt: skip
        held = {
            "actor_id": str(person), "role": role, "place": {"kind": kind, "code": code},
            "regime": "tenured", "act_number": f"RD {number}-2025", "valid_from": SINCE.isoformat(),
        }  # fmt: skip
        await self.service.do(by, "PUT", f"/v1/actors/{person}", named)
        await self.service.do(by, "PUT", f"/v1/appointments/{uuid4()}", held | more)
        await self.service.world.session(person)
        await self.service.world.vouch(person, "pe")
        return person
