"""One sound request for each operation of the contract, aimed at one target."""

from datetime import timedelta
from uuid import uuid4

from tests.access.accompaniment.break_requests import break_calls
from tests.access.accompaniment.dialogue_requests import dialogue_calls
from tests.access.accompaniment.hours_requests import hours_calls
from tests.access.accompaniment.plan_requests import plan_calls
from tests.access.accompaniment.practice_requests import practice_calls
from tests.access.accompaniment.school_work_requests import school_work_calls
from tests.access.accompaniment.visit_requests import visit_calls
from tests.access.call import Call
from tests.access.reporting.report_requests import report_calls
from tests.access.targets import GIVEN, LEVELS, Target
from tests.clock import now, today


def calls(t: Target) -> dict[str, Call]:
    """By operationId. The keys must be those of the contract's secured operations."""
    person = {
        "doc_type": "DNI",
        "doc_number": "76543210",
        "given_names": "Inés",
        "paternal_surname": "Peña",
    }
    place = t.at
    appointment = {
        "actor_id": str(t.staff),
        "role": "psychologist" if t.level == "institution" else GIVEN[t.level],
        "place": place,
        "valid_from": today().isoformat(),
    }
    machine = {
        "name": "Otro sistema",
        "contact": "sistemas@example.org",
        "place": place,
        "scopes": ["institutions:read"],
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
        "opens_at": (now() - timedelta(days=6)).isoformat(),
        "closes_at": (now() + timedelta(days=6)).isoformat(),
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
    access = {
        "actor_id": str(t.staff),
        "role": GIVEN[t.level],
        "place": place,
        "reason": "Reemplazo por licencia de salud.",
        "expires_at": (now() + timedelta(days=30)).isoformat(),
    }
    school_code = t.school.rpartition(".")[2]
    header = "codigo_modular,anexo,nombre,iged_code,area,gestion,ubigeo\n"
    sheet = header + f"{school_code[:7]},0,Otra vez,010002,Rural,Pública,010203\n"
    people = (
        "doc_type,doc_number,given_names,paternal_surname,role,place,valid_from\n"
        f"DNI,76543211,Luz,Ñahui,teacher,{school_code},{today().isoformat()}\n"
    )
    v1 = "/v1"
    return {
        "getMe": Call("GET", f"{v1}/me", about=False),
        "explainAccess": Call(
            "GET", f"{v1}/me/access?operation=putAppointment&place={t.level}:{t.code}", about=False
        ),
        "getMyAgenda": Call("GET", f"{v1}/me/agenda", about=False),
        "getMyContact": Call("GET", f"{v1}/me/contact", about=False),
        "putMyContact": Call(
            "PUT", f"{v1}/me/contact", {"email": "rosa@example.org", "reminders": True}, about=False
        ),
        "deleteMyContact": Call("DELETE", f"{v1}/me/contact", about=False),
        "getMyCalendarLink": Call("GET", f"{v1}/me/calendar-link", about=False),
        "makeMyCalendarLink": Call("PUT", f"{v1}/me/calendar-link", about=False),
        "deleteMyCalendarLink": Call("DELETE", f"{v1}/me/calendar-link", about=False),
        "listMySessions": Call("GET", f"{v1}/me/sessions", about=False),
        "endMySession": Call("DELETE", f"{v1}/me/sessions/{uuid4()}", about=False),
        "endMyOtherSessions": Call("DELETE", f"{v1}/me/sessions", about=False),
        **break_calls(t),
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
            {"status": "excluded", "since": today().isoformat(), "act_number": "RVM 1-2026"},
        ),
        "listInstitutionYears": Call("GET", f"{v1}/institutions/{t.code}/years"),
        "getInstitutionYear": Call("GET", f"{v1}/institutions/{t.code}/years/2024"),
        "putInstitutionYear": Call(
            "PUT", f"{v1}/institutions/{t.code}/years/2025", {"students": 300}
        ),
        "listActors": Call("GET", f"{v1}/actors?limit=200", about=False),
        "getActor": Call("GET", f"{v1}/actors/{t.director}", levels=LEVELS),
        "endSessionsOfActor": Call("DELETE", f"{v1}/actors/{t.director}/sessions", levels=LEVELS),
        "putActor": Call("PUT", f"{v1}/actors/{uuid4()}", person, about=False),
        "listEnrolments": Call("GET", f"{v1}/enrolments?limit=200", about=False),
        "enrol": Call("POST", f"{v1}/enrolments", {"actors": [str(t.director)]}, about=False),
        "enrolOnPaper": Call(
            "POST", f"{v1}/enrolments/sheets", {"actors": [str(t.director)]}, about=False
        ),
        "changeMyPassword": Call(
            "PUT",
            f"{v1}/me/password",
            {"current": "cumbia en Bagua 77", "new": "tunantada sobre la pampa 8"},
            about=False,
        ),
        "getMySecondFactor": Call("GET", f"{v1}/me/second-factor", about=False),
        "beginMySecondFactor": Call(
            "POST", f"{v1}/me/second-factor", {"password": "cumbia en Bagua 77"}, about=False
        ),
        "confirmMySecondFactor": Call(
            "PUT", f"{v1}/me/second-factor", {"code": "123456"}, about=False
        ),
        "removeMySecondFactor": Call(
            "DELETE", f"{v1}/me/second-factor", {"password": "cumbia en Bagua 77"}, about=False
        ),
        "listAppointmentsOfActor": Call(
            "GET", f"{v1}/actors/{t.director}/appointments", levels=LEVELS
        ),
        "listAppointments": Call("GET", f"{v1}/appointments?limit=200", about=False),
        "getAppointment": Call("GET", f"{v1}/appointments/{t.appointment}", levels=LEVELS),
        "putAppointment": Call("PUT", f"{v1}/appointments/{uuid4()}", appointment, levels=LEVELS),
        "endAppointment": Call(
            "PUT",
            f"{v1}/appointments/{t.appointment}/end",
            {"last_day": today().isoformat(), "reason": "Renuncia al cargo."},
            levels=LEVELS,
        ),
        "listAccessGrants": Call("GET", f"{v1}/access-grants?limit=200", about=False),
        "getAccessGrant": Call("GET", f"{v1}/access-grants/{t.grant}", levels=LEVELS),
        "putAccessGrant": Call("PUT", f"{v1}/access-grants/{uuid4()}", access, levels=LEVELS),
        "endAccessGrant": Call(
            "PUT",
            f"{v1}/access-grants/{t.grant}/end",
            {"reason": "La titular volvió antes."},
            levels=LEVELS,
        ),
        "listVacancies": Call("GET", f"{v1}/vacancies?limit=200", about=False),
        "listInstruments": Call("GET", f"{v1}/instruments", about=False),
        "getInstrument": Call("GET", f"{v1}/instruments/ficha-cp", about=False),
        "putInstrument": Call("PUT", f"{v1}/instruments/ficha-nueva", about, about=False),
        "getInstrumentVersion": Call("GET", f"{v1}/instruments/ficha-cp/versions/1", about=False),
        "getAnswersSchema": Call(
            "GET", f"{v1}/instruments/ficha-cp/versions/1/schema", about=False
        ),
        "compareInstrumentVersions": Call(
            "GET", f"{v1}/instruments/ficha-cp/versions/1/difference?from=1", about=False
        ),
        "listTrialFillings": Call(
            "GET", f"{v1}/instruments/ficha-cp/versions/1/trial-fillings", about=False
        ),
        "listMyTrialFillings": Call("GET", f"{v1}/me/trial-fillings", about=False),
        "putTrialFilling": Call(
            "PUT",
            f"{v1}/instruments/ficha-cp/versions/1/trial-fillings/{uuid4()}",
            {"answers": {}},
            about=False,
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
        "listStreams": Call("GET", f"{v1}/streams?year=2024", about=False),
        "putStream": Call("PUT", f"{v1}/years/2024/streams/director_teacher", stream, about=False),
        "listReportCuts": Call("GET", f"{v1}/report-cuts", about=False),
        "getReportCut": Call("GET", f"{v1}/report-cuts/{t.cut}", about=False),
        "putReportCut": Call("PUT", f"{v1}/report-cuts/{t.cut}", window, about=False),
        "listExtensions": Call("GET", f"{v1}/report-cuts/{t.cut}/extensions", about=False),
        "getExtension": Call(
            "GET", f"{v1}/report-cuts/{t.cut}/extensions/{t.extension}", levels=LEVELS[1:]
        ),
        "putExtension": Call(
            "PUT",
            f"{v1}/report-cuts/2024-coordinator-9/extensions/{uuid4()}",
            {
                "place": place,
                "closes_at": (now() + timedelta(days=30)).isoformat(),
                "reason": "Sin energía eléctrica.",
            },
            levels=LEVELS[1:],
        ),
        "previewReportCut": Call("POST", f"{v1}/report-cuts/{t.cut}/preview", window, about=False),
        "consolidateReportCut": Call(
            "POST", f"{v1}/report-cuts/{t.cut}/consolidation", about=False
        ),
        "listExtensionRequests": Call(
            "GET", f"{v1}/report-cuts/{t.cut}/extension-requests", about=False
        ),
        "getExtensionRequest": Call(
            "GET", f"{v1}/report-cuts/{t.cut}/extension-requests/{t.extension}", levels=LEVELS[2:]
        ),
        "askExtension": Call(
            "PUT",
            f"{v1}/report-cuts/2024-coordinator-9/extension-requests/{uuid4()}",
            {
                "place": place,
                "closes_at": (now() + timedelta(days=30)).isoformat(),
                "reason": "Sin energía eléctrica.",
            },
            levels=LEVELS[2:],
        ),
        "withdrawExtensionRequest": Call(
            "DELETE",
            f"{v1}/report-cuts/{t.cut}/extension-requests/{t.extension}",
            levels=LEVELS[2:],
        ),
        "answerExtensionRequest": Call(
            "POST",
            f"{v1}/report-cuts/{t.cut}/extension-requests/{t.extension}/answer",
            {"granted": False, "answer": "El plazo ya fue ampliado una vez."},
            levels=LEVELS[2:],
        ),
        "explainObligation": Call("GET", f"{v1}/obligations/{t.owed}/explanation"),
        "settleObligations": Call(
            "POST", f"{v1}/obligations/settlement", {"dry_run": True}, about=False
        ),
        "listObligations": Call("GET", f"{v1}/obligations?limit=200", about=False),
        "getObligation": Call("GET", f"{v1}/obligations/{t.owed}"),
        "exemptObligation": Call(
            "PUT", f"{v1}/obligations/{t.owed}/exemption", {"reason": "Cierre temporal del local."}
        ),
        "withdrawExemption": Call("DELETE", f"{v1}/obligations/{t.owed}/exemption"),
        **report_calls(t),
        **visit_calls(t),
        **dialogue_calls(t),
        **hours_calls(t),
        **school_work_calls(t),
        **plan_calls(t),
        **practice_calls(t),
        "getMyData": Call("GET", f"{v1}/me/data", about=False),
        "listMyCorrections": Call("GET", f"{v1}/me/corrections", about=False),
        "askCorrection": Call(
            "PUT",
            f"{v1}/me/corrections/{uuid4()}",
            {"field": "paternal_surname", "wanted": "Ñahui", "reason": "Así dice mi DNI."},
            about=False,
        ),
        "listCorrections": Call("GET", f"{v1}/corrections?limit=200", about=False),
        "answerCorrection": Call(
            "PUT",
            f"{v1}/corrections/{t.correction}/answer",
            {"state": "rejected", "answer": "El DNI presentado dice otra cosa."},
            levels=LEVELS,
        ),
        "getResults": Call("GET", f"{v1}/results?cut={t.cut}&by=institution", about=False),
        "getResultChanges": Call(
            "GET",
            f"{v1}/result-changes?from=2024-implementation-8&to=2024-implementation-9",
            about=False,
        ),
        "releaseResults": Call("PUT", f"{v1}/results/{t.cut}", about=False),
        "getCoverage": Call("GET", f"{v1}/coverage?by=institution", about=False),
        "getAgreement": Call(
            "GET", f"{v1}/agreement?instrument=matriz-dialogo&version=1&year=2024", about=False
        ),
        "scoreAgain": Call(
            "PUT",
            f"{v1}/observations/{t.report}/second-scorings/{uuid4()}",
            {"was_present": True, "answers": {}},
        ),
        "getQuality": Call("GET", f"{v1}/reports/{t.report}/quality"),
        "listQuality": Call("GET", f"{v1}/report-quality?id={t.report}", about=False),
        "listEvents": Call("GET", f"{v1}/events?limit=200", about=False),
        "listClients": Call("GET", f"{v1}/clients?limit=200", about=False),
        "getClient": Call("GET", f"{v1}/clients/{t.client}", levels=LEVELS),
        "putClient": Call("PUT", f"{v1}/clients/{uuid4()}", machine, levels=LEVELS),
        "makeClientSecret": Call(
            "POST", f"{v1}/clients/{t.client}/secrets", {"overlap_days": 7}, levels=LEVELS
        ),
        "withdrawClientSecret": Call(
            "DELETE", f"{v1}/clients/{t.client}/secrets/{t.client}", levels=LEVELS
        ),
        "listExternalIdentities": Call("GET", f"{v1}/external-identities?limit=200", about=False),
        "linkExternalIdentity": Call(
            "PUT",
            f"{v1}/external-identities/{uuid4()}",
            {"actor_id": str(t.director), "subject": "otra cuenta"},
            levels=LEVELS,
        ),
        "unlinkExternalIdentity": Call(
            "DELETE", f"{v1}/external-identities/{t.client}", levels=LEVELS
        ),
        "listMyExternalIdentities": Call("GET", f"{v1}/me/external-identities", about=False),
        "confirmMyExternalIdentity": Call(
            "POST",
            f"{v1}/me/external-identities/{uuid4()}/confirmation",
            {"password": "cumbia en Bagua 77"},
            about=False,
        ),
        "undoMyExternalIdentity": Call(
            "DELETE", f"{v1}/me/external-identities/{uuid4()}", about=False
        ),
        "importInstitutions": Call(
            "POST", f"{v1}/imports/institutions", content=sheet, about=False
        ),
        "importActors": Call("POST", f"{v1}/imports/actors", content=people, about=False),
    }
