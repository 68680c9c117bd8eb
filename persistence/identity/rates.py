"""What machine clients may still ask this minute, counted in one row for all processes."""

from datetime import datetime, timedelta
from uuid import UUID

from persistence.database import Reading

_FILLED = """least($4::float8, throttle.tokens
    + greatest(0, extract(epoch from $5::timestamptz - throttle.at)) * $2::float8 / 60)"""

# All of a block or nothing: what is left of a bucket is not lost, it fills up to a block again.
TAKE_BLOCK = f"""
with taken as (
    insert into throttle (subject, tokens, at, kept_until)
    values ($1, $4::float8 - $3::float8, $5::timestamptz, $5 + interval '1 day')
    on conflict (subject) do update set tokens = {_FILLED} - $3,
        at = greatest(throttle.at, $5), kept_until = $5 + interval '1 day'
    where {_FILLED} >= $3
    returning subject
)
select case when exists (select from taken) then null else greatest(0, coalesce((
    select ($3 - t.tokens) * 60 / $2 - extract(epoch from $5 - t.at)
    from throttle t where t.subject = $1
), 60 / $2)) end::float8
"""


async def take_block(
    db: Reading, client: UUID, *, per_minute: int, block: int, most: int, now: datetime
) -> timedelta | None:
    """Take `block` requests out of a client's bucket, which holds `most` and fills with
    `per_minute`; None, or how long until it holds a block."""
    about = (f"requests:{client}", float(per_minute), float(block), float(most), now)
    wait: float | None = await db.fetchval(TAKE_BLOCK, *about)
    return None if wait is None else timedelta(seconds=wait)
