"""Forms filled to try a version: they are no reports, and go when the trial ends."""

import json
from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.instruments.lifecycle import VersionState
from domain.instruments.trial_fillings import Filling, FillingDesk, TrialFillingDiffers, Tried
from domain.versions import Change
from persistence.database import Json, Kept, Reading, Writing, found, refusing
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name
from persistence.reporting.reports.forms import forms_of

_FILLING = f"""json_build_object(
    'id', r.id, 'instrument', r.instrument_code, 'version', r.version, 'at', r.at,
    'writer', (
        select json_build_object('id', w.id, 'name', {full_name("w")})
        from person w where w.id = r.person_id
    ),
    'answers', r.answers, 'score', r.score, 'note', r.note
)"""

# A trial is the ministry's own and has no territory: whoever reads here writes the forms.
FILLINGS_PAGE = page_of(
    """
    select t.* from trial_filling t
    where t.instrument_code = $1 and t.version = $2
    and (t.at, t.id) < ($3::text::timestamptz, $4::text::uuid)
    order by t.at desc, t.id desc
    limit $5 + 1
    """,
    view=_FILLING,
    keys=("at", "id"),
    limit="$5",
)

MY_FILLINGS_PAGE = page_of(
    """
    select t.* from trial_filling t
    where t.person_id = $1 and (t.at, t.id) < ($2::text::timestamptz, $3::text::uuid)
    order by t.at desc, t.id desc
    limit $4 + 1
    """,
    view=_FILLING,
    keys=("at", "id"),
    limit="$4",
)

VERSION_IS_THERE = """
select true from instrument_version where instrument_code = $1 and version = $2
"""

ONE_FILLING = f"select {_FILLING}::text from trial_filling r where r.id = $1 and r.person_id = $2"

# The lock keeps the trial from ending between the decision and its commit.
FILLING_DESK = """
select v.state, v.fingerprint, t.person_id as writer,
    coalesce(t.answers = $4::jsonb and t.note is not distinct from $5::text
        and (t.instrument_code, t.version) = (v.instrument_code, v.version), false) as same
from instrument_version v
left join trial_filling t on t.id = $3
where v.instrument_code = $1 and v.version = $2
for share of v
"""

STORE_FILLING = f"""
with stored as (
    insert into trial_filling (id, instrument_code, version, answers, note, score, person_id, at)
    values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8)
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select r.at, r.person_id, 'pe', 'trial_filling.kept',
        'instrument/' || r.instrument_code || '/' || r.version,
        jsonb_build_object('id', r.id, 'score', r.score)
    from stored r
)
select {_FILLING}::text from stored r
"""

_NEWEST = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")


async def show_fillings(db: Reading, code: str, version: int, wanted: PageWanted) -> Page:
    """Everything that was filled to try a version, the latest first."""
    found(await db.fetchval(VERSION_IS_THERE, code, version), "esa versión del instrumento")
    after = wanted.after or _NEWEST
    return await fetch_page(db, FILLINGS_PAGE, code, version, *after, wanted.limit)


async def show_my_fillings(db: Reading, writer: PersonId, wanted: PageWanted) -> Page:
    """What one person filled to try forms, the latest first."""
    after = wanted.after or _NEWEST
    return await fetch_page(db, MY_FILLINGS_PAGE, writer, *after, wanted.limit)


async def load_filling_desk(
    db: Writing, code: str, version: int, id: UUID, filling: Filling
) -> FillingDesk:
    """The version, held as it is until the transaction ends, and what stands under the id."""
    sent = json.dumps(filling.answers)
    row = await db.fetchrow(FILLING_DESK, code, version, id, sent, filling.note)
    row = found(row, "esa versión del instrumento")
    named = (code, version, row["state"], row["fingerprint"])
    form = (await forms_of(db, [named]))[code, version]
    writer = PersonId(row["writer"]) if row["writer"] else None
    return FillingDesk(VersionState(row["state"]), form.definition, writer, row["same"])


async def store_filling(
    db: Writing,
    code: str,
    version: int,
    id: UUID,
    filling: Filling,
    tried: Tried,
    *,
    by: PersonId,
    now: datetime,
) -> Kept:
    """Keep the filling with its event, or show it kept. Of two under one id at once, the second
    hears `TrialFillingDiffers`."""
    if tried.change is Change.NOTHING:
        mine = await db.fetchval(ONE_FILLING, id, by)
        return Kept(Json(found(mine, "esa ficha de prueba")), created=False)
    asked = (code, version, json.dumps(filling.answers), filling.note, tried.score, by, now)
    with refusing(trial_filling_pkey=TrialFillingDiffers()):
        return Kept(Json(await db.fetchval(STORE_FILLING, id, *asked)), created=True)
