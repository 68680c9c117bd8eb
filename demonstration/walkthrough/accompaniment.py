"""A visit from its suggestion to the report that it fills: planned, agreed, done, talked over."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zlib import crc32

from rich.table import Table

from cli.client import Answer, Caller
from demonstration.people import invented_id
from demonstration.walkthrough.cast import RealPerson
from demonstration.walkthrough.choosing import Obligation
from demonstration.walkthrough.drafts import report_id_of
from demonstration.walkthrough.refusals import Stage
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition
from domain.peru_time import LIMA, day_of

BEGAN = timedelta(minutes=65)
"""How long ago the lesson began, at most: the visit is told the moment it is over."""
SHORTEST = timedelta(minutes=5)
PLANNED = timedelta(minutes=25)
SOON = timedelta(minutes=10)
PROMISE = "Preparar dos repreguntas para el recojo de saberes previos."
UNTIL_DUE = timedelta(days=21)
NOT_TODAY = frozenset({"person-busy", "invalid-visit"})
_ROWS = 3


@dataclass(frozen=True, slots=True)
class Hours:
    """A lesson that is going on, and the dialogue after it."""

    began: datetime
    finished: datetime
    ends: datetime
    talked: datetime
    """When the dialogue ends: now."""


def hours_of(now: datetime) -> Hours | None:
    """The times of a visit that is lived through now; None around midnight, when no lesson is."""
    there = now.astimezone(LIMA).replace(microsecond=0)
    midnight = datetime.combine(there.date(), time.min, LIMA)
    began = max(midnight, there - BEGAN)
    ends = min(max(there + SOON, began + PLANNED), midnight + timedelta(days=1, seconds=-1))
    if there - began < SHORTEST or ends <= there + timedelta(minutes=1):
        return None
    return Hours(began, began + (there - began) * 3 // 5, ends, there)


@dataclass(frozen=True, slots=True)
class Scene:
    """A coordinator and a teacher, and the visit of one to the other."""

    stage: Stage
    obligation: Obligation
    coordinator: Caller
    teacher: Caller
    teacher_id: str
    hours: Hours

    @property
    def visit(self) -> str:
        """Its id: the walk-through has one visit for each report of the third stream."""
        return str(invented_id(f"demo/visit/{self.obligation['id']}"))

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"/v1/visits/{self.visit}"


def show_accompaniment(stage: Stage) -> bool:
    """The whole way, where the third stream's report is still owed; true when its draft is filled
    from the work."""
    script, obligation = stage.script, stage.chosen.obligations[-1]
    if not stage.chosen.is_new:
        script.skip("Visitar y dialogar", "ya se hizo en un recorrido anterior")
        return False
    scene = _scene(stage, obligation)
    if scene is None:
        return False
    answer = scene.coordinator.ask("PUT", scene.path, json=_plan(scene))
    kind = str(answer.body.get("type", "")).removeprefix("/problems/")
    if kind in NOT_TODAY:
        script.skip("Visitar y dialogar", str(answer.body["detail"]))
        return False
    script.check("Quien coordina programa una de ellas: 201", answer.status == 201)
    _visit(scene)
    _talk(scene)
    return _fill(scene)


def _scene(stage: Stage, obligation: Obligation) -> Scene | None:
    coordinator, hours = stage.declarant(obligation), hours_of(datetime.now(UTC))
    if hours is None:
        stage.script.skip("Visitar y dialogar", "a esta hora no hay clases")
        return None
    code = stage.chosen.institution
    stage.cast.teacher(code, today=stage.today)  # a school that was only imported has none
    suggested = _suggestions(stage, coordinator, code)
    for teacher in suggested:
        try:
            signed_in = stage.cast.invented_teacher(teacher, code, today=stage.today)
        except RealPerson:
            continue
        return Scene(stage, obligation, coordinator, signed_in, teacher, hours)
    stage.script.skip("Visitar y dialogar", "no hay a quién: su personal es real o no le toca")
    return None


def _suggestions(stage: Stage, coordinator: Caller, code: str) -> list[str]:
    posts = coordinator.get("/v1/me/visit-suggestions")["posts"]
    items = [i for post in posts if post["institution"]["code"] == code for i in post["items"]]
    table = Table(box=None, padding=(0, 2))
    for name in ("A quién visitar", "Por qué"):
        table.add_column(name)
    for item in items[:_ROWS]:
        reasons = (reason["es"] for reason in item["reasons"])
        table.add_row(item["teacher"]["name"], " ".join(reasons))
    stage.script.console.print(table)
    count = f"{len(items)} esta semana, por sus horas"
    stage.script.check("Próximas visitas sugeridas, con su razón", items, detail=count)
    return [item["teacher"]["id"] for item in items]


def _plan(scene: Scene) -> dict[str, Any]:
    hours = scene.hours
    return {
        "institution": scene.stage.chosen.institution,
        "teacher_id": scene.teacher_id,
        "stage": "process",
        "section": "3.° B",
        "area": "Matemática",
        "starts_at": hours.began.isoformat(),
        "ends_at": hours.ends.isoformat(),
    }


def _visit(scene: Scene) -> None:
    script, teacher = scene.stage.script, scene.teacher
    twice = f"/v1/visits/{invented_id(f'demo/visit/{scene.visit}/twice')}"
    answer = scene.coordinator.ask("PUT", twice, json=_plan(scene))
    script.refused("Nadie está en dos lugares a la vez", answer, "person-busy")
    answer = teacher.ask("PUT", f"/v1/me/visits/{scene.visit}/confirmation")
    agreed = (answer.status, answer.body.get("status")) == (200, "confirmed")
    script.check("Quien enseña la ve entre las suyas y la confirma: 200", agreed)
    early = scene.coordinator.ask("POST", f"{scene.path}/dialogue/holding", json=_holding(scene))
    script.refused("Dialogar sobre una visita que no se realizó", early, "visit-not-done")
    done = {
        "began_at": scene.hours.began.isoformat(),
        "finished_at": scene.hours.finished.isoformat(),
        "students_present": 24,
    }
    answer = scene.coordinator.ask("PUT", f"{scene.path}/done", json=done)
    script.check("La visita se realizó: 200", answer.status == 200)


def _talk(scene: Scene) -> None:
    script, path = scene.stage.script, f"{scene.path}/dialogue"
    prepared = {"answers": _answers(scene), "preparation_minutes": 20}
    scene.coordinator.put(path, prepared)
    answer = scene.coordinator.ask("POST", f"{path}/preparation")
    script.check("Prepara el diálogo con el instrumento lleno: 200", answer.status == 200)
    before = scene.coordinator.get(path)["to_review"]
    for promise in before:
        reviewed = {"visit_id": scene.visit, "outcome": "met"}
        scene.coordinator.put(f"/v1/commitments/{promise['id']}/review", reviewed)
    if before:
        script.check(f"Revisa {len(before)} compromiso(s) de antes: cumplidos", before)
    answer = scene.coordinator.ask("POST", f"{path}/holding", json=_holding(scene))
    promises = [promise["text"] for promise in answer.body.get("commitments", ())]
    script.check("Dialogan, y queda un compromiso", PROMISE in promises, detail=PROMISE)
    agreed = {"agrees": True}
    scene.teacher.put(f"/v1/me/dialogues/{scene.visit}/answer", agreed)
    answer = scene.coordinator.ask("POST", f"{path}/confirmation")
    script.check("Ambos dicen que fue así: acordado", answer.body.get("status") == "agreed")


def _answers(scene: Scene) -> dict[str, object]:
    forms, about = scene.stage.forms, scene.obligation
    _, definition = forms.versions[forms.instruments[about["stream"], about["subject"]]]
    seed = crc32(scene.visit.encode())
    return example_answers(parse_definition(definition), seed=seed)


def _holding(scene: Scene) -> dict[str, Any]:
    hours = scene.hours
    promise = {
        "id": str(invented_id(f"demo/commitment/{scene.visit}")),
        "owner": "teacher",
        "text": PROMISE,
        "due_on": (day_of(hours.talked) + UNTIL_DUE).isoformat(),
    }
    return {
        "held_from": hours.finished.isoformat(),
        "held_to": hours.talked.isoformat(),
        "commitments": [promise],
    }


def _fill(scene: Scene) -> bool:
    """Nothing is typed again: the finished dialogues are the report's observations."""
    script, path = scene.stage.script, draft_path(scene.obligation)
    body = {"obligation_id": scene.obligation["id"]}
    answer: Answer = scene.coordinator.ask("POST", f"{path}/from-work", json=body)
    filled = [each["id"] for each in answer.body.get("filled", ())]
    what = "El borrador de la línea 3 se llena con lo trabajado: nada se escribe otra vez"
    script.check(what, scene.visit in filled, detail=f"{len(filled)} observación(es)")
    answer = scene.coordinator.ask("GET", f"{path}/check")
    script.check("Puede presentarse tal como está: 204", answer.status == 204)
    return scene.visit in filled


def draft_path(obligation: Obligation) -> str:
    """Where the draft of an obligation's report stands."""
    return f"/v1/report-drafts/{report_id_of(obligation)}"
