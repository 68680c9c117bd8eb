"""The `PUT`s about people, their posts, and their access."""

from datetime import timedelta
from uuid import uuid4

from domain.access.roles import Role
from tests.auth.provider import Provider, rsa
from tests.clock import now, today
from tests.contract.puts.put import Put, Row, Stage
from tests.places import code_of
from tests.world import AMAZONAS, BAGUA

WHY = "Reemplazo por licencia de salud."


def in_days(days: int) -> str:
    """An instant some days from now, in whole seconds."""
    return (now().replace(microsecond=0) + timedelta(days=days)).isoformat()


def at(school: str) -> dict[str, str]:
    """A school, as requests name it."""
    return {"kind": "institution", "code": code_of(school)}


async def access_grant(stage: Stage) -> Put:
    school = await stage.world.school(BAGUA)
    body = {
        "actor_id": str(await stage.world.appoint(Role.TEACHER, school)),
        "role": Role.DIRECTOR,
        "place": at(school),
        "reason": WHY,
        "expires_at": in_days(30),
    }
    return Put(
        f"/v1/access-grants/{uuid4()}",
        await stage.world.login(Role.UGEL, BAGUA),
        body,
        body | {"expires_at": in_days(40)},
        stranger=await stage.beside(Role.UGEL),
    )


async def end_of_access(stage: Stage) -> Put:
    id, school = uuid4(), await stage.world.school(BAGUA)
    await stage.world.grant(Role.DIRECTOR, school, id=id)
    return Put(
        f"/v1/access-grants/{id}/end",
        await stage.world.login(Role.UGEL, BAGUA),
        {"reason": "La titular volvió antes."},
        stranger=await stage.beside(Role.UGEL),
    )


async def machine(stage: Stage) -> Put:
    body = {
        "name": "Tablero regional de Amazonas",
        "contact": "informatica@example.org",
        "place": {"kind": "region", "code": "010000"},
        "scopes": ["institutions:read"],
        "requests_per_minute": 600,
    }
    return Put(
        f"/v1/clients/{uuid4()}",
        await stage.world.login(Role.DRE, AMAZONAS),
        body,
        body | {"name": "Otro"},
        stranger=await stage.beside(Role.DRE),
    )


async def external_identity(stage: Stage) -> Put:
    stage.app.state.external = Provider(rsa()).reader()
    director = await stage.world.appoint(Role.DIRECTOR, await stage.world.school(BAGUA))
    return Put(
        f"/v1/external-identities/{uuid4()}",
        await stage.world.login(Role.UGEL, BAGUA),
        {"actor_id": str(director), "subject": "d-1"},
        stranger=await stage.beside(Role.UGEL),
    )


async def person(stage: Stage) -> Put:
    body = {
        "doc_type": "DNI",
        "doc_number": "09876543",
        "given_names": "Rosa",
        "paternal_surname": "Quispe",
        "maternal_surname": "Ñahui",
    }
    return Put(
        f"/v1/actors/{uuid4()}",
        await stage.world.login(Role.UGEL, BAGUA),
        body,
        body | {"given_names": "Rosa Luz"},
        stranger=await stage.beside(Role.UGEL),
    )


async def appointment(stage: Stage) -> Put:
    school = await stage.world.school(BAGUA)
    body = {
        "actor_id": str(await stage.world.appoint(Role.TEACHER, school)),
        "role": Role.CP,
        "place": at(school),
        "valid_from": today().isoformat(),
    }
    return Put(
        f"/v1/appointments/{uuid4()}",
        await stage.world.login(Role.UGEL, BAGUA),
        body,
        body | {"valid_to": (today() + timedelta(days=90)).isoformat()},
        stranger=await stage.beside(Role.UGEL),
    )


async def end_of_appointment(stage: Stage) -> Put:
    held = await stage.world.appoint(Role.CP, await stage.world.school(BAGUA))
    query = "select id from appointment where person_id = $1"
    id = await stage.world.db.fetchval(query, held)
    return Put(
        f"/v1/appointments/{id}/end",
        await stage.world.login(Role.UGEL, BAGUA),
        {"last_day": today().isoformat(), "reason": "Renuncia al cargo."},
        stranger=await stage.beside(Role.UGEL),
    )


async def contact(stage: Stage) -> Put:
    body = {"email": "rosa@example.org", "reminders": True}
    director = await stage.world.login(Role.DIRECTOR, await stage.world.school(BAGUA))
    return Put("/v1/me/contact", director, body, body | {"reminders": False})


async def correction(stage: Stage) -> Put:
    body = {"field": "paternal_surname", "wanted": "Ñahui", "reason": "Así dice mi DNI."}
    school = await stage.world.school(BAGUA)
    return Put(
        f"/v1/me/corrections/{uuid4()}",
        await stage.world.login(Role.TEACHER, school),
        body,
        body | {"wanted": "Ñaupa"},
        stranger=await stage.world.login(Role.TEACHER, school),
    )


async def answer_to_correction(stage: Stage) -> Put:
    school = await stage.world.school(BAGUA)
    id = await stage.world.correction(await stage.world.appoint(Role.TEACHER, school))
    return Put(
        f"/v1/corrections/{id}/answer",
        await stage.world.login(Role.DIRECTOR, school),
        {"state": "rejected", "answer": "El DNI presentado dice otra cosa."},
        stranger=await stage.beside(Role.DIRECTOR),
    )


async def one_person(stage: Stage) -> Put:
    school, records = await stage.world.school(BAGUA), []
    for copy, role in enumerate((Role.CP, Role.TEACHER)):
        person = await stage.world.person(doc_number="09876543", doc_copy=copy)
        records.append(await stage.world.appoint(role, school, person=person))
    return Put(
        f"/v1/actors/{records[0]}/same-person",
        await stage.world.login(Role.UGEL, BAGUA),
        {"actor_id": str(records[1])},
        stranger=await stage.beside(Role.UGEL),
    )


ROWS: dict[str, Row] = {
    "putAccessGrant": access_grant,
    "endAccessGrant": end_of_access,
    "putClient": machine,
    "linkExternalIdentity": external_identity,
    "putActor": person,
    "joinActor": one_person,
    "putAppointment": appointment,
    "endAppointment": end_of_appointment,
    "putMyContact": contact,
    "askCorrection": correction,
    "answerCorrection": answer_to_correction,
}
