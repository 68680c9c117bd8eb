"""A region of three schools and a UGEL, whose offices do what they are allowed to do."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.access.identity.identities import link
from tests.clock import now, today
from tests.places import place
from tests.world import AMAZONAS, BAGUA, Auth, World

THIEF = "la clave que eligió otro"
OWNER = "mañana llueve en Bagua"
HEADER = "DNI;Nombres;Apellido paterno;Apellido materno;Cargo;Código modular;Anexo;Régimen;Desde"
_documents = count(70_000_001)


def kind(answer: Response) -> str:
    """The code of a refusal, or `ok`."""
    if answer.is_success:
        return "ok"
    return str(answer.json()["type"].removeprefix("/problems/"))


def identity(**more: Any) -> dict[str, Any]:
    """A document that nobody has yet, and names."""
    about = {"doc_type": "DNI", "doc_number": str(next(_documents)), "given_names": "Elsa",
             "paternal_surname": "Huamán", "maternal_surname": "Ñique"}  # fmt: skip
    return about | more


@dataclass
class Offices:
    """Who is there from the beginning, each with an account that their office vouched for."""

    client: AsyncClient
    world: World
    schools: list[str]
    ministry: Auth
    region: Auth
    ugel: Auth
    directors: list[Auth]

    async def register(self, by: Auth, who: dict[str, Any], id: UUID | None = None) -> UUID:
        id = id or uuid4()
        answer = await self.rename(by, id, who)
        assert answer.is_success, answer.text
        return id

    async def rename(self, by: Auth, id: UUID, who: dict[str, Any], **headers: str) -> Response:
        return await self.client.put(f"/v1/actors/{id}", json=who, headers=by | headers)

    async def appoint(self, by: Auth, person: UUID, role: Role, at: str, **more: Any) -> UUID:
        id = uuid4()
        body = {"actor_id": str(person), "role": role, "place": place(at)}
        body["regime"] = "cas" if role in {Role.PSYCHOLOGIST, Role.CIST} else "tenured"
        since = {"valid_from": str(today() - timedelta(days=30)), "act_number": "RD 1"}
        path = f"/v1/appointments/{id}"
        answer = await self.client.put(path, json=body | since | more, headers=by)
        assert answer.is_success, answer.text
        return id

    async def end(self, by: Auth, appointment: UUID) -> None:
        body = {"last_day": str(today() - timedelta(days=1)), "reason": "Renuncia"}
        path = f"/v1/appointments/{appointment}/end"
        answer = await self.client.put(path, json=body, headers=by)
        assert answer.is_success, answer.text

    async def grant(self, by: Auth, person: UUID, role: Role, at: str) -> Response:
        until = (now() + timedelta(days=20)).isoformat()
        body = {"actor_id": str(person), "role": role, "place": place(at), "expires_at": until}
        body["reason"] = "Licencia por motivos de salud."
        return await self.client.put(f"/v1/access-grants/{uuid4()}", json=body, headers=by)

    async def card(self, by: Auth, person: UUID, *, lost: bool = False) -> dict[str, Any]:
        body = {"actors": [str(person)], "drop_second_factor": lost}
        answer = await self.client.post("/v1/enrolments", json=body, headers=by)
        (item,) = answer.json()["items"]
        return dict(item)

    async def refusal(self, by: Auth, person: UUID, *, lost: bool = False) -> str:
        problem = (await self.card(by, person, lost=lost))["problem"]
        return str(problem["type"].removeprefix("/problems/")) if problem else "ok"

    async def redeem(self, card: dict[str, Any], password: str, **more: str) -> Response:
        sent = {"code": card["code"], "password": password} | more
        return await self.client.post("/v1/auth/enrolment", json=sent)

    async def enter(self, by: Auth, person: UUID, password: str) -> str:
        """By a card that gives a password; answers the user name."""
        card = await self.card(by, person)
        assert card["effect"] == "password", card
        answer = await self.redeem(card, password)
        assert answer.is_success, answer.text
        return str(answer.json()["username"])

    async def sign_in(self, username: str, password: str) -> Auth | None:
        form = {"grant_type": "password", "username": username, "password": password}
        answer = await self.client.post("/v1/auth/token", data=form)
        if not answer.is_success:
            return None
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    async def rights(self, auth: Auth | None) -> set[str]:
        """The places where somebody has any right that is not everybody's; none without access."""
        if auth is None:
            return set()
        me = await self.client.get("/v1/me", headers=auth)
        return {at for right in me.json()["rights"] for at in right["places"]}

    async def dormant(self, auth: Auth) -> dict[str, str]:
        """By role, the office to ask: what is held and gives no right yet."""
        me = (await self.client.get("/v1/me", headers=auth)).json()["person"]
        held = [*me["appointments"], *me["grants"]]
        return {each["role"]: each["office"]["code"] for each in held if each["dormant"]}

    async def sheet(self, by: Auth, at: str, who: dict[str, Any], **params: Any) -> Response:
        """A sheet of one row: somebody is a teacher of a school from today on."""
        school = at.rpartition(".")[2].split("-")
        names = ("doc_number", "given_names", "paternal_surname", "maternal_surname")
        row = [*(who[name] for name in names), "Docente", *school, "nombrado"]
        return await self.client.post(
            "/v1/imports/actors",
            content=f"{HEADER}\n{';'.join(row)};{today():%d/%m/%Y}".encode(),
            params=params,
            headers=by | {"Content-Type": "text/csv"},
        )

    async def join(self, by: Auth, joined: UUID, kept: UUID) -> Response:
        """Say that two records are one person, of whom the second stays."""
        body = {"actor_id": str(kept)}
        return await self.client.put(f"/v1/actors/{joined}/same-person", json=body, headers=by)

    async def link(self, by: Auth, person: UUID, subject: str) -> str:
        return kind(await link(self.client, by, person, subject, id=uuid4()))


async def offices(client: AsyncClient, world: World) -> Offices:
    schools = [await world.school(BAGUA) for _ in range(3)]
    return Offices(
        client,
        world,
        schools,
        await world.login(Role.MINEDU, "pe"),
        await world.login(Role.DRE, AMAZONAS),
        await world.login(Role.UGEL, BAGUA),
        [await world.login(Role.DIRECTOR, school) for school in schools],
    )
