"""What is measured: each scenario is one kind of request, asked of the three contenders alike."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from auth.tokens import TokenSigner
from bench import baseline, load, pgbench
from bench.asking import asking, unfile
from bench.nation import year_of
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition
from domain.peru_time import LIMA
from persistence.reference import reading as reference
from persistence.reporting.reports import storing
from persistence.statements import Command, Query

FORM = "ficha-implementacion"
KEYS = 40
"""Different resources that a GET of one is asked for."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Requests for the product and for the bare app, the script for pgbench, and the aim: the
    least ratio to the bare app or to pgbench. `once`: every request changes what it asks about."""

    name: str
    ours: Sequence[bytes]
    bare: Sequence[bytes]
    script: pgbench.Script
    once: bool = False
    of_bare: float | None = None
    of_limit: float | None = None


@dataclass(frozen=True, slots=True)
class Callers:
    """Who asks and about what: a specialist with a typical UGEL, and the ministry."""

    url: str
    tokens: TokenSigner
    ugel: str
    school: str
    specialist: UUID
    minister: UUID
    reports: Sequence[UUID]
    schools: Sequence[str]
    directors: Mapping[str, UUID]
    year: int
    open_cut: str
    closes_at: datetime

    def token(self, person_id: UUID, role: Role) -> str:
        """A token of the session that `SIGN_IN` made for each of them."""
        now, scopes = datetime.now(UTC), ROLE_SCOPES[role]
        issued = self.tokens.issue(PersonId(person_id), scopes, session=person_id, now=now)
        return issued.encoded


TYPICAL_UGEL = Query("""
select iged_path::text from institution group by 1 order by abs(count(*) - 9), 1 limit 1
""")
A_SCHOOL = Query(
    "select path::text from institution where iged_path = :ugel::text::ltree order by 1 limit 1"
)
HOLDER = Query(
    "select person_id from appointment where role = :role and place = :place::text::ltree"
)
SOME_REPORTS = Query(
    "select id from report where cut_code like '%implementation%' order by id limit :many"
)
SOME_SCHOOLS = Query("select code from institution order by md5(code) limit :many")
DIRECTORS = Query("""
select i.code, a.person_id
from institution i join appointment a on a.place = i.path and a.role = 'director'
""")
SIGN_IN = Command("""
insert into session (
    id, person_id, scopes, second_factor, started_at, used_at, expires_at, seed, turned_at
)
select distinct person_id, person_id, '{}'::text[], true, :now::timestamptz, :now::timestamptz,
    :now::timestamptz + interval '1 day', ''::bytea, :now::timestamptz
from appointment where role <> 'teacher'
""")
CLOSES = Query("select closes_at from report_cut where code = :cut")

# Who files each numbered obligation of the open cut (`bench.nation_sql.NUMBER_OPEN`).
DECLARANTS = Query("""
select o.id, a.person_id
from obligation o
join appointment a on a.role in ('ugel', 'dre') and a.place = case
    when subpath(o.place, 1, 1) = subpath(o.place, 2, 1) then subpath(o.place, 0, 2)
    else subpath(o.place, 0, 3) end
