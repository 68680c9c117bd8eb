"""The first account of the ministry is nobody else's."""

from domain.access.roles import Role
from domain.identity.accounts import Credentials
from domain.people.actors import DocType, Identity
from persistence.calls import OpenCall
from persistence.identity.bootstrap import store_first_account
from persistence.transaction import Transaction
from tests.clock import now
from tests.world import BAGUA, Connection, World

ANA = Identity(DocType.DNI, "45678912", "Ana", "Ñahui", None)


async def bootstrap(connection: Connection, username: str) -> None:
    call = OpenCall(Transaction(connection), now())
    await store_first_account(call, ANA, Credentials(username, "x"), "hash")


async def test_a_record_of_another_office_is_not_taken_for_the_ministrys(
    connection: Connection, world: World
) -> None:
    teacher = await world.person(doc_number=ANA.doc_number)
    await world.appoint(Role.TEACHER, await world.school(BAGUA), person=teacher)
    await world.account(teacher, "de.la.escuela")
    for name in ("ana.nahui", "ana.nueva"):
        await bootstrap(connection, name)
    rows = await connection.fetch(
        "select p.doc_copy = 0, u.username, array_agg(a.role) as roles from person p"
        " join account u on u.person_id = p.id join appointment a on a.person_id = p.id"
        " where p.doc_number = $1 group by 1, 2 order by 1",
        ANA.doc_number,
    )
    assert [tuple(row) for row in rows] == [
        (False, "ana.nueva", ["minedu"]),
        (True, "de.la.escuela", ["teacher"]),
    ], "and the second time it is the ministry's own that is taken up"
