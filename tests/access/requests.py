"""One sound request for each operation of the contract, aimed at one school."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.access import Role
from tests.world import BAGUA, CHACHAPOYAS, NOW, TODAY, World


@dataclass(frozen=True)
class Target:
    """A school of Bagua with people, obligations and a report; `secrets` betray it."""

    school: str
    code: str
    director: UUID
    appointment: UUID
    owed: UUID
    owed_cp: UUID
    cut: str
    report: UUID
    extension: UUID

    @property
    def secrets(self) -> set[str]:
        ids = (self.director, self.appointment, self.owed, self.report, self.extension)
        return {self.code, *map(str, ids)}


@dataclass(frozen=True)
class Call:
    """A request. `about` tells what it is about: the school, or nothing that has a place."""

    method: str
    path: str
    json: Any = None
    content: str | None = None
    about: bool = True


async def make_target(world: World) -> Target:
    school = await world.school(BAGUA, name="Blanco de la matriz")
    director = await world.appoint(Role.DIRECTOR, school)
    await world.appoint(Role.UGEL, BAGUA)
    await world.save(
        "institution_year", institution_code=school.rpartition(".")[2], year=2024, students=300
    )
    cut = await world.cut("implementation")
    coordinators = await world.cut("coordinator")
    owed = await world.obligation(cut, school)
    owed_cp = await world.obligation(coordinators, school, "cp", 1)
    extension, report = uuid4(), uuid4()
    await world.save(
        "cut_extension", id=extension, cut_code=cut, place=school, reason="Lluvias intensas.",
        closes_at=NOW + timedelta(days=9), granted_by=await world.person(), granted_at=NOW,
    )  # fmt: skip
    author = await world.db.fetchval("select person_id from appointment where place = $1", BAGUA)
    done = await world.obligation(await world.cut("implementation", ordinal=8, opens=-30, closes=-20), school)  # fmt: skip  # noqa: E501
    await world.save(
        "report", id=report, obligation_id=done, cut_code="2024-implementation-8", place=school,
        iged_code="010002", author_id=author, author_role="ugel", status="submitted", sworn=True,
        late=False, observations=1, filed_at=NOW, content_hash="x",
    )  # fmt: skip
    appointment = await world.db.fetchval(
        "select id from appointment where person_id = $1", director
    )
    return Target(
        school,
        school.rpartition(".")[2],
        director,
        appointment,
        owed,
        owed_cp,
        cut,
        report,
        extension,
    )


def calls(t: Target) -> dict[str, Call]:
    """By operationId. The keys must be those of the contract's secured operations."""
    person = {
        "doc_type": "DNI",
        "doc_number": "76543210",
        "given_names": "Inés",
        "paternal_surname": "Peña",
    }
    place = {"kind": "institution", "code": t.code}
    appointment = {
        "actor_id": str(t.director),
        "role": "teacher",
        "place": place,
        "valid_from": TODAY.isoformat(),
    }
    report = {
        "obligation_id": str(t.owed),
        "sworn": True,
        "observations": [
            {
                "id": str(uuid4()),
                "instrument": "ficha-implementacion",
                "version": 1,
                "observed_on": TODAY.isoformat(),
                "answers": {},
            }
        ],
    }
    school = {
        "name": "Otro nombre",
        "iged": "010002",
        "area": "rural",
        "management": "public",
        "ubigeo": "010203",
    }
    stream = {
        "ordinal": 9, "name": "Director a docente", "name_en": "Director to teacher",
        "declarant_roles": ["director"], "subject_kind": "coordinator",
        "instruments": [{"subject": "cp", "instrument": "ficha-cp"}],
        "review_required": False, "enabled": False,
    }  # fmt: skip
    window = {
        "stage": "process",
        "opens_at": (NOW - timedelta(days=6)).isoformat(),
        "closes_at": (NOW + timedelta(days=6)).isoformat(),
        "period_from": "2024-03-11",
        "period_to": "2024-06-30",
    }
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
    header = "codigo_modular,anexo,nombre,iged_code,area,gestion,ubigeo\n"
    sheet = header + f"{t.code[:7]},0,Otra vez,010002,Rural,Pública,010203\n"
    people = (
        "doc_type,doc_number,given_names,paternal_surname,role,place,valid_from\n"
        f"DNI,76543211,Luz,Ñahui,teacher,{t.code},{TODAY.isoformat()}\n"
    )
    v1 = "/v1"
    return {
        "getMe": Call("GET", f"{v1}/me", about=False),
        "listRegions": Call("GET", f"{v1}/regions", about=False),
        "getRegion": Call("GET", f"{v1}/regions/010000", about=False),
        "listIgeds": Call("GET", f"{v1}/igeds", about=False),
        "getIged": Call("GET", f"{v1}/igeds/010002", about=False),
        "getCatalogue": Call("GET", f"{v1}/catalogue", about=False),
        "listInstitutions": Call("GET", f"{v1}/institutions?limit=200", about=False),
        "getInstitution": Call("GET", f"{v1}/institutions/{t.code}"),
        "putInstitution": Call("PUT", f"{v1}/institutions/{t.code}", school),
        "putJecStatus": Call(
            "PUT",
            f"{v1}/institutions/{t.code}/jec-status",
            {"status": "excluded", "since": TODAY.isoformat(), "act_number": "RVM 1-2026"},
        ),
        "listInstitutionYears": Call("GET", f"{v1}/institutions/{t.code}/years"),
        "getInstitutionYear": Call("GET", f"{v1}/institutions/{t.code}/years/2024"),
        "putInstitutionYear": Call(
            "PUT", f"{v1}/institutions/{t.code}/years/2025", {"students": 300}
        ),
        "listActors": Call("GET", f"{v1}/actors?limit=200", about=False),
        "getActor": Call("GET", f"{v1}/actors/{t.director}"),
        "putActor": Call("PUT", f"{v1}/actors/{uuid4()}", person, about=False),
        "putAccount": Call(
            "PUT",
            f"{v1}/actors/{t.director}/account",
            {"username": "blanco", "password": "cumbia en Bagua 77"},
        ),
        "listAppointmentsOfActor": Call("GET", f"{v1}/actors/{t.director}/appointments"),
        "listAppointments": Call("GET", f"{v1}/appointments?limit=200", about=False),
        "getAppointment": Call("GET", f"{v1}/appointments/{t.appointment}"),
        "putAppointment": Call("PUT", f"{v1}/appointments/{uuid4()}", appointment),
        "endAppointment": Call(
            "PUT",
            f"{v1}/appointments/{t.appointment}/end",
            {"last_day": TODAY.isoformat(), "reason": "Renuncia al cargo."},
        ),
        "listVacancies": Call("GET", f"{v1}/vacancies?limit=200", about=False),
        "listInstruments": Call("GET", f"{v1}/instruments", about=False),
        "getInstrument": Call("GET", f"{v1}/instruments/ficha-cp", about=False),
        "putInstrument": Call("PUT", f"{v1}/instruments/ficha-nueva", about, about=False),
        "getInstrumentVersion": Call("GET", f"{v1}/instruments/ficha-cp/versions/1", about=False),
        "getAnswersSchema": Call(
            "GET", f"{v1}/instruments/ficha-cp/versions/1/schema", about=False
        ),
        "putInstrumentVersion": Call(
            "PUT", f"{v1}/instruments/ficha-cp/versions/2", {"definition": definition}, about=False
        ),
        "moveInstrumentVersion": Call(
            "PUT",
            f"{v1}/instruments/ficha-cp/versions/1/state",
            {"state": "retired"},
            about=False,
        ),
        "listYears": Call("GET", f"{v1}/years", about=False),
        "getYear": Call("GET", f"{v1}/years/2024", about=False),
        "openYear": Call(
            "PUT",
            f"{v1}/years/2031",
            {"copy_from": 2024, "starts_on": "2031-03-10", "ends_on": "2031-12-19"},
            about=False,
        ),
        "getWorkloads": Call("GET", f"{v1}/years/2024/workloads", about=False),
        "listStreams": Call("GET", f"{v1}/streams?year=2024", about=False),
        "putStream": Call("PUT", f"{v1}/years/2024/streams/director_teacher", stream, about=False),
        "listReportCuts": Call("GET", f"{v1}/report-cuts", about=False),
        "getReportCut": Call("GET", f"{v1}/report-cuts/{t.cut}", about=False),
        "putReportCut": Call("PUT", f"{v1}/report-cuts/{t.cut}", window, about=False),
        "listExtensions": Call("GET", f"{v1}/report-cuts/{t.cut}/extensions", about=False),
        "getExtension": Call("GET", f"{v1}/report-cuts/{t.cut}/extensions/{t.extension}"),
        "putExtension": Call(
            "PUT",
            f"{v1}/report-cuts/2024-coordinator-9/extensions/{uuid4()}",
            {
                "place": place,
                "closes_at": (NOW + timedelta(days=30)).isoformat(),
                "reason": "Sin energía eléctrica.",
            },
        ),
        "listObligations": Call("GET", f"{v1}/obligations?limit=200", about=False),
        "getObligation": Call("GET", f"{v1}/obligations/{t.owed}"),
        "exemptObligation": Call(
            "PUT", f"{v1}/obligations/{t.owed}/exemption", {"reason": "Cierre temporal del local."}
        ),
        "withdrawExemption": Call("DELETE", f"{v1}/obligations/{t.owed}/exemption"),
        "listReports": Call("GET", f"{v1}/reports?limit=200", about=False),
        "getReport": Call("GET", f"{v1}/reports/{t.report}"),
        "fileReport": Call("PUT", f"{v1}/reports/{uuid4()}", report),
        "getCoverage": Call("GET", f"{v1}/coverage?by=institution", about=False),
        "importInstitutions": Call(
            "POST", f"{v1}/imports/institutions", content=sheet, about=False
        ),
        "importActors": Call("POST", f"{v1}/imports/actors", content=people, about=False),
    }


async def neighbour(world: World) -> str:
    """Another school of the same UGEL."""
    return await world.school(BAGUA, name="Vecina")


ELSEWHERE = {"region": "pe.200000", "iged": CHACHAPOYAS}