where o.cut_code = :cut
order by o.place
""")


async def find_callers(url: str, tokens: TokenSigner) -> Callers:
    """Choose the callers and what they ask for."""
    async with asking(url) as call:
        await SIGN_IN.row(call)
        year = year_of(call.now)
        open_cut = f"{year}-implementation-3"
        ugel = await TYPICAL_UGEL.value(call)
        return Callers(
            url,
            tokens,
            ugel,
            await A_SCHOOL.value(call, ugel=ugel),
            await HOLDER.value(call, role="ugel", place=ugel),
            await HOLDER.value(call, role="minedu", place="pe"),
            [row["id"] for row in await SOME_REPORTS.rows(call, many=KEYS)],
            [row["code"] for row in await SOME_SCHOOLS.rows(call, many=KEYS)],
            {row["code"]: row["person_id"] for row in await DIRECTORS.rows(call)},
            year,
            open_cut,
            await CLOSES.value(call, cut=open_cut),
        )


async def reads(who: Callers) -> list[Scenario]:
    """Everything that changes nothing."""
    national, local = ("pe", who.minister, Role.MINEDU), (who.ugel, who.specialist, Role.UGEL)
    year = f"?by=region&year={who.year}"
    schools = f"?by=institution&year={who.year}"
    return [
        await _one(who, "GET one report", "reports", who.reports),
        await _one(who, "GET one school", "institutions", who.schools),
        await _page(who, "page of 50 obligations, UGEL", "obligations", local),
        await _page(who, "page of 50 obligations, nation", "obligations", national),
        await _page(who, "page of 50 reports, UGEL", "reports", local),
        await _page(who, "page of 50 reports, nation", "reports", national),
        await _page(who, "review queue, UGEL", "reports?to_review=true", local),
        await _page(who, "agenda of a UGEL's specialist", "me/agenda", local),
        await _page(who, "page of 50 schools, nation", "institutions", national),
        await _coverage(who, "coverage by school, UGEL", schools, "institution", local),
        await _coverage(who, "coverage by region, nation", year, "region", national),
    ]


async def _one(who: Callers, name: str, kind: str, keys: Sequence[object]) -> Scenario:
    statement, arguments = baseline.read(f"{kind}/{keys[0]}", ["pe"])
    at = next(n for n, value in enumerate(arguments, start=1) if str(value) == str(keys[0]))
    many = "{" + ",".join(str(key) for key in keys) + "}"
    element = "uuid" if isinstance(keys[0], UUID) else "text"
    script = await pgbench.script(
        who.url,
        statement,
        arguments,
        before=f"\\set n random(1, {len(keys)})",
        varying={at: f"(:keys::{element}[])[:n]"},
    )
    token = who.token(who.minister, Role.MINEDU)
    return Scenario(
        name,
        [load.request("GET", f"/v1/{kind}/{key}", token=token) for key in keys],
        [load.request("GET", f"/pe/v1/{kind}/{key}", token=token) for key in keys],
        pgbench.Script(script.text, {**script.variables, "keys": many}),
        of_bare=0.6,
    )


async def _page(who: Callers, name: str, kind: str, caller: tuple[str, UUID, Role]) -> Scenario:
    place, person, role = caller
    token = who.token(person, role)
    return Scenario(
        name,
        [load.request("GET", f"/v1/{kind}", token=token)],
        [load.request("GET", f"/{place}/v1/{kind}", token=token)],
        await pgbench.script(who.url, *baseline.read(kind, [place])),
        of_bare=0.6,
    )


async def _coverage(
    who: Callers, name: str, query: str, level: str, caller: tuple[str, UUID, Role]
) -> Scenario:
    place, person, role = caller
    token = who.token(person, role)
    return Scenario(
        name,
        [load.request("GET", f"/v1/coverage{query}", token=token)],
        [load.request("GET", f"/{place}/v1/coverage/{level}", token=token)],
        await pgbench.script(who.url, *baseline.read(f"coverage/{level}", [place])),
    )


async def submit(who: Callers, number: int) -> Scenario:
    """So many reports of one observation, each for another open obligation and under a new id,
    sworn by the specialist of its school. `undo` makes room for the next round."""
    async with asking(who.url) as call:
        rows = (await DECLARANTS.rows(call, cut=who.open_cut))[:number]
    answers = _answers()
    declarants = {row["person_id"] for row in rows}
    sessions = {person: who.token(person, Role.UGEL) for person in declarants}  # Callao too: F54
    requests: dict[str, list[bytes]] = {"/v1": [], "/pe/v1": []}
    for row in rows:
        owed, person = row["id"], row["person_id"]
        body = json.dumps(draft_on(FORM, str(owed), str(uuid4()), answers)).encode()
        for base, sent in requests.items():
            path = f"{base}/reports/{uuid4()}"
            sent.append(load.request("PUT", path, token=sessions[person], body=body))
    return Scenario(
        "submit a report",
        requests["/v1"],
        requests["/pe/v1"],
        await storing_script(who, FORM, answers, author=who.specialist, owed="open"),
        once=True,
        of_limit=0.25,
    )


def draft_on(
    form: str, owed: str, observation: str, answers: Mapping[str, object]
) -> dict[str, object]:
    """A sworn report of one observation on a form, as a client sends it."""
    return {
        "obligation_id": owed,
        "sworn": True,
        "narrative": "Se acordó acompañar la planificación y volver a observar.",
        "observations": [
            {
                "id": observation,
                "instrument": form,
                "version": 1,
                "observed_on": datetime.now(LIMA).date().isoformat(),
                "answers": answers,
            }
        ],
    }


def _answers() -> dict[str, object]:
    forms = {form.code: form for form in reference.instruments()}
    return example_answers(parse_definition(forms[FORM].definition), 1)


async def storing_script(
    who: Callers, form: str, answers: Mapping[str, object], *, author: UUID, owed: str
) -> pgbench.Script:
    """The storing statement for pgbench; it files obligations whose ids are numbered by `owed`."""
    nobody = str(UUID(int=0))
    draft = draft_on(form, nobody, "OBSERVATION", answers)
    arguments = baseline.report_row(draft, nobody, author=author, closes_at=who.closes_at)
    at = {name: n for n, name in enumerate(storing.STORE_REPORT.names, start=1)}
    seen = "md5('seen' || :n::text)::uuid"
    return await pgbench.script(
        who.url,
        storing.STORE_REPORT.text,
        arguments,
        before="\\set n :client_id * :each + :done\n\\set done :done + 1",
        varying={
            at["id"]: "md5('filed' || :n::text)::uuid",
            at["obligation_id"]: f"md5('{owed}' || :n::text)::uuid",
            at["observations"]: f"array[{seen}]",
            at["rows"]: f"replace(:p{at['rows']}, 'OBSERVATION', {seen}::text)",
        },
    )


async def undo(who: Callers, expected: int) -> None:
    """Take back what was filed in the open cut, which must be so many; events stay, as always."""
    async with asking(who.url) as call:
        changed = await unfile(call, who.open_cut)
    assert changed == [expected] * 3, changed
