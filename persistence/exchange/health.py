"""Is the database there, and is it the one this program was written for?"""

from persistence.database import DatabaseUnavailable, Reading

EVERY_TABLE = """
select to_regclass('alembic_version') is not null and to_regclass('observation') is not null
"""


async def check_ready(db: Reading) -> None:
    """Pass, or `DatabaseUnavailable` when it does not answer or is not migrated."""
    if not await db.fetchval(EVERY_TABLE):
        raise DatabaseUnavailable
