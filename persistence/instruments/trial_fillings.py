"""Forms filled to try a version: they are no reports, and go when the trial ends."""

from uuid import UUID

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.instruments.lifecycle import INSTRUMENT_VERSION, VersionState
from domain.instruments.trial_fillings import (
    TRIAL_FILLING,
    TrialDecision,
    TrialFilling,
    TrialFillingDiffers,
    TrialState,
)
from persistence.calls import Call
from persistence.database import Json, Reading, StoredResource, Writing, found, overtaken
from persistence.fragments import event, same_json
from persistence.mapping import to_text
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.people.holders import full_name
from persistence.statements import Command, Lock, Query

_VIEW = f"""json_build_object(
    'id', r.id, 'instrument', r.instrument_code, 'version', r.version, 'at', r.at,
    'writer', (
        select json_build_object('id', w.id, 'name', {full_name("w")})
        from person w where w.id = r.person_id
    ),
    'answers', r.answers, 'score', r.score, 'note', r.note
)"""

# A trial is the ministry's own and has no territory: whoever reads here writes the forms.
FILLINGS = newest_first(
    """
    select t.* from trial_filling t where t.instrument_code = :code and t.version = :version
    """,
    by="at timestamptz",
    view=_VIEW,
)

OWN_FILLINGS = newest_first(
    "select t.* from trial_filling t where t.person_id = :by", by="at timestamptz", view=_VIEW
)

VERSION_IS_THERE = Query("""
select true from instrument_version where instrument_code = :code and version = :version
""")

OWN_FILLING = Query(
    f"select {_VIEW}::text from trial_filling r where r.id = :id and r.person_id = :by"
)

# The lock keeps the trial from ending between the decision and its commit.
TRIAL_FACTS = Lock(f"""
select v.state, v.fingerprint, t.person_id as writer,
    coalesce({same_json("t.answers", ":answers")} and t.note is not distinct from :note::text
        and (t.instrument_code, t.version) = (v.instrument_code, v.version), false) as same
from instrument_version v
left join trial_filling t on t.id = :id
where v.instrument_code = :code and v.version = :version
for share of v
""")

_LOGGED = event(
    EventKind.TRIAL_FILLING_KEPT,
    of="stored r",
    subject="'instrument/' || r.instrument_code || '/' || r.version",
    data="'id', r.id, 'score', r.score",
    place="'pe'",
)

STORE_FILLING = Command(
    f"""
with stored as (
    insert into trial_filling (id, instrument_code, version, answers, note, score, person_id, at)
    values (:id, :code, :version, :answers::jsonb, :note, :score, :by, :now)
    returning *
), logged as ({_LOGGED})
select {_VIEW}::text from stored r
""",
    trial_filling_pkey=overtaken(TrialFillingDiffers),
)


async def read_fillings(call: Call[Reading], code: str, version: int, wanted: PageWanted) -> Page:
    """Everything that was filled to try a version, the latest first."""
    found(await VERSION_IS_THERE.value(call, code=code, version=version), INSTRUMENT_VERSION)
    return await read_page(call, FILLINGS, wanted, code=code, version=version)


async def read_own_fillings(call: Call[Reading], wanted: PageWanted) -> Page:
    """What the caller filled to try forms, the latest first."""
    return await read_page(call, OWN_FILLINGS, wanted)


async def read_own_filling(call: Call[Reading], id: UUID) -> Json:
    """One of the caller's own."""
    return Json(found(await OWN_FILLING.value(call, id=id), TRIAL_FILLING))


async def load_trial(
    call: Call[Writing], code: str, version: int, id: UUID, filling: TrialFilling
) -> TrialState:
    """The version, held as it is until the transaction ends, and what stands under the id."""
    row = found(
        await TRIAL_FACTS.row(
            call,
            code=code,
            version=version,
            id=id,
            answers=to_text(filling.answers),
            note=filling.note,
        ),
        INSTRUMENT_VERSION,
    )
    return TrialState(
        state=VersionState(row["state"]),
        fingerprint=row["fingerprint"],
        writer=PersonId(row["writer"]) if row["writer"] else None,
        same=row["same"],
    )


async def store_filling(
    call: Call[Writing],
    code: str,
    version: int,
    id: UUID,
    filling: TrialFilling,
    decision: TrialDecision,
) -> StoredResource:
    """The filling as it is kept, with its event."""
    view = await STORE_FILLING.value(
        call,
        id=id,
        code=code,
        version=version,
        answers=to_text(filling.answers),
        note=filling.note,
        score=decision.score,
    )
    return StoredResource(Json(view), created=True)
