"""Who acts in the walk-through: the demonstration users, and whoever else owes a report."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from cli.client import Caller, Refused, Service
from cli.demonstration.people import invented_id

USERS = (
    "minedu",
    "dre",
    "ugel",
    "director",
    "cp",
    "ct",
    "psychologist",
    "cist",
    "teacher",
    "integrator",
    "dre.callao",
)
_LETTERS = {"ugel": "U", "director": "D", "cp": "P", "ct": "T", "teacher": "N"}
_ROLE_OF = {"implementation": "ugel", "coordinator": "director"}


class Teacher(NamedTuple):
    """Whom a report of the third stream is about, and since when they teach there."""

    id: str
    since: date


INVENTED_DOCUMENTS = ("0000", "DE")
"""How the documents of invented people begin: DNI of the demonstration, CE of this walk-through."""


class RealPerson(Exception):
    """A post of the school is held by somebody who was not invented. The message says so."""

    def __init__(self, name: str, role: str, code: str) -> None:
        super().__init__(
            f"En {code} el cargo «{role}» lo ejerce {name}, una persona registrada: el recorrido no"
            " presenta reportes en nombre de personas reales. Elija una institución sin personal"
            " registrado."
        )


@dataclass(slots=True)
class Cast:
    """Callers by user name and by person; missing ones are made through the API as the ministry."""

    service: Service
    password: str
    callers: dict[str, Caller] = field(default_factory=dict)
    mine: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What `GET /v1/me` said to each user."""
    by_person: dict[str, Caller] = field(default_factory=dict)

    def sign_in_all(self) -> None:
        """Sign in each demonstration user."""
        for username in USERS:
            caller = self.service.sign_in(username, self.password)
            self.callers[username] = caller
            self.mine[username] = caller.get("/v1/me")
            self.by_person[self.mine[username]["person"]["id"]] = caller

    @property
    def minedu(self) -> Caller:
        """The ministry."""
        return self.callers["minedu"]

    def declarant(self, obligation: dict[str, Any], *, today: date) -> Caller:
        """Whoever owes this report, signed in.

        A vacant post (of a school that was only imported) is filled with an invented person, who
        gets an account of the demonstration; nothing is ever filed in the name of somebody real.
        """
        owed_by = obligation["owed_by"]
        role = owed_by["role"] if owed_by else self._role_of(obligation)
        iged = role in {"ugel", "dre"}
        code = obligation["iged"] if iged else obligation["institution"]["code"]
        if owed_by and owed_by["id"] in self.by_person:
            return self.by_person[owed_by["id"]]
        if owed_by and not self._is_invented(owed_by["id"]):
            raise RealPerson(owed_by["name"], role, code)
        person = owed_by["id"] if owed_by else self.appoint(role, code, today=today)
        username = f"demo.{role}.{code}"
        account = {"username": username, "password": self.password}
        self.minedu.put(f"/v1/actors/{person}/account", account)
        caller = self.service.sign_in(username, self.password)
        self.by_person[person] = caller
        return caller

    def _is_invented(self, person: str) -> bool:
        """True for the people of the demonstration, known by documents that nobody has."""
        number: str = self.minedu.get(f"/v1/actors/{person}")["doc_number"]
        return number.startswith(INVENTED_DOCUMENTS)

    def _role_of(self, obligation: dict[str, Any]) -> str:
        role: str = _ROLE_OF.get(obligation["stream"]) or obligation["subject"]
        return role

    def appoint(self, role: str, code: str, *, today: date) -> str:
        """An invented person in a role at a school or IGED, registered and appointed by minedu."""
        person = invented_id(f"demo/{role}/{code}")
        number = f"DE{code.replace('-', '')}{_LETTERS[role]}"
        identity = {
            "doc_type": "CE",
            "doc_number": number.rjust(9, "X"),
            "given_names": "Demostración",
            "paternal_surname": "Ñaupari",
            "maternal_surname": role.upper(),
        }
        self.minedu.put(f"/v1/actors/{person}", identity)
        place = {"kind": "iged" if role == "ugel" else "institution", "code": code}
        appointment = {
            "actor_id": str(person),
            "role": role,
            "place": place,
            "post": None if role == "teacher" else 1,
            "valid_from": today.isoformat(),
        }
        self._put_once(invented_id(f"demo/appointment/{role}/{code}"), appointment)
        return str(person)

    def _put_once(self, id: UUID, appointment: dict[str, Any]) -> None:
        try:
            self.minedu.put(f"/v1/appointments/{id}", appointment)
        except Refused as refused:
            if refused.kind != "version-required":  # appointed on an earlier day
                raise

    def teacher(self, institution: str, *, today: date) -> Teacher:
        """The first teacher of the school in Spanish order; an invented one if it has none."""
        wanted = {"institution": institution, "role": "teacher", "limit": 1}
        if not self.minedu.get("/v1/appointments", **wanted)["items"]:
            self.appoint("teacher", institution, today=today)
        (found,) = self.minedu.get("/v1/appointments", **wanted)["items"]
        return Teacher(found["actor"]["id"], date.fromisoformat(found["valid_from"]))
