"""What can be told of an appointment without looking at any other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.access.roles import Role
from domain.errors import Invalid
from domain.people.appointments.model import (
    CAS_ROLES,
    COORDINATORS,
    FIRST_DAY,
    LAST_DAY,
    LEVEL_OF,
    MOST_POSTS,
    RESPONSIBLE_OR_DEPUTY,
    AppointmentRequest,
    Regime,
)
from domain.people.appointments.refusals import (
    BackdatingNeedsAct,
    EndsBeforeItStarts,
    PostDoesNotFitRole,
    RegimeMustBeCas,
    RoleDoesNotFitPlace,
    fault,
)
from domain.territory.places import PlaceKind

LEVEL_NAMES = {
    PlaceKind.NATION: "el país",
    PlaceKind.REGION: "una región (DRE o GRE)",
    PlaceKind.IGED: "una UGEL (o una DRE que gestiona instituciones)",
    PlaceKind.INSTITUTION: "una institución educativa",
}


def completed(request: AppointmentRequest) -> AppointmentRequest:
    """The request with what follows from its role: a director's post is 1, CAS roles are CAS."""
    if request.role is Role.DIRECTOR and request.post is None:
        request = replace(request, post=1)
    if request.role in CAS_ROLES and request.regime is None:
        request = replace(request, regime=Regime.CAS)
    return request


def faults_of(
    request: AppointmentRequest, kind: PlaceKind, *, today: date, known_since: date | None = None
) -> Iterator[Invalid]:
    """Each fault as its own kind, with one finding on its field.

    `known_since` is the first day of the appointment already kept: only an earlier one backdates.
    """
    level = LEVEL_OF.get(request.role, kind)
    if level is not kind:
        es = f"Ese cargo se ejerce en {LEVEL_NAMES[level]}."
        yield fault(RoleDoesNotFitPlace, "/place", es, f"That role is held at a {level} place.")
    yield from _post_faults(request)
    if request.role in CAS_ROLES and request.regime not in {None, Regime.CAS}:
        es = "Psicólogo(a) y CIST se contratan por CAS (cas)."
        yield fault(RegimeMustBeCas, "/regime", es, "Psychologists and CIST are hired under CAS.")
    yield from _day_faults(request)
    if request.valid_from < min(today, known_since or today) and request.act_number is None:
        es = "Empieza antes de hoy: indique la resolución o el contrato."
        en = "It starts before today: name the act that ordered it."
        yield fault(BackdatingNeedsAct, "/act_number", es, en)


def _post_faults(request: AppointmentRequest) -> Iterator[Invalid]:
    if request.post is None:
        return
    if request.role in COORDINATORS:
        most = MOST_POSTS
    else:
        most = 1 if request.role is Role.DIRECTOR or request.role in RESPONSIBLE_OR_DEPUTY else 0
    if not 1 <= request.post <= most:
        es = f"Ese cargo tiene puestos del 1 al {most}." if most else "Ese cargo no lleva puesto."
        en = f"That role has posts 1 to {most}." if most else "That role has no numbered posts."
        yield fault(PostDoesNotFitRole, "/post", es, en)


def _day_faults(request: AppointmentRequest) -> Iterator[Invalid]:
    for field, day in (("/valid_from", request.valid_from), ("/valid_to", request.valid_to)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            es = f"Debe estar entre {FIRST_DAY:%d/%m/%Y} y {LAST_DAY:%d/%m/%Y}."
            yield fault(EndsBeforeItStarts, field, es, f"Must be from {FIRST_DAY} to {LAST_DAY}.")
    if request.valid_to is not None and request.valid_to < request.valid_from:
        es = "El último día no puede ser anterior al primero."
        yield fault(EndsBeforeItStarts, "/valid_to", es, "The last day cannot precede the first.")
