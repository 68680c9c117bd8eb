"""What Alembic runs: compare or change the database of `JEC_DATABASE_URL` by our tables."""

import asyncio
import os
from functools import partial

import asyncpg
from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

import persistence.tables  # noqa: F401  fills SQLModel.metadata

ONE_AT_A_TIME = "select pg_advisory_xact_lock(7266225)"


def migrate(connection: Connection) -> None:
    """Run what was asked, alone: two processes that start together must not both create."""
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, compare_server_default=True
    )
    with context.begin_transaction():
        connection.exec_driver_sql(ONE_AT_A_TIME)
        context.run_migrations()


async def online() -> None:
    """Connect as the service does: asyncpg reads the URL itself, so it means here the same."""
    connect = partial(asyncpg.connect, os.environ["JEC_DATABASE_URL"])
    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


asyncio.run(online())
