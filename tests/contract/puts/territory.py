"""The `PUT`s about schools and about forms."""

import copy
from typing import Any
from uuid import uuid4

from domain.access.roles import Role
from tests.contract.puts.put import Put, Row, Stage
from tests.places import code_of
from tests.world import BAGUA, Auth

LIBRARY = "/v1/instruments/biblioteca"
ABOUT = {
    "name": "Ficha de visita a la biblioteca",
    "name_en": "Library visit form",
    "source": "Propuesta del equipo JEC",
    "model_form": True,
    "model_note": "Ficha modelo: no existe una oficial.",
}
OPEN = {"code": "abierta", "kind": "boolean", "text": "¿Está abierta?", "required": True}
FORM: dict[str, Any] = {
    "scales": {},
    "sections": [{"code": "a", "title": "Única", "items": [OPEN]}],
}


async def institution(stage: Stage) -> Put:
    body = {
        "name": "I.E. San Martín de Porres",
        "iged": "010002",
        "area": "rural",
        "management": "public",
        "ubigeo": "010203",
    }
    minedu = await stage.world.login(Role.MINEDU, "pe")
    return Put(
        "/v1/institutions/0123457-0",
        minedu,
        body,
        body | {"name": "I.E. Otro nombre"},
        stranger=await stage.beside(Role.INTEGRATOR),
    )


async def jec_status(stage: Stage) -> Put:
    code = code_of(await stage.world.school(BAGUA, active_since=None))
    return Put(
        f"/v1/institutions/{code}/jec-status",
        await stage.world.login(Role.MINEDU, "pe"),
        {
            "status": "active",
            "since": "2024-03-11",
            "act_number": "RM 1-2024",
            "act_date": "2024-03-01",
            "reason": "Acta",
        },
        stranger=await stage.beside(Role.INTEGRATOR),
    )


async def institution_year(stage: Stage) -> Put:
    school = await stage.world.school(BAGUA)
    body = {"students": 309, "teachers": 26, "sections": 12}
    return Put(
        f"/v1/institutions/{code_of(school)}/years/2024",
        await stage.world.login(Role.DIRECTOR, school),
        body,
        body | {"students": 310},
        stranger=await stage.beside(Role.DIRECTOR),
    )


async def instrument(stage: Stage) -> Put:
    return Put(LIBRARY, await stage.world.login(Role.MINEDU, "pe"), ABOUT)


async def library(stage: Stage) -> Auth:
    """The form, as the ministry made it; answers who did."""
    it = await instrument(stage)
    await it.first(stage.client)
    return it.by


async def instrument_version(stage: Stage) -> Put:
    other = copy.deepcopy(FORM)
    other["sections"][0]["items"][0]["text"] = "¿Está abierta a diario?"
    return Put(
        f"{LIBRARY}/versions/1",
        await library(stage),
        {"definition": FORM, "notes": None},
        {"definition": other, "notes": None},
    )


async def instrument_state(stage: Stage) -> Put:
    draft = await instrument_version(stage)
    await draft.first(stage.client)
    return Put(f"{draft.path}/state", draft.by, {"state": "trial"}, {"state": "published"}, seen=1)


async def trial_filling(stage: Stage) -> Put:
    trial = await instrument_state(stage)
    await trial.first(stage.client)
    return Put(
        f"{LIBRARY}/versions/1/trial-fillings/{uuid4()}",
        await stage.world.login(Role.CP, await stage.world.school(BAGUA)),
        {"answers": {"abierta": True}},
        stranger=await stage.beside(Role.CP),
    )


ROWS: dict[str, Row] = {
    "putInstitution": institution,
    "putJecStatus": jec_status,
    "putInstitutionYear": institution_year,
    "putInstrument": instrument,
    "putInstrumentVersion": instrument_version,
    "moveInstrumentVersion": instrument_state,
    "putTrialFilling": trial_filling,
}
