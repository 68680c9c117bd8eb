"""Builds what a test needs to exist: schools, people, cuts, and callers who are signed in."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
from asyncpg import Range

from auth.passwords import hash_password
from auth.tokens import TokenSigner
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from domain.identity.vouchers import office_of
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition
from tests.clock import now, today

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Auth: TypeAlias = dict[str, str]

# Places of the shipped territory, by what a test needs them for.
AMAZONAS = "pe.010000"
BAGUA = "pe.010000.010002"
CHACHAPOYAS = "pe.010000.010001"
PIURA = "pe.200000"
CALLAO = "pe.070101"
CALLAO_OWN = "pe.070101.070101"
TUMBES = "pe.240000"

PASSWORD = "huayno y marinera 1821"

_codes = count(1)


class World:
    def __init__(
        self, db: Connection, tokens: TokenSigner, clock: Callable[[], datetime] = now
    ) -> None:
        """`clock`: of the service that the tokens are for."""
        self.db, self.tokens, self.clock = db, tokens, clock

    async def save(self, table: str, **values: Any) -> None:
        names = ", ".join(values)
        places = ", ".join(f"${n}" for n in range(1, len(values) + 1))
        await self.db.execute(f"insert into {table} ({names}) values ({places})", *values.values())
        if table in {"appointment", "access_grant"}:
            place = office_of(values["role"], values["place"])
            await self.vouch(values["person_id"], place)

    async def vouch(self, person: UUID, place: str) -> None:
        """As when a card of the office at the place is redeemed."""
        await self.db.execute(
            "insert into account_voucher values ($1, $2, null, now()) on conflict do nothing",
            person, place,
        )  # fmt: skip

    async def school(
        self,
        under: str = BAGUA,
        *,
        name: str = "Colegio de prueba",
        code: str | None = None,
        active_since: date | None = date(2015, 1, 1),
    ) -> str:
        """A public school below an IGED, JEC since long ago; answers its path."""
        code = code or f"{next(_codes):07d}-0"
        path = f"{under}.{code}"
        await self.save("place", path=path, kind="institution", code=code, name=name)
        await self.save(
            "institution", code=code, path=path, area="rural", management="public", ubigeo="010203"
        )
        if active_since:
            await self.save(
                "institution_status",
                institution_code=code,
                status="active",
                valid=Range(active_since, None),
            )
        return path

    async def person(self, **more: Any) -> UUID:
        id = more.pop("id", None) or uuid4()
        about = {
            "doc_type": "DNI",
            "doc_number": f"{next(_codes):08d}",
            "given_names": "Rosa",
            "paternal_surname": "Quispe",
            "maternal_surname": "Ñahui",
        }
        await self.save("person", id=id, **(about | more))
        await self.session(id)
        return id

    async def session(self, person: UUID, **more: Any) -> UUID:
        """A live session of a person with a second factor; its id is the person's if none is
        given."""
        id: UUID = more.pop("id", person)
        about = {
            "scopes": [],
            "second_factor": True,
            "started_at": now(),
            "used_at": now(),
            "expires_at": now() + timedelta(days=1),
            "seed": b"seed",
            "turned_at": now(),
        }
        await self.save("session", id=id, **({"person_id": person} | about | more))
        return id

    async def appoint(
        self,
        role: Role,
        place: str,
        *,
        person: UUID | None = None,
        post: int | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> UUID:
        """An appointment in force (until is exclusive), since 200 days ago if no day is given;
        answers the person."""
        since = since or today() - timedelta(days=200)
        if role is Role.INTEGRATOR:
            disabled = not (since <= today() and (until is None or until > today()))
            return await self.client(place, id=person, disabled_at=now() if disabled else None)
        person = person or await self.person()
        if post is None and role in {Role.DIRECTOR, Role.CP, Role.CT, Role.DRE, Role.UGEL}:
            post = 1
        await self.save(
            "appointment",
            id=uuid4(),
            person_id=person,
            role=role,
            place=place,
            post=post,
            regime="cas" if role in {Role.PSYCHOLOGIST, Role.CIST} else "tenured",
            valid=Range(since, until),
        )
        return person

    async def client(
        self,
        place: str = "pe",
        *,
        id: UUID | None = None,
        scopes: Iterable[Scope] = ROLE_SCOPES[Role.INTEGRATOR],
        **more: Any,
    ) -> UUID:
        """A machine client with a live session; takes the place of a person whose id is given."""
        client = id or uuid4()
        if id is not None:  # ids of persons and of machines are one space
            for table in ("session", "account_voucher"):
                await self.db.execute(f"delete from {table} where person_id = $1", id)
            await self.db.execute("delete from person where id = $1", id)
        about = {
            "name": "Sistema regional",
            "contact": "sistemas@example.org",
            "requests_per_minute": 6000,
            "made_by": await self.person(),
            "made_at": now(),
        }
        await self.save("client", id=client, place=place, scopes=sorted(scopes), **(about | more))
        await self.db.execute("delete from session where id = $1", client)
        await self.session(client, person_id=None, client_id=client)
        return client

    async def account(self, person: UUID, username: str, password: str = PASSWORD) -> None:
        """How a person signs in."""
        await self.save(
            "account",
            person_id=person,
            username=username,
            password_hash=await hash_password(password),
        )

    async def time_passes(self, by: timedelta) -> None:
        """As if the limits on attempts had been met so much earlier."""
        await self.db.execute(
            "update throttle set at = at - $1::interval, kept_until = kept_until - $1,"
            " blocked_until = blocked_until - $1",
            by,
        )

    def auth(self, person: UUID, scopes: Iterable[Scope] = tuple(Scope)) -> Auth:
        """The headers of someone signed in with these scopes, in the session made with them."""
        requested = frozenset(scopes)
        issued = self.tokens.issue(PersonId(person), requested, session=person, now=self.clock())
        return {"Authorization": f"Bearer {issued.encoded}"}

    async def login(self, role: Role, place: str, *, post: int | None = None) -> Auth:
        """A new person in a role at a place, signed in with what the role carries."""
        person = await self.appoint(role, place, post=post)
        return self.auth(person, ROLE_SCOPES[role])

    async def deputy(self, role: Role, place: str) -> Auth:
        """A new person in the role without its post (A23), signed in with what the role carries."""
        person = await self.person()
        await self.save(
            "appointment",
            id=uuid4(),
            person_id=person,
            role=role,
            place=place,
            regime="tenured",
            valid=Range(today() - timedelta(days=200), None),
        )
        return self.auth(person, ROLE_SCOPES[role])

    async def grant(
        self, role: Role, place: str, *, person: UUID | None = None, days: float = 30, **more: Any
    ) -> UUID:
        """Temporary access since yesterday, until some days from now; answers the person."""
        person = person or await self.person()
        about = {
            "id": uuid4(),
            "reason": "Reemplazo por licencia de salud.",
            "made_by": await self.person(),
            "starts_at": now() - timedelta(days=1),
            "expires_at": now() + timedelta(days=days),
        }
        await self.save("access_grant", person_id=person, role=role, place=place, **(about | more))
        return person

    async def cut(
        self, stream: str, *, opens: int = -5, closes: int = 5, year: int = 2024, ordinal: int = 9
    ) -> str:
        """A cut of a stream whose window is given in days from now; its period is this season."""
        code = f"{year}-{stream}-{ordinal}"
        await self.save(
            "report_cut",
            code=code,
            year=year,
            stream_code=stream,
            ordinal=ordinal,
            stage="process",
            opens_at=now() + timedelta(days=opens),
            closes_at=now() + timedelta(days=closes),
            period_from=today() - timedelta(days=90),
            period_to=today() + timedelta(days=30),
        )
        return code

    async def obligation(
        self, cut: str, place: str, subject: str = "institution", post: int = 0
    ) -> UUID:
        id = uuid4()
        await self.save("obligation", id=id, cut_code=cut, place=place, subject=subject, post=post)
        return id

    async def extend(self, cut: str, place: str, until: datetime) -> None:
        """More time for a place, granted by someone at the ministry, with its event."""
        id, by, why = uuid4(), await self.person(), "Carretera interrumpida por lluvias."
        await self.save(
            "cut_extension", id=id, cut_code=cut, place=place, closes_at=until, reason=why,
            granted_by=by, granted_at=now(),
        )  # fmt: skip
        data = {"cut": cut, "closes_at": until.isoformat(), "reason": why}
        await self.save(
            "event", at=now(), actor_id=by, place=place, kind="cut_extension.granted",
            subject=f"extension/{id}", payload=json.dumps(data),
        )  # fmt: skip

    async def answers(self, instrument: str, version: int = 1) -> dict[str, object]:
        """A valid full set of answers of a shipped instrument."""
        text = await self.db.fetchval(
            "select definition::text from instrument_version"
            " where instrument_code = $1 and version = $2",
            instrument,
            version,
        )
        return example_answers(parse_definition(json.loads(text)))

    async def accompanied(
        self, school: str, cut: str, levels: Sequence[int], *, subject: str = "cp"
    ) -> tuple[UUID, list[UUID]]:
        """A filed report of the third stream about one new teacher per level of every desempeño;
        answers the report and the teachers."""
        owed = await self.obligation(cut, school, subject, 1)
        report, author = uuid4(), await self.person()
        await self.save(
            "report", id=report, obligation_id=owed, cut_code=cut, place=school,
            iged_code=school.split(".")[2], author_id=author, author_role=subject,
            status="submitted", sworn=True, late=False, observations=len(levels),
            filed_at=now(), content_hash="x", score=Decimal("0.5"),
        )  # fmt: skip
        instrument = "matriz-dialogo" if subject == "cp" else "ficha-tutoria-grupal"
        answers = await self.answers(instrument)
        teachers = [await self.appoint(Role.TEACHER, school) for _ in levels]
        for n, (level, teacher) in enumerate(zip(levels, teachers, strict=True), start=1):
            filled = answers | {c: level for c in answers if c.endswith("-nivel")}
            await self.save(
                "observation", id=uuid4(), report_id=report, ordinal=n, teacher_id=teacher,
                instrument_code=instrument, instrument_version=1, observed_on=today(),
                answers=json.dumps(filled), score=Decimal(level) / 4,
            )  # fmt: skip
        return report, teachers

    async def correction(
        self,
        person: UUID,
        field: str = "paternal_surname",
        wanted: str = "Ñahui",
        *,
        due: date | None = None,
    ) -> UUID:
        """A correction that a person asked and nobody answered yet."""
        id = uuid4()
        await self.save(
            "correction", id=id, person_id=person, field=field, wanted=wanted, state="asked",
            asked_at=now(), due_on=due or today() + timedelta(days=9),
        )  # fmt: skip
        return id
