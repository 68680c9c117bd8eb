"""Attempts, counted in PostgreSQL: the same in every process, and after a restart.

A row is a bucket (`tokens`) or a count of failures with its lock. An attempt is counted as failed
when it begins and forgiven when it was not, so that a hundred at once are no way around.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.identity.throttling import FIRST, FORGOTTEN, FREE, KNOWN, LONGEST, Rate
from persistence.database import Reading, Storing

_A_DAY = "interval '1 day'"


def _bucket(
    subject: str, rate: str, burst: str, now: str, *, block: str = "1", source: str = ""
) -> str:
    """Take a block of a bucket, all of it or nothing; a row when there was one. `rate` is by
    second; what is left fills up to a block again."""
    filled = f"""least({burst}, throttle.tokens
        + greatest(0, extract(epoch from {now} - throttle.at)) * {rate})"""
    return f"""
    insert into throttle (subject, tokens, at, kept_until)
    select {subject}, {burst} - {block}, {now}, {now} + {_A_DAY} {source}
    on conflict (subject) do update set tokens = {filled} - {block},
        at = greatest(throttle.at, {now}), kept_until = {now} + {_A_DAY}
    where {filled} >= {block}
    returning subject
    """


def _until(subject: str, rate: str, now: str, *, block: str = "1") -> str:
    """Seconds until a bucket holds a block again."""
    return f"""greatest(0, (
        select ({block} - t.tokens) / {rate} - extract(epoch from {now} - t.at)
        from throttle t where t.subject = {subject}
    ))"""


# $1 subject, $2 rate, $3 burst, $4 now, $5 block
_TAKE = ("$1", "$2::float8", "$4::timestamptz")
_BLOCK = "$5::float8"
TAKE = f"""
with taken as ({_bucket(*_TAKE[:2], "$3::float8", _TAKE[2], block=_BLOCK)})
select case when exists (select from taken) then null
    else coalesce({_until(*_TAKE, block=_BLOCK)}, {_BLOCK} / $2) end::float8
"""

# $1 user, $2 user here, $3 known here, $4 origin (null: not counted), $5 rate, $6 burst, $7 now,
# $8 free failures, $9 first lock, $10 longest lock, $11 when a failure is forgotten
_R, _B = "$5::float8", "$6::float8"
_N = "case when throttle.kept_until < $7 then 1 else throttle.failures + 1 end"
ATTEMPT = f"""
with subject as materialized (
    select case when exists (
        select from throttle k where k.subject = $3 and k.kept_until > $7::timestamptz
    ) then $2::text else $1::text end as name
), from_origin as (
    {_bucket("$4::text", _R, _B, "$7::timestamptz", source="where $4 is not null")}
), tried as (
    insert into throttle (subject, tokens, failures, at, kept_until)
    select name, 0, 1, $7, $11::timestamptz from subject
    where $4 is null or exists (select from from_origin)
    on conflict (subject) do update set failures = {_N}, at = $7, kept_until = $11,
    blocked_until = case
        when {_N} >= $8::int then $7 + least($10::interval,
            $9::interval * power(2, least(10, {_N} - $8)))
    end
    where throttle.blocked_until is null or throttle.blocked_until <= $7
    returning subject
)
select s.name, exists (select from tried) as admitted, coalesce(greatest(
    case when $4 is not null and not exists (select from from_origin)
        then {_until("$4", _R, "$7::timestamptz")} end,
    extract(epoch from (select b.blocked_until from throttle b where b.subject = s.name) - $7)
), 1)::float8 as wait
from subject s
"""

# The origin gets back what it paid; whoever signed in is known here from now on.
FORGET = """
with forgotten as (
    delete from throttle where subject = $1
), known as (
    insert into throttle (subject, tokens, at, kept_until)
    select $2::text, 0, $4, $5::timestamptz where $2 is not null
    on conflict (subject) do update set at = excluded.at, kept_until = excluded.kept_until
)
update throttle set tokens = tokens + 1 where subject = $3::text
"""

FORGIVE = """
with forgiven as (
    update throttle set failures = greatest(0, failures - 1), blocked_until = null
    where subject = $1
)
update throttle set tokens = tokens + 1 where subject = $2::text
"""

# A few at a time, whenever somebody fails: no process has to run for it.
SWEEP = """
delete from throttle where subject = any(array(
    select subject from throttle where kept_until < $1
    order by kept_until limit 20 for update skip locked
))
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """The names under which an attempt is counted, none of them in clear: the user, the user from
    this origin, that they once signed in from it, and the origin; an inner matter has but one."""

    user: str
    here: str
    known: str | None
    origin: str | None


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt that was counted as failed so far, and under which name."""

    subject: str
    counted: Counted


async def take(
    db: Reading, subject: str, *, per_minute: float, burst: int, now: datetime, block: int = 1
) -> timedelta | None:
    """Take a block of a bucket that holds `burst`; None, or how long until it holds one again."""
    wait: float | None = await db.fetchval(TAKE, subject, per_minute / 60, burst, now, block)
    return None if wait is None else timedelta(seconds=wait)


async def begin(db: Storing, counted: Counted, rate: Rate, *, now: datetime) -> Begun | timedelta:
    """Count an attempt before it is known how it ends, or how long to wait for it."""
    row = await db.once(
        ATTEMPT,
        counted.user,
        counted.here,
        counted.known,
        counted.origin,
        rate.per_minute / 60,
        rate.burst,
        now,
        FREE,
        FIRST,
        LONGEST,
        now + FORGOTTEN,
    )
    assert row is not None  # noqa: S101  always one row
    if row["admitted"]:
        return Begun(row["name"], counted)
    return timedelta(seconds=row["wait"])


async def forget(db: Reading, begun: Begun, *, now: datetime) -> None:
    """It succeeded: nothing of it counts, and who it was is known here."""
    counted = begun.counted
    await db.fetch(FORGET, begun.subject, counted.known, counted.origin, now, now + KNOWN)


async def forgive(db: Reading, begun: Begun) -> None:
    """It neither failed nor succeeded: as if it had not been."""
    await db.fetch(FORGIVE, begun.subject, begun.counted.origin)


async def sweep(db: Reading, *, now: datetime) -> None:
    """Drop some of the rows that count no more."""
    await db.fetch(SWEEP, now)
