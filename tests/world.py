"""Builds what a test needs to exist: schools, people, cuts, and callers who are signed in."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
from asyncpg import Range

from auth.tokens import TokenOffice
from domain.access import ROLE_SCOPES, PersonId, Role, Scope
from domain.errors import LIMA
from domain.instruments import example_answers, parse_definition

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Auth: TypeAlias = dict[str, str]

NOW = datetime.now(UTC)
TODAY = NOW.astimezone(LIMA).date()

# Places of the shipped territory, by what a test needs them for.
AMAZONAS = "pe.010000"
BAGUA = "pe.010000.010002"
CHACHAPOYAS = "pe.010000.010001"
PIURA = "pe.200000"
CALLAO = "pe.070101"
CALLAO_OWN = "pe.070101.070101"
VENTANILLA = "pe.070101.070102"
TUMBES = "pe.240000"

_codes = count(1)


class World:
    def __init__(self, db: Connection, tokens: TokenOffice) -> None:
        self.db = db
        self.tokens = tokens

    async def save(self, table: str, **values: Any) -> None:
        names = ", ".join(values)
        places = ", ".join(f"${n}" for n in range(1, len(values) + 1))
        await self.db.execute(f"insert into {table} ({names}) values ({places})", *values.values())

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
        return id

    async def appoint(
        self,
        role: Role,
        place: str,
        *,
        person: UUID | None = None,
        post: int | None = None,
        since: date = TODAY - timedelta(days=200),
        until: date | None = None,
    ) -> UUID:
        """An appointment in force (until is exclusive); answers the person."""
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

    def auth(self, person: UUID, scopes: Iterable[Scope] = tuple(Scope)) -> Auth:
        """The headers of someone signed in with these scopes."""
        issued = self.tokens.issue(PersonId(person), frozenset(scopes), now=datetime.now(UTC))
        return {"Authorization": f"Bearer {issued.encoded}"}

    async def login(self, role: Role, place: str, *, post: int | None = None) -> Auth:
        """A new person in a role at a place, signed in with what the role carries."""
        person = await self.appoint(role, place, post=post)
        return self.auth(person, ROLE_SCOPES[role])

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
            opens_at=NOW + timedelta(days=opens),
            closes_at=NOW + timedelta(days=closes),
            period_from=TODAY - timedelta(days=90),
            period_to=TODAY + timedelta(days=30),
        )
        return code

    async def obligation(
        self, cut: str, place: str, subject: str = "institution", post: int = 0
    ) -> UUID:
        id = uuid4()
        await self.save("obligation", id=id, cut_code=cut, place=place, subject=subject, post=post)
        return id

    async def extend(self, cut: str, place: str, until: datetime) -> None:
        """More time for a place, granted by someone at the ministry."""
        await self.save(
            "cut_extension",
            id=uuid4(),
            cut_code=cut,
            place=place,
            closes_at=until,
            reason="Carretera interrumpida por lluvias.",
            granted_by=await self.person(),
            granted_at=NOW,
        )

    async def answers(self, instrument: str, version: int = 1) -> dict[str, object]:
        """A valid full set of answers of a shipped instrument."""
        text = await self.db.fetchval(
            "select definition::text from instrument_version"
            " where instrument_code = $1 and version = $2",
            instrument,
            version,
        )
        return example_answers(parse_definition(json.loads(text)))
