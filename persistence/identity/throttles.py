"""Attempts, counted in PostgreSQL: the same in every process, and after a restart.

A row is a bucket (`tokens`) or a count of failures with its lock. An attempt is counted as failed
when it begins and forgiven when it was not, so that a hundred at once are no way around.
"""

from dataclasses import dataclass
from datetime import timedelta

from domain.identity.throttling import FORGOTTEN, FREE, KNOWN, LOCKS, Rate
from persistence.calls import OpenCall
from persistence.database import Changing, Storing
from persistence.mapping import columns
from persistence.statements import Command

_A_DAY = "interval '1 day'"
_NOW, _RATE, _BURST = ":now::timestamptz", ":per_second::float8", ":burst::float8"


def _bucket(subject: str, *, block: str = "1", source: str = "") -> str:
    """Take a block of a bucket, all of it or nothing; a row when there was one. `:per_second` is
    its rate; what is left fills up to a block again."""
    filled = f"""least({_BURST}, throttle.tokens
        + greatest(0, extract(epoch from {_NOW} - throttle.at)) * {_RATE})"""
    return f"""
    insert into throttle (subject, tokens, at, kept_until)
    select {subject}, {_BURST} - {block}, {_NOW}, {_NOW} + {_A_DAY} {source}
    on conflict (subject) do update set tokens = {filled} - {block},
        at = greatest(throttle.at, {_NOW}), kept_until = {_NOW} + {_A_DAY}
    where {filled} >= {block}
    returning subject, tokens
    """


def _until(subject: str, *, block: str = "1") -> str:
    """Seconds until a bucket holds a block again."""
    return f"""greatest(0, (
        select ({block} - t.tokens) / {_RATE} - extract(epoch from {_NOW} - t.at)
        from throttle t where t.subject = {subject}
    ))"""


_BLOCK = ":block::float8"
TAKE = Command(f"""
with taken as ({_bucket(":subject::text", block=_BLOCK)})
select (select tokens from taken) as left, case when exists (select from taken) then null
    else coalesce({_until(":subject", block=_BLOCK)}, {_BLOCK} / {_RATE}) end::float8 as wait
""")

_FAILURES = "case when throttle.kept_until < :now then 1 else throttle.failures + 1 end"
ATTEMPT = Command(f"""
with subject as materialized (
    select case when exists (
        select from throttle k where k.subject = :known and k.kept_until > {_NOW}
    ) then :here::text else :user::text end as name
), from_origin as (
    {_bucket(":origin::text", source="where :origin is not null")}
), tried as (
    insert into throttle (subject, tokens, failures, at, kept_until)
    select name, 0, 1, :now, :forgotten_at::timestamptz from subject
    where :origin is null or exists (select from from_origin)
    on conflict (subject) do update set failures = {_FAILURES}, at = :now,
    kept_until = :forgotten_at, blocked_until = case
        when {_FAILURES} >= :free::int then :now + (:locks::interval[])[
            least({_FAILURES} - :free + 1, cardinality(:locks::interval[]))
        ]
    end
    where throttle.blocked_until is null or throttle.blocked_until <= :now
    returning subject
)
select s.name, exists (select from tried) as admitted, coalesce(greatest(
    case when :origin is not null and not exists (select from from_origin)
        then {_until(":origin")} end,
    extract(epoch from (select b.blocked_until from throttle b where b.subject = s.name) - :now)
), 1)::float8 as wait
from subject s
""")

# The origin gets back what it paid; whoever signed in is known here from now on.
FORGET = Command("""
with forgotten as (
    delete from throttle where subject = :subject
), known as (
    insert into throttle (subject, tokens, at, kept_until)
    select :known::text, 0, :now, :known_until::timestamptz where :known is not null
    on conflict (subject) do update set at = excluded.at, kept_until = excluded.kept_until
)
update throttle set tokens = tokens + 1 where subject = :origin::text
""")

FORGIVE = Command("""
with forgiven as (
    update throttle set failures = greatest(0, failures - 1), blocked_until = null
    where subject = :subject
)
update throttle set tokens = tokens + 1 where subject = :origin::text
""")

# A few at a time, whenever somebody fails: no process has to run for it.
SWEEP = Command("""
delete from throttle where subject = any(array(
    select subject from throttle where kept_until < :now
    order by kept_until limit 20 for update skip locked
))
""")


@dataclass(frozen=True, slots=True)
class CountedNames:
    """The names under which an attempt is counted, none of them in clear: the user, the user from
    this origin, that they once signed in from it, and the origin; an inner matter has but one."""

    user: str
    here: str
    known: str | None
    origin: str | None


@dataclass(frozen=True, slots=True)
class CountedAttempt:
    """An attempt that was counted as failed so far, and under which name."""

    subject: str
    names: CountedNames


async def take(call: OpenCall[Changing], subject: str, rate: Rate) -> timedelta | None:
    """Take one of a bucket; None, or how long until it holds one again."""
    taken = await take_block(call, subject, rate, block=1)
    return taken if isinstance(taken, timedelta) else None


async def take_block(
    call: OpenCall[Changing], subject: str, rate: Rate, *, block: int
) -> int | timedelta:
    """Take a block of a bucket: how much it holds still, or how long until it holds a block."""
    pace = {"per_second": rate.per_minute / 60, "burst": rate.burst}
    row = await TAKE.row(call, subject=subject, block=block, **pace)
    assert row is not None  # noqa: S101  always one row
    return int(row["left"]) if row["wait"] is None else timedelta(seconds=row["wait"])


async def count_attempt(
    call: OpenCall[Storing], names: CountedNames, rate: Rate
) -> CountedAttempt | timedelta:
    """Count an attempt before it is known how it ends, or how long to wait for it."""
    row = await ATTEMPT.row(
        call,
        per_second=rate.per_minute / 60,
        burst=rate.burst,
        free=FREE,
        locks=LOCKS,
        forgotten_at=call.now + FORGOTTEN,
        **columns(names),
    )
    assert row is not None  # noqa: S101  always one row
    if row["admitted"]:
        return CountedAttempt(row["name"], names)
    return timedelta(seconds=row["wait"])


async def forget(call: OpenCall[Storing], attempt: CountedAttempt) -> None:
    """It succeeded: nothing of it counts, and who it was is known here."""
    names = attempt.names
    whose = {"subject": attempt.subject, "known": names.known, "origin": names.origin}
    await FORGET.row(call, known_until=call.now + KNOWN, **whose)


async def forgive(call: OpenCall[Storing], attempt: CountedAttempt) -> None:
    """It neither failed nor succeeded: as if it had not been."""
    await FORGIVE.row(call, subject=attempt.subject, origin=attempt.names.origin)


async def sweep(call: OpenCall[Storing]) -> None:
    """Drop some of the rows that count no more."""
    await SWEEP.row(call)
