"""Is the database there, and is it the one this program was written for?"""

from persistence.calls import OpenCall
from persistence.database import DatabaseUnavailable, Reading
from persistence.statements import Query

EVERY_TABLE = Query("""
select to_regclass('alembic_version') is not null and to_regclass('observation') is not null
""")


async def check_ready(call: OpenCall[Reading]) -> None:
    """Pass, or `DatabaseUnavailable` when it does not answer or is not migrated."""
    if not await EVERY_TABLE.value(call):
        raise DatabaseUnavailable
