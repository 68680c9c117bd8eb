"""Sound requests for the operations of exchange: events, and sheets of schools and people."""

from tests.access.call import Call
from tests.access.targets import Target
from tests.clock import today


def exchange_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    school_code = t.school.rpartition(".")[2]
    header = "codigo_modular,anexo,nombre,iged_code,area,gestion,ubigeo\n"
    sheet = header + f"{school_code[:7]},0,Otra vez,010002,Rural,Pública,010203\n"
    people = (
        "doc_type,doc_number,given_names,paternal_surname,role,place,valid_from\n"
        f"DNI,76543211,Luz,Ñahui,teacher,{school_code},{today().isoformat()}\n"
    )
    return {
        "listEvents": Call("GET", "/v1/events?limit=200", about=False),
        "importInstitutions": Call("POST", "/v1/imports/institutions", content=sheet, about=False),
        "getActorSheetTemplate": Call("GET", "/v1/imports/actors/template", about=False),
        "importActors": Call("POST", "/v1/imports/actors", content=people, about=False),
    }
