"""What becomes of a report that was filed: returned, corrected from a draft, compared, approved."""

from typing import Any

from cli.client import Caller
from demonstration.people import invented_id
from demonstration.walkthrough.choosing import STREAMS
from demonstration.walkthrough.drafts import Draft
from demonstration.walkthrough.refusals import Stage

NARRATIVE = "Corregido: se precisó la evidencia de la visita."


def show_life(stage: Stage) -> None:
    """The director's report about a coordinator, reviewed by the specialist of the IGED."""
    script, chosen = stage.script, stage.chosen
    obligation = chosen.obligations[STREAMS.index("coordinator")]
    draft, director = stage.draft(obligation), stage.declarant(obligation)
    reviewer = stage.declarant(chosen.obligations[0])
    if director.get(draft.path)["status"] != "submitted" or not chosen.is_new:
        script.skip("Devolver, corregir y aprobar", "ya se hizo en un recorrido anterior")
        return
    answer = _review(director, draft, "approved", 1)
    script.refused("El director aprueba su propio reporte", answer, "not-the-reviewer")
    observation = draft.body["observations"][0]
    comment = {"observation_id": observation["id"], "text": "Precise la evidencia."}
    answer = _review(reviewer, draft, "returned", 1, comments=[comment])
    script.check("El especialista lo devuelve con un comentario: 201", answer.status == 201)
    back = [row["id"] for row in director.get("/v1/me/agenda")["returned"]["items"]]
    script.check("Es lo primero en la agenda del director", draft.id in back[:1])
    _correct(stage, draft, director)
    path = f"{draft.path}/revisions/2/difference"
    changed = [change["at"] for change in reviewer.get(path, since=1)["changes"]]
    script.check("Lo anterior se conserva y se compara", changed == ["/narrative"])
    answer = _review(reviewer, draft, "approved", 3)
    script.check("El especialista lo aprueba: 201", answer.status == 201)
    answer = director.ask("PUT", draft.path, json=draft.but(narrative="Otro texto."))
    script.refused("Ya aprobado, nadie lo altera", answer, "report-differs")


def _correct(stage: Stage, draft: Draft, director: Caller) -> None:
    """From a draft that was saved before, as whoever writes with a bad connection does."""
    path = f"/v1/report-drafts/{draft.id}"
    work: dict[str, Any] = {name: draft.body[name] for name in ("obligation_id", "observations")}
    director.put(path, work | {"narrative": NARRATIVE})
    stage.script.check("El director guarda su corrección como borrador", director.get(path))
    seen = {"If-Match": director.ask("GET", draft.path).etag or ""}
    answer = director.ask("POST", f"{path}/submission", json={"sworn": True}, headers=seen)
    corrected = (answer.status, answer.body.get("revision"))
    stage.script.check("Lo presenta otra vez, bajo declaración jurada: 200", corrected == (200, 2))


def _review(caller: Caller, draft: Draft, decision: str, version: int, **more: Any) -> Any:
    id = invented_id(f"demo/review/{draft.id}/{decision}/{version}")
    body = {"version": version, "decision": decision} | more
    return caller.ask("PUT", f"{draft.path}/reviews/{id}", json=body)
