"""What the service refuses, one request for each cause, and what it says to whoever asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from cli.client import Caller, Service
from demonstration.walkthrough.cast import Cast
from demonstration.walkthrough.choosing import Chosen, Obligation, is_fileable, owed
from demonstration.walkthrough.drafts import Draft, Forms, retire_a_version
from demonstration.walkthrough.script import Script


@dataclass(frozen=True, slots=True)
class Stage:
    """What every scene needs."""

    script: Script
    service: Service
    cast: Cast
    forms: Forms
    chosen: Chosen
    cuts: Sequence[dict[str, Any]]
    today: date

    def draft(self, obligation: Obligation) -> Draft:
        """A report for an obligation, with a teacher of its school where it needs one."""
        teacher = None
        if obligation["stream"] == "teacher_accompaniment":
            teacher = self.cast.teacher(obligation["institution"]["code"], today=self.today)
        return self.forms.draft(obligation, teacher=teacher)

    def declarant(self, obligation: Obligation) -> Caller:
        """Whoever owes it, signed in."""
        return self.cast.declarant(obligation, today=self.today)


def faulty_contents(stage: Stage, obligation: Obligation) -> None:
    """Refusals of what is sent for a report that could be filed."""
    script, draft, declarant = stage.script, stage.draft(obligation), stage.declarant(obligation)

    def put(body: Any) -> Any:
        return declarant.ask("PUT", draft.path, json=body)

    answer = put(draft.but(sworn=False))
    script.refused("Sin declaración jurada", answer, "not-sworn")
    observation = draft.body["observations"][0]
    answers = dict(observation["answers"])
    answers.pop(next(iter(answers)))
    answers |= {next(iter(answers)): "no sé", "ITEM_INVENTADO": 1}
    answer = put(draft.observed(answers=answers, observed_on="2015-03-02"))
    script.refused("Respuestas con varios errores, dichos todos a la vez", answer, "invalid-report")
    retired = retire_a_version(stage.cast.minedu, stage.forms, observation["instrument"])
    answer = put(draft.observed(version=retired))
    script.refused(f"Con la versión {retired}, retirada", answer, "instrument-version-retired")
    answer = put(draft.but(campo_inventado=1))
    script.refused("Con un dato que el contrato no tiene", answer, "invalid-request")
    broken, other = {"Content-Type": "application/json"}, {"Content-Type": "text/plain"}
    answer = declarant.ask("PUT", draft.path, content=b'{"obligation_id": ', headers=broken)
    script.refused("JSON cortado a la mitad", answer, "malformed-body")
    answer = declarant.ask("PUT", draft.path, content=b"hola", headers=other)
    script.refused("Un texto en vez de JSON", answer, "unsupported-media-type")


def wrong_callers(stage: Stage) -> None:
    """Refusals of who asks."""
    script, cast = stage.script, stage.cast
    implementation, coordinator, _ = stage.chosen.obligations
    director = stage.declarant(coordinator)
    draft = stage.draft(implementation)
    answer = director.ask("PUT", draft.path, json=draft.body)
    if stage.chosen.is_new:
        script.refused("El director presenta el reporte de la UGEL", answer, "wrong-declarant")
    foreign = _elsewhere(stage)
    if foreign:
        draft = stage.draft(foreign)
        answer = director.ask("PUT", draft.path, json=draft.body)
        script.refused("El director presenta por otra institución", answer, "not-found")
    answer = cast.callers["teacher"].ask("GET", "/v1/coverage")
    script.refused("Un docente pide la cobertura", answer, "missing-scope")
    narrow = stage.service.sign_in("minedu", cast.password, scope="me:read")
    answer = narrow.ask("GET", "/v1/coverage")
    script.refused("El MINEDU, con un token solo para me:read", answer, "missing-scope")
    answer = stage.service.nobody().ask("GET", "/v1/me")
    script.refused("Nadie (sin token)", answer, "invalid-token")
    form = {"grant_type": "password", "username": "director", "password": "no es esta"}
    answer = stage.service.nobody().ask("POST", "/v1/auth/token", data=form)
    script.refused("Una contraseña equivocada", answer, "wrong-credentials")


def _elsewhere(stage: Stage) -> Obligation | None:
    rows = owed(stage.cast.minedu, stage.cuts[0]["code"])
    return next((o for o in rows if o["region"] != stage.chosen.region), None)


def wrong_moments(stage: Stage) -> None:
    """Refusals of when it is asked: before the cut opens, after it closed, when it is excused."""
    cuts = stage.cast.minedu.get("/v1/report-cuts")["items"]
    scenes = (
        ("scheduled", "scheduled", "Antes de que abra el corte", "cut-not-open"),
        ("closed", "overdue", "Después del cierre", "cut-closed"),
        ("open", "exempt", "De lo que fue exonerado", "obligation-exempt"),
    )
    for cut_state, state, what, kind in scenes:
        found = _obligation_in(stage, [c["code"] for c in cuts if c["state"] == cut_state], state)
        if found is None:
            stage.script.skip(what, "hoy no hay un caso así en la demostración")
            continue
        draft = stage.draft(found)
        answer = stage.declarant(found).ask("PUT", draft.path, json=draft.body)
        stage.script.refused(what, answer, kind)


def _obligation_in(stage: Stage, cuts: Sequence[str], state: str) -> Obligation | None:
    """An obligation in some of the cuts that stands so and has a declarant; of the chosen school,
    or of any demonstration school."""
    for narrowed in ({"institution": stage.chosen.institution}, {}):
        for cut in cuts:
            for row in owed(stage.cast.minedu, cut, **narrowed):
                if row["state"] == state and row["owed_by"] and _is_invented(row):
                    return row
    return None


def _is_invented(row: Obligation) -> bool:
    return is_fileable(row | {"state": "pending", "why": None})


def repeated(stage: Stage, obligation: Obligation) -> None:
    """Refusals of what was filed already, and of what somebody else changed meanwhile."""
    script, draft, declarant = stage.script, stage.draft(obligation), stage.declarant(obligation)
    answer = declarant.ask("PUT", f"/v1/reports/{uuid4()}", json=draft.body)
    script.refused("Otro reporte de lo ya presentado", answer, "already-filed")
    answer = declarant.ask("PUT", draft.path, json=draft.but(narrative="Otro texto."))
    script.refused("El mismo reporte con otro contenido", answer, "report-differs")
    answer = declarant.ask(
        "PUT",
        f"/v1/reports/{uuid4()}",
        json=draft.body,
        headers={"Accept-Language": "en"},
    )
    script.refused("Lo mismo, para quien lee en inglés", answer, "already-filed")
    stale_changes(stage)


def stale_changes(stage: Stage) -> None:
    """A cut that is changed without saying, or mistaking, the version that was read."""
    cut = stage.cuts[0]
    path = f"/v1/report-cuts/{cut['code']}"
    fields = ("opens_at", "closes_at", "period_from", "period_to")
    stage_name = "process" if cut["stage"] != "process" else "closing"
    body = {name: cut[name] for name in fields} | {"stage": stage_name}
    answer = stage.cast.minedu.ask("PUT", path, json=body)
    stage.script.refused("Cambiar un corte sin If-Match", answer, "version-required")
    answer = stage.cast.minedu.ask("PUT", path, json=body, headers={"If-Match": '"999999"'})
    stage.script.refused("Cambiarlo con una versión que ya no es", answer, "stale-version")
