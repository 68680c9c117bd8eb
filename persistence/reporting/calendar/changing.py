"""Changing a cut that is under way: what it does to whom is told first, by making the change.

The preview and the deed are the same statements in the same order; the preview's transaction is
undone. The hash of what they tell ties the one to the other.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.access.permits import NATION, PersonId
from domain.reporting.calendar.cuts import Cut, CutCode, CutDesk
from domain.reporting.calendar.looking import check_looked, must_look
from domain.versions import Change
from persistence.database import Json, Versioned, Writing
from persistence.people.people import place_view
from persistence.reporting.calendar.cuts import store_cut, write_cut
from persistence.reporting.calendar.views import cut_state
from persistence.reporting.obligations.settling import Settled, Told, settle_and_tell

ROWS_TOLD = 200
"""Obligations that a preview tells one by one; all of them are in its hash."""
_NO_CHANGE = Told(Settled(0, 0), Json('{"rows": [], "digest": null}'))

# Read before the change withdraws any obligation: a draft outlives its own.
DRAFTS_OF_CUT = """
select count(*) from report_draft d join obligation o on o.id = d.obligation_id
where o.cut_code = $1
"""


def _extension(e: str) -> str:
    return f"jsonb_build_object('place', {place_view(f'{e}.place')}, 'closes_at', {e}.closes_at)"


_EXTENDED = """(
    select max(e.closes_at) from cut_extension e where e.cut_code = c.code and e.place @> s.place
)"""

# $2-$6: the cut as it was, nulls if it is new. Days in a draft are text, of whatever was typed.
EFFECTS = f"""
with was as (
    select $3::timestamptz as opens_at, $4::timestamptz as closes_at, null as consolidated_at
), effects as (
    select jsonb_build_object(
        'cut', c.code, 'version', $7::int,
        'before', case when $3::timestamptz is not null then jsonb_build_object(
            'stage', $2::text, 'opens_at', $3::timestamptz, 'closes_at', $4::timestamptz,
            'period_from', $5::date, 'period_to', $6::date,
            'state', (select {cut_state("$8::timestamptz")} from was c)
        ) end,
        'after', jsonb_build_object(
            'stage', c.stage, 'opens_at', c.opens_at, 'closes_at', c.closes_at,
            'period_from', c.period_from, 'period_to', c.period_to,
            'state', {cut_state("$8::timestamptz")}
        ),
        'obligations', jsonb_build_object(
            'added', $9::int, 'withdrawn', $10::int, 'rows', $11::jsonb -> 'rows'
        ),
        'drafts', jsonb_build_object(
            'outside_period', (
                select count(*)
                from report_draft d join obligation o on o.id = d.obligation_id
                where o.cut_code = c.code and exists (
                    select from jsonb_path_query(
                        d.content, '$.observations[*].observed_on ? (@.type() == "string")'
                    ) as day
                    where day #>> '{{}}' < c.period_from::text or day #>> '{{}}' > c.period_to::text
                )
            ),
            'without_obligation', $12::int - (
                select count(*) from report_draft d join obligation o on o.id = d.obligation_id
                where o.cut_code = c.code
            )
        ),
        'filed_outside_period', (
            select jsonb_build_object(
                'reports', count(distinct b.report_id), 'observations', count(*)
            )
            from report r join observation b on b.report_id = r.id
            where r.cut_code = c.code and r.status <> 'annulled'
            and not b.observed_on between c.period_from and c.period_to
        ),
        'extensions_void', coalesce((
            select jsonb_agg({_extension("e")} order by e.place) from cut_extension e
            where e.cut_code = c.code and e.closes_at > $4 and e.closes_at <= c.closes_at
        ), '[]'),
        'closes', jsonb_build_object(
            'schools', (
                select count(*)
                from (select distinct o.place from obligation o where o.cut_code = c.code) s
                where c.closes_at is distinct from $4::timestamptz
                and greatest(c.closes_at, {_EXTENDED})
                    is distinct from greatest($4::timestamptz, {_EXTENDED})
            ),
            'kept', coalesce((
                select jsonb_agg({_extension("e")} order by e.place) from cut_extension e
                where e.cut_code = c.code and e.closes_at > greatest(c.closes_at, $4)
            ), '[]')
        )
    ) as told
    from report_cut c where c.code = $1
), hashed as (
    select told, encode(sha256(convert_to(
        jsonb_build_array(told, $11::jsonb -> 'digest')::text, 'UTF8'
    )), 'hex') as hash
    from effects
)
select hash, (told || jsonb_build_object('preview', hash))::text from hashed
"""


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change does, as JSON, and the hash of all of it."""

    hash: str
    body: Json


async def change_cut(
    db: Writing,
    code: CutCode,
    cut: Cut,
    desk: CutDesk,
    change: Change,
    *,
    preview: str | None,
    by: PersonId,
    now: datetime,
) -> Versioned:
    """Move or add a cut. One that has opened is moved only when the change does what its preview
    showed; the refusal undoes it."""
    if not must_look(desk, change, now=now):
        return await store_cut(db, code, cut, change, by=by, now=now)
    stored, effects = await _change(db, code, cut, desk, change, by=by, now=now)
    check_looked(preview, does=effects.hash)
    return stored


async def preview_cut(
    db: Writing,
    code: CutCode,
    cut: Cut,
    desk: CutDesk,
    change: Change,
    *,
    by: PersonId,
    now: datetime,
) -> Json:
    """What the change would do, by doing it: `db` is a rehearsal."""
    _, effects = await _change(db, code, cut, desk, change, by=by, now=now)
    return effects.body


async def _change(
    db: Writing,
    code: CutCode,
    cut: Cut,
    desk: CutDesk,
    change: Change,
    *,
    by: PersonId,
    now: datetime,
) -> tuple[Versioned, Effects]:
    drafts = await db.fetchval(DRAFTS_OF_CUT, code.text)
    stored = await write_cut(db, code, cut, change, by=by, now=now)
    told = _NO_CHANGE
    if change is not Change.NOTHING:
        told = await settle_and_tell(db, under=[NATION], now=now, rows=ROWS_TOLD)
    was = desk.present
    before: tuple[object, ...] = (None,) * 5
    if was is not None:
        before = (was.stage, was.opens_at, was.closes_at, was.period_from, was.period_to)
    counts = (told.settled.added, told.settled.withdrawn, told.rows, drafts)
    row = await db.fetchrow(EFFECTS, code.text, *before, desk.version, now, *counts)
    assert row is not None  # noqa: S101  the cut was just written
    return stored, Effects(row[0], Json(row[1]))
