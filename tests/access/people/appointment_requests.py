"""Sound requests for the operations of appointments and of posts that nobody holds."""

from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import GIVEN, Target
from tests.clock import today
from tests.places import LEVELS


def appointment_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    appointment = {
        "actor_id": str(t.staff),
        "role": "psychologist" if t.level == "institution" else GIVEN[t.level],
        "place": t.at,
        "valid_from": today().isoformat(),
    }
    return {
        "listAppointmentsOfActor": Call(
            "GET", f"/v1/actors/{t.director}/appointments", levels=LEVELS
        ),
        "listAppointments": Call("GET", "/v1/appointments?limit=200", about=False),
        "getAppointment": Call("GET", f"/v1/appointments/{t.appointment}", levels=LEVELS),
        "putAppointment": Call("PUT", f"/v1/appointments/{uuid4()}", appointment, levels=LEVELS),
        "endAppointment": Call(
            "PUT",
            f"/v1/appointments/{t.appointment}/end",
            {"last_day": today().isoformat(), "reason": "Renuncia al cargo."},
            levels=LEVELS,
        ),
        "listVacancies": Call("GET", "/v1/vacancies?limit=200", about=False),
    }
