"""Sound requests for the operations of instruments, their versions and their trials."""

from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target


def instrument_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    about = {
        "name": "Ficha nueva",
        "name_en": "New form",
        "source": "Prueba",
        "model_form": True,
        "model_note": "Modelo de prueba.",
    }
    scale = {"levels": [{"value": 0, "label": "No"}, {"value": 1, "label": "Sí"}]}
    item = {"code": "a1", "kind": "boolean", "text": "¿Se hizo?", "required": True}
    definition = {
        "scales": {"sn": scale},
        "sections": [{"code": "A", "title": "A", "items": [item]}],
    }
    return {
        "listInstruments": Call("GET", "/v1/instruments", about=False),
        "getInstrument": Call("GET", "/v1/instruments/ficha-cp", about=False),
        "putInstrument": Call("PUT", "/v1/instruments/ficha-nueva", about, about=False),
        "getInstrumentVersion": Call("GET", "/v1/instruments/ficha-cp/versions/1", about=False),
        "getAnswersSchema": Call("GET", "/v1/instruments/ficha-cp/versions/1/schema", about=False),
        "compareInstrumentVersions": Call(
            "GET", "/v1/instruments/ficha-cp/versions/1/difference?from=1", about=False
        ),
        "listTrialFillings": Call(
            "GET", "/v1/instruments/ficha-cp/versions/1/trial-fillings", about=False
        ),
        "listMyTrialFillings": Call("GET", "/v1/me/trial-fillings", about=False),
        "putTrialFilling": Call(
            "PUT",
            f"/v1/instruments/ficha-cp/versions/1/trial-fillings/{uuid4()}",
            {"answers": {}},
            about=False,
        ),
        "putInstrumentVersion": Call(
            "PUT", "/v1/instruments/ficha-cp/versions/2", {"definition": definition}, about=False
        ),
        "moveInstrumentVersion": Call(
            "PUT",
            "/v1/instruments/ficha-cp/versions/1/state",
            {"state": "retired"},
            about=False,
        ),
    }
