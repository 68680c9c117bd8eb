"""Persons in roles, dated: who may appoint whom, to which post, from which day to which."""

from domain.appointments.authority import MAY_APPOINT, check_authority
from domain.appointments.deciding import Decided, appoint
from domain.appointments.ending import Ending, end
from domain.appointments.model import (
    COORDINATORS,
    Appointment,
    AppointmentId,
    Desk,
    Draft,
    PlaceFound,
    PlaceKind,
    PlaceRef,
    Regime,
    Standing,
)

__all__ = [
    "COORDINATORS",
    "MAY_APPOINT",
    "Appointment",
    "AppointmentId",
    "Decided",
    "Desk",
    "Draft",
    "Ending",
    "PlaceFound",
    "PlaceKind",
    "PlaceRef",
    "Regime",
    "Standing",
    "appoint",
    "check_authority",
    "end",
]
