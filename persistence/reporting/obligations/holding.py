"""Who settles what is owed at a place waits for whoever settles it at the same moment."""

from collections.abc import Sequence

from domain.access.permits import Place
from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.statements import Lock

# A place is held whole and all above it shared, from the top down, so that nobody deadlocks. A
# statement of its own: the one that follows sees what was committed while this one waited.
HOLD_PLACES = Lock("""
select case
    when h.whole then pg_advisory_xact_lock(h.key) else pg_advisory_xact_lock_shared(h.key)
end
from (
    select hashtextextended('settle/' || subpath(path, 0, level)::text, 0) as key,
        bool_or(level = nlevel(path)) as whole
    from unnest(:places::text[]::ltree[]) as path
    cross join lateral generate_series(1, nlevel(path)) as level
    group by subpath(path, 0, level)
    order by subpath(path, 0, level)
) h
""")


async def hold_places(call: OpenCall[Writing], places: Sequence[Place]) -> None:
    """Hold places and all below them until the transaction ends. Of two that settle one school at
    once, each would miss what the other is about to commit, and an obligation would be lost."""
    await HOLD_PLACES.rows(call, places=list(places))
