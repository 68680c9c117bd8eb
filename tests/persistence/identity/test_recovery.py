"""What leads into an account: all of it is known, and ends or stays for a reason."""

import re

from sqlalchemy import LargeBinary, Table
from sqlmodel import SQLModel

from persistence import tables
from persistence.identity.recovery import ENDED, SURVIVES

assert tables
SECRET = re.compile("(password|secret|code)_hash$|^sealed_|^issuer$")
OF_A_SECRET = {"client_secret": "client"}
"""Whose secret it is, where that stands in a table of its own."""


def has_secret(table: Table) -> bool:
    return any(
        isinstance(column.type, LargeBinary) or SECRET.search(column.name)
        for column in table.columns
    )


def is_of_a_person(table: Table) -> bool:
    """What is kept for one person, who may have left something there: an address, a request."""
    return "person_id" in table.columns


def test_all_that_leads_into_an_account_is_ended_by_a_reset_or_stays_for_a_reason() -> None:
    found = {
        OF_A_SECRET.get(table.name, table.name)
        for table in SQLModel.metadata.tables.values()
        if has_secret(table) or is_of_a_person(table)
    }
    known = ENDED.keys() | SURVIVES.keys()
    assert found - known == set()
    assert not ENDED.keys() & SURVIVES.keys()
    assert known <= SQLModel.metadata.tables.keys()
