"""Who acts in the walk-through: the demonstration users, and whoever else owes a report."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from cli.client import Caller, Refused, Service
from demonstration.machine import CLIENT, machine_secret
from demonstration.people import invented_id

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
    "dre.callao",
)
_LETTERS = {"ugel": "U", "director": "D", "cp": "P", "ct": "T", "teacher": "N"}
_DEPUTIES = {"dre": ("region", "R"), "ugel": ("iged", "V")}
"""Where the deputies sit who appoint in the walk-through, and the last letter of their document."""
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


def _identity(role: str, code: str, letter: str) -> dict[str, str]:
    """Somebody invented, with a document of their place and of the letter of their role."""
    number = f"DE{code.replace('-', '')}{letter}"
    return {
        "doc_type": "CE",
        "doc_number": number.rjust(9, "X"),
        "given_names": "Demostración",
        "paternal_surname": "Ñaupari",
        "maternal_surname": role.upper(),
    }


@dataclass(slots=True)
class Cast:
    """Callers by user name and by person; missing ones are appointed by whom it falls to."""

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

    def machine(self) -> Caller:
        """The machine client of the demonstration, signed in with its own secret."""
        return self.service.sign_in_client(CLIENT, machine_secret(self.password))

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
        by = self._appointer(role, code, today)
        return self._signed_in(person, f"demo.{role}.{code}", by)

    def _signed_in(self, person: str, username: str, by: Caller) -> Caller:
        """Somebody invented, let in by whoever appoints them, with the demonstration's password."""
        if person not in self.by_person:
            (card,) = by.post("/v1/enrolments", {"actors": [person]})["items"]
            if card["problem"]:
                raise Refused(card["problem"])
            redemption = {"code": card["code"], "username": username, "password": self.password}
            self.service.nobody().post("/v1/auth/enrolment", redemption)
            self.by_person[person] = self.service.sign_in(username, self.password)
        return self.by_person[person]

    def _is_invented(self, person: str) -> bool:
        """True for the people of the demonstration, known by documents that nobody has."""
        number: str = self.minedu.get(f"/v1/actors/{person}")["doc_number"]
        return number.startswith(INVENTED_DOCUMENTS)

    def _role_of(self, obligation: dict[str, Any]) -> str:
        role: str = _ROLE_OF.get(obligation["stream"]) or obligation["subject"]
        return role

    def appoint(self, role: str, code: str, *, today: date) -> str:
        """An invented person in a role at a school or IGED, appointed by its UGEL or DRE."""
        by = self._appointer(role, code, today)
        place = {"kind": "iged" if role == "ugel" else "institution", "code": code}
        post = None if role == "teacher" else 1
        return self._appoint(by, role, place, f"{role}/{code}", _LETTERS[role], today, post=post)

    def _appointer(self, role: str, code: str, today: date) -> Caller:
        """Whoever appoints to a role at a school or IGED: the ministry, a DRE or a UGEL."""
        if role == "dre":
            return self.minedu
        at_iged = role == "ugel"
        iged = code if at_iged else self.minedu.get(f"/v1/institutions/{code}")["iged"]["code"]
        by = self._deputy("dre", self.minedu.get(f"/v1/igeds/{iged}")["region"], self.minedu, today)
        return by if at_iged else self._deputy("ugel", iged, by, today)

    def _deputy(self, role: str, code: str, by: Caller, today: date) -> Caller:
        """An invented deputy of a DRE or UGEL: its responsible specialist may be somebody real."""
        kind, letter = _DEPUTIES[role]
        place = {"kind": kind, "code": code}
        person = self._appoint(by, role, place, f"deputy/{role}/{code}", letter, today)
        return self._signed_in(person, f"demo.deputy.{role}.{code}", by)

    def _appoint(
        self,
        by: Caller,
        role: str,
        place: dict[str, str],
        name: str,
        letter: str,
        today: date,
        *,
        post: int | None = None,
    ) -> str:
        person = invented_id(f"demo/{name}")
        by.put(f"/v1/actors/{person}", _identity(role, place["code"], letter))
        appointment = {
            "actor_id": str(person),
            "role": role,
            "place": place,
            "post": post,
            "valid_from": today.isoformat(),
        }
        self._put_once(by, invented_id(f"demo/appointment/{name}"), appointment)
        return str(person)

    @staticmethod
    def _put_once(by: Caller, id: UUID, appointment: dict[str, Any]) -> None:
        try:
            by.put(f"/v1/appointments/{id}", appointment)
        except Refused as refused:
            if refused.kind != "version-required":  # appointed on an earlier day
                raise

    def teacher(self, institution: str, *, today: date) -> Teacher:
        """The first teacher of the school in Spanish order; an invented one if it has none."""
        query = {"institution": institution, "role": "teacher", "limit": 1}
        if not self.minedu.get("/v1/appointments", **query)["items"]:
            self.appoint("teacher", institution, today=today)
        (found,) = self.minedu.get("/v1/appointments", **query)["items"]
        return Teacher(found["actor"]["id"], date.fromisoformat(found["valid_from"]))

    def invented_teacher(self, person: str, institution: str, *, today: date) -> Caller:
        """A teacher who was invented, signed in; `RealPerson` of any other."""
        if person not in self.by_person and not self._is_invented(person):
            raise RealPerson("esta persona", "teacher", institution)
        by = self._appointer("teacher", institution, today)
        return self._signed_in(person, f"demo.teacher.{institution}.{person[:8]}", by)
