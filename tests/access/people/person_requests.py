"""Sound requests for the operations of persons: what is stored of them, and its corrections."""

from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target
from tests.places import LEVELS


def person_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    person = {
        "doc_type": "DNI",
        "doc_number": "76543210",
        "given_names": "Inés",
        "paternal_surname": "Peña",
    }
    return {
        "getMyContact": Call("GET", "/v1/me/contact", about=False),
        "putMyContact": Call(
            "PUT", "/v1/me/contact", {"email": "rosa@example.org", "reminders": True}, about=False
        ),
        "deleteMyContact": Call("DELETE", "/v1/me/contact", about=False),
        "listActors": Call("GET", "/v1/actors?limit=200", about=False),
        "getActor": Call("GET", f"/v1/actors/{t.director}", levels=LEVELS),
        "putActor": Call("PUT", f"/v1/actors/{uuid4()}", person, about=False),
        "listRepeatedDocuments": Call("GET", "/v1/repeated-documents", about=False),
        "joinActor": Call(
            "PUT",
            f"/v1/actors/{t.correction}/same-person",
            {"actor_id": str(t.director)},
            levels=LEVELS,
        ),
        "getMyData": Call("GET", "/v1/me/data", about=False),
        "listMyCorrections": Call("GET", "/v1/me/corrections", about=False),
        "askCorrection": Call(
            "PUT",
            f"/v1/me/corrections/{uuid4()}",
            {"field": "paternal_surname", "wanted": "Ñahui", "reason": "Así dice mi DNI."},
            about=False,
        ),
        "listCorrections": Call("GET", "/v1/corrections?limit=200", about=False),
        "answerCorrection": Call(
            "PUT",
            f"/v1/corrections/{t.correction}/answer",
            {"state": "rejected", "answer": "El DNI presentado dice otra cosa."},
            levels=LEVELS,
        ),
    }
