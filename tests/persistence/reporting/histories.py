"""Histories of schools, played in PostgreSQL and beside it in a naive model of what is owed.

The model is written from the rules alone and shares nothing with the SQL: it walks days one by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from asyncpg import Range

from domain.access.permits import NATION, Place
from persistence.calls import OpenCall
from persistence.reporting.obligations.settling import settle_obligations
from persistence.transaction import Transaction
from tests.world import BAGUA, CHACHAPOYAS, World

Row = tuple[int, str, str, int]
"""Number of the school, cut, subject, post."""

START = date(2023, 3, 1)
NOW = datetime(2023, 3, 15, 12, tzinfo=UTC)
"""The first of the cuts below has closed by then, the second is open, the third is to come."""
CUTS = {1: (0, 10), 2: (11, 24), 3: (26, 36)}
DAYS = 40
STREAMS = {
    "implementation": ("institution", ("ugel",)),
    "coordinator": ("coordinator", ("director",)),
}
IGEDS = (BAGUA, CHACHAPOYAS)


@dataclass
class School:
    """What is known of a school: days in the model, IGED, posts of the year, who held which."""

    active: list[bool] = field(default_factory=lambda: [True] * (DAYS + 30))
    iged: int = 0
    posts: dict[str, int] | None = None
    held: dict[tuple[str, int], list[tuple[int, int]]] = field(default_factory=dict)

    def free(self, role: str, post: int, first: int, until: int) -> bool:
        spans = self.held.get((role, post), [])
        return all(until <= other or first >= end for other, end in spans)


@dataclass
class Model:
    """The rules, told with loops: no set, no range, no SQL."""

    schools: list[School] = field(default_factory=lambda: [School(), School()])
    windows: dict[int, tuple[int, int]] = field(default_factory=lambda: dict(CUTS))
    enabled: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(STREAMS, True))
    rows: dict[Row, str] = field(default_factory=dict)
    """What is owed: open, exempt, filed, annulled."""

    def expected(self, which: int) -> Iterator[Row]:
        """What a school owes in the cuts that have not closed."""
        school = self.schools[which]
        for stream, (kind, _) in STREAMS.items():
            for cut, (first, last) in self.windows.items():
                if not self.enabled[stream] or cut == 1:
                    continue
                if not any(school.active[day] for day in range(first, last + 1)):
                    continue
                code = f"2023-{stream}-{cut}"
                if kind == "institution":
                    yield which, code, "institution", 0
                    continue
                for role in ("cp", "ct"):
                    for post in range(1, self.highest(school, role, first, last) + 1):
                        yield which, code, role, post

    @staticmethod
    def highest(school: School, role: str, first: int, last: int) -> int:
        highest = 1 if school.posts is None else school.posts[role]
        for (held, post), spans in school.held.items():
            for begins, ends in spans:
                if held == role and any(begins <= day < ends for day in range(first, last + 1)):
                    highest = max(highest, post)
        return highest

    def settle(self, which: int) -> None:
        due = set(self.expected(which))
        for row in due:
            self.rows.setdefault(row, "open")
        for row, state in list(self.rows.items()):
            closed = row[1].endswith("-1")
            if row[0] == which and state == "open" and not closed and row not in due:
                del self.rows[row]


class Play:
    """Makes one history happen in PostgreSQL and in the model."""

    def __init__(self, db: Any, world: World) -> None:
        self.db, self.world, self.model = db, world, Model()
        self.codes: list[str] = []
        self.person = uuid4()

    async def set_up(self) -> None:
        await self.db.execute("delete from report_cut")
        await self.world.person(id=self.person)
        await self.world.save(
            "school_year", year=2023, starts_on=START, ends_on=date(2023, 12, 20), weekly_hours=45
        )
        for stream, (kind, declarants) in STREAMS.items():
            await self.world.save(
                "report_stream", year=2023, code=stream, ordinal=1, name=stream, name_en=stream,
                declarant_roles=list(declarants), subject_kind=kind, review_required=False,
                enabled=True,
            )  # fmt: skip
            for subject in ("cp", "ct") if kind == "coordinator" else ("institution",):
                await self.world.save(
                    "stream_instrument", year=2023, stream_code=stream, subject=subject,
                    instrument_code="ficha-cp",
                )  # fmt: skip
            for cut, (first, last) in CUTS.items():
                await self.world.save(
                    "report_cut", code=f"2023-{stream}-{cut}", year=2023, stream_code=stream,
                    ordinal=cut, stage="process", opens_at=instant(first),
                    closes_at=instant(last + 1), period_from=START, period_to=START,
                )  # fmt: skip
        for _ in range(2):
            path = await self.world.school(BAGUA, active_since=None)
            self.codes.append(path.rpartition(".")[2])
        for which in range(2):
            await self.keep_standing(which)
            # Owed since before its cut closed, by a school that may lose its posts since.
            row = (which, "2023-coordinator-1", "cp", 3)
            await self.world.obligation(row[1], self.path(which), row[2], row[3])
            self.model.rows[row] = "open"

    def path(self, which: int) -> str:
        return f"{IGEDS[self.model.schools[which].iged]}.{self.codes[which]}"

    async def keep_standing(self, which: int) -> None:
        """The days of the model, as the dated spans that the database holds."""
        code, active = self.codes[which], self.model.schools[which].active
        await self.db.execute("delete from institution_status where institution_code = $1", code)
        begins = 0
        for day in range(1, len(active) + 1):
            if day == len(active) or active[day] != active[begins]:
                until = None if day == len(active) else at(day)
                await self.world.save(
                    "institution_status", institution_code=code,
                    status="active" if active[begins] else "excluded",
                    valid=Range(at(begins), until),
                )  # fmt: skip
                begins = day

    async def happen(self, name: str, *about: Any) -> None:
        await getattr(self, f"_{name}")(*about)

    async def _appoint(self, which: int, role: str, post: int, span: tuple[int, int]) -> None:
        school, (first, length) = self.model.schools[which], span
        if school.free(role, post, first, first + length):
            school.held.setdefault((role, post), []).append((first, first + length))
            await self.save_appointment(which, role, post, first, first + length)

    async def save_appointment(
        self, which: int, role: str, post: int, first: int, until: int
    ) -> None:
        await self.world.save(
            "appointment", id=uuid4(), person_id=await self.world.person(), role=role,
            place=self.path(which), post=post, regime="tenured", valid=Range(at(first), at(until)),
        )  # fmt: skip

    async def _succeed(self, which: int, role: str, post: int, day: int) -> None:
        """Whoever holds the post hands it over on a day."""
        spans = self.model.schools[which].held.get((role, post), [])
        for n, (first, until) in enumerate(spans):
            if first < day < until:
                spans[n : n + 1] = [(first, day), (day, until)]
                await self.db.execute(
                    "update appointment set valid = $1 where place = $2::text::ltree"
                    " and role = $3 and post = $4 and lower(valid) = $5",
                    Range(at(first), at(day)), self.path(which), role, post, at(first),
                )  # fmt: skip
                await self.save_appointment(which, role, post, day, until)
                return

    async def _standing(self, which: int, since: int, active: bool) -> None:
        known = self.model.schools[which].active
        known[since:] = [active] * len(known[since:])
        await self.keep_standing(which)

    async def _transfer(self, which: int) -> None:
        school = self.model.schools[which]
        school.iged = 1 - school.iged
        await self.db.execute(
            "update place set path = $1::text::ltree where code = $2",
            self.path(which), self.codes[which],
        )  # fmt: skip

    async def _posts(self, which: int, cp: int, ct: int) -> None:
        self.model.schools[which].posts = {"cp": cp, "ct": ct}
        await self.db.execute(
            "insert into institution_year (institution_code, year, cp_posts, ct_posts)"
            " values ($1, 2023, $2, $3) on conflict (institution_code, year)"
            " do update set cp_posts = $2, ct_posts = $3",
            self.codes[which], cp, ct,
        )  # fmt: skip

    async def _exempt(self, which: int) -> None:
        await self.turn(
            which, {"open"}, "exempt",
            "exempt_at = now(), exempt_reason = 'Local inhabitable.', exempt_by = $5",
        )  # fmt: skip

    async def _file(self, which: int) -> None:
        await self.turn(
            which, {"open", "annulled"}, "filed",
            "fulfilled_at = now(), late = false, exempt_by = case when $5::uuid is null then $5"
            "::uuid end",
        )  # fmt: skip

    async def _annul(self, which: int) -> None:
        """A report that was annulled leaves its obligation open, and known."""
        row = await self.turn(
            which, {"filed"}, "annulled",
            "fulfilled_at = null, late = null, exempt_by = case when $5::uuid is null then $5"
            "::uuid end",
        )  # fmt: skip
        if row is not None:
            await self.world.save(
                "report", id=uuid4(), obligation_id=row, cut_code="2023-coordinator-1",
                place=self.path(0), iged_code="010002", author_id=self.person,
                author_role="director", status="annulled", sworn=True, late=False,
                observations=1, filed_at=NOW, content_hash="x",
            )  # fmt: skip

    async def turn(self, nth: int, states: set[str], state: str, sets: str) -> UUID | None:
        """The nth row that stands in one of the states comes to stand in another."""
        standing = sorted(row for row, present in self.model.rows.items() if present in states)
        if not standing:
            return None
        row = standing[nth % len(standing)]
        self.model.rows[row] = state
        id: UUID = await self.db.fetchval(
            f"update obligation set {sets} where cut_code = $1 and place = $2::text::ltree"
            " and subject = $3 and post = $4 returning id",
            row[1], self.path(row[0]), row[2], row[3], self.person,
        )  # fmt: skip
        assert id is not None, f"the database lost {row}"
        return id

    async def _stream(self, stream: str, enabled: bool) -> None:
        self.model.enabled[stream] = enabled
        await self.db.execute(
            "update report_stream set enabled = $2 where year = 2023 and code = $1",
            stream, enabled,
        )  # fmt: skip

    async def _cut(self, cut: int, by: int) -> None:
        """The end of a window moves, as far as the next one lets it, and never into the past."""
        first, last = self.model.windows[cut]
        last = min(max(last + by, first, 16), {2: 25, 3: 60}[cut])
        self.model.windows[cut] = (first, last)
        await self.db.execute(
            "update report_cut set closes_at = $2 where year = 2023 and ordinal = $1",
            cut, instant(last + 1),
        )  # fmt: skip

    async def _settle(self, which: int | None) -> None:
        for each in (0, 1) if which is None else (which,):
            self.model.settle(each)
        under = NATION if which is None else Place(self.path(which))
        await settle_obligations(OpenCall(Transaction(self.db), NOW), [under])

    async def owed(self) -> dict[Row, str]:
        rows = await self.db.fetch("""
            select subpath(o.place, 3, 1)::text as code, o.cut_code, o.subject, o.post, case
                when o.exempt_at is not null then 'exempt'
                when o.fulfilled_at is not null then 'filed'
                when exists (select from report r where r.obligation_id = o.id) then 'annulled'
                else 'open' end as state
            from obligation o
        """)
        found = {
            (self.codes.index(row[0]), row[1], row[2], int(row[3])): str(row[4]) for row in rows
        }
        assert len(found) == len(rows), "an obligation is doubled"
        return found


def at(day: int) -> date:
    return START + timedelta(days=day)


def instant(day: int) -> datetime:
    """The first instant of a day in Lima, which keeps UTC-5 all year."""
    return datetime.combine(at(day), datetime.min.time(), UTC) + timedelta(hours=5)
