"""An invented school year as tests store it."""

from datetime import datetime

from demonstration.seeding import store_demonstration
from domain.peru_time import LIMA
from tests.conftest import OneConnection
from tests.world import Connection

PASSWORD = "una-clave-de-prueba"
MORNING = datetime(2026, 11, 23, 9, tzinfo=LIMA)
HARD_DAYS = [
    datetime(2026, 1, 1, 0, 0, 1, tzinfo=LIMA),
    datetime(2027, 1, 15, 12, tzinfo=LIMA),
    datetime(2028, 2, 29, 12, tzinfo=LIMA),
    datetime(2026, 8, 15, 12, tzinfo=LIMA),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=LIMA),
]


async def keep(connection: Connection, now: datetime) -> None:
    await store_demonstration(OneConnection(connection), PASSWORD, now=now)
