"""The walk of `jec demo`: who is who, coverage, three reports, every refusal, coverage again."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from cli.client import Answer, Away, Refused, Service, demonstration_password
from cli.console import PIPED_WIDTH, fail, out
from demonstration.walkthrough import figures, life, practice, refusals
from demonstration.walkthrough.accompaniment import draft_path, show_accompaniment
from demonstration.walkthrough.cast import Cast, RealPerson
from demonstration.walkthrough.choosing import STREAMS, Obligation, choose, open_cuts
from demonstration.walkthrough.drafts import load_forms
from demonstration.walkthrough.refusals import Stage
from demonstration.walkthrough.script import Script
from domain.peru_time import day_of

INVENTED = "99"
"""How the modular codes of the demonstration begin; no real one does."""
WARNING = (
    "Se registrará personal INVENTADO en las plazas vacantes de la institución {institution} y se"
    " presentarán reportes en su nombre. ¿Continuar?"
)
STREAM_NAMES = {
    "implementation": "Línea 1, implementación (especialista de la IGED)",
    "coordinator": "Línea 2, coordinadores (director)",
    "teacher_accompaniment": "Línea 3, acompañamiento a docentes (CP o CT)",
}


def walk(
    url: str, *, institution: str | None, data: Path | None, svg: Path | None, yes: bool
) -> None:
    """Walk through the service at an address, and end with code 1 when a step was not as it
    should be. `yes`: invent staff for a real institution without asking."""
    console = Console(highlight=False, record=True, width=PIPED_WIDTH) if svg else out
    script = Script(console)
    if institution and not institution.startswith(INVENTED) and not yes:
        typer.confirm(WARNING.format(institution=institution), abort=True)
    try:
        _play(script, Service(url), institution, data)
    except Away as away:
        fail(str(away))
    except RealPerson as real:
        fail(str(real))
    except Refused as refused:
        fail(f"El servicio rechazó un paso que debía funcionar: {refused.kind}: {refused}")
    _conclude(script)
    if svg:
        svg.write_text(_picture(console), "utf-8")
    if script.failures:
        raise typer.Exit(1)


def _picture(console: Console) -> str:
    """What was printed, as SVG; without web fonts, since nothing here needs the internet."""
    drawn = console.export_svg(title="make demo")
    return re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL)


def _play(script: Script, service: Service, institution: str | None, data: Path | None) -> None:
    service.nobody().get("/health/ready")
    password = demonstration_password(service.url, data)
    if password is None:
        fail(
            "No se encuentra la contraseña de la demostración en esta máquina."
            " El servicio debe levantarse aquí con: make run"
        )
    script.console.print(
        f"[bold]JEC[/bold] · recorrido de demostración en {service.url}"
        " · [yellow]datos inventados[/yellow]"
    )
    cast = Cast(service, password)
    _who_is_who(script, cast)
    cuts = open_cuts(cast.minedu)
    if {cut["stream"] for cut in cuts} != set(STREAMS):
        fail("No hay un corte abierto de cada línea. Reinicie el servicio con: make run")
    chosen = choose(cast.minedu, cuts, institution) if _is_known(cast, institution) else None
    if chosen is None:
        fail(_nothing_fits(institution))
    today = day_of(datetime.now(UTC))
    forms = load_forms(cast.minedu, cuts[0]["year"])
    _perform(Stage(script, service, cast, forms, chosen, cuts, today))


def _is_known(cast: Cast, institution: str | None) -> bool:
    path = f"/v1/institutions/{institution}"
    return institution is None or not cast.minedu.ask("GET", path).is_problem


def _nothing_fits(institution: str | None) -> str:
    if institution:
        return (
            f"La institución {institution} no tiene un reporte pendiente de cada línea:"
            " no existe, no es JEC o ya los presentó."
        )
    return (
        "Ya no queda una institución de demostración con un reporte pendiente de cada línea."
        " Para empezar de nuevo, detenga el servicio y borre su carpeta de datos."
    )


def _who_is_who(script: Script, cast: Cast) -> None:
    script.chapter("Quién es quién: cada rol inicia sesión")
    cast.sign_in_all()
    table = Table(box=None, padding=(0, 2))
    for name in ("Usuario", "Nombre", "Cargo", "Dónde", "Pendientes", "Vencidos"):
        table.add_column(name, justify="right" if name in {"Pendientes", "Vencidos"} else "left")
    for username, me in cast.mine.items():
        held = next(a for a in me["person"]["appointments"] if a["in_force"])
        owes = me["owes"]
        place = held["place"]
        where = f"I.E. {place['code']}" if place["kind"] == "institution" else place["name"]
        cells = (me["person"]["name"], held["role"], where)
        table.add_row(username, *cells, str(owes["pending"]), str(owes["overdue"]))
    script.console.print(table)
    script.check(f"{len(cast.mine)} usuarios leen GET /v1/me", cast.mine)
    machine = cast.machine()
    coverage = machine.ask("GET", "/v1/coverage")
    script.check("Un sistema, con su propio secreto, lee la cobertura", coverage.status == 200)
    answer = machine.ask("GET", "/v1/actors")
    script.refused("Ese sistema pide los datos de las personas", answer, "missing-scope")


def _perform(stage: Stage) -> None:
    script, chosen, minedu = stage.script, stage.chosen, stage.cast.minedu
    year = stage.cuts[0]["year"]
    script.chapter(f"Cobertura {year} antes de presentar")
    before = figures.coverage_of(minedu, chosen, year)
    figures.show_coverage(script, before)
    name = chosen.obligations[0]["institution"]["name"]
    if chosen.is_new:
        script.chapter(f"Lo que no se acepta de {name}")
        refusals.faulty_contents(stage, chosen.obligations[0])
    script.chapter("A quién no se le acepta, y cuándo")
    refusals.wrong_callers(stage)
    refusals.wrong_moments(stage)
    script.chapter("El acompañamiento: de la visita sugerida al reporte")
    from_work = show_accompaniment(stage)
    _show_practice(stage, year)
    script.chapter(f"Un reporte de cada línea: {name}")
    filed = _file(stage, from_work=from_work)
    script.chapter("Lo ya presentado no se duplica ni se altera")
    refusals.repeated(stage, chosen.obligations[0])
    _show_counts(stage, before, filed)
    script.chapter("La vida de un reporte: devuelto, corregido y aprobado")
    life.show_life(stage)


def _show_counts(stage: Stage, before: figures.Figures, filed: int) -> None:
    """What the reports moved: coverage, who is missing, everybody's agenda."""
    script, chosen, minedu = stage.script, stage.chosen, stage.cast.minedu
    script.chapter("Cobertura en el mismo segundo")
    after = figures.coverage_of(minedu, chosen, stage.cuts[0]["year"])
    figures.show_coverage(script, after, before)
    figures.check_moved(script, before, after, filed)
    script.chapter("Quiénes faltan y por qué")
    cut = next(cut["code"] for cut in stage.cuts if cut["stream"] == "coordinator")
    figures.show_missing(script, _watcher(stage), cut)
    script.chapter("La agenda de cada uno, en una sola respuesta")
    coordinator = chosen.obligations[STREAMS.index("coordinator")]
    director = stage.declarant(coordinator)
    callers = {"Especialista": _watcher(stage), "Dirección": director}
    figures.show_agendas(script, callers, filed=filed)


def _show_practice(stage: Stage, year: int) -> None:
    """What the director and the specialist of the IGED read of all that work."""
    coordinator = stage.chosen.obligations[STREAMS.index("coordinator")]
    director, code = stage.declarant(coordinator), stage.chosen.institution
    practice.show_school(stage.script, director, code, year)
    practice.show_schools(stage.script, _watcher(stage), stage.chosen.iged, year)


def _file(stage: Stage, *, from_work: bool) -> int:
    """File one report of each stream, each twice: the second answer is the first one's. What was
    filled `from_work`, and what was so in an earlier walk-through, is submitted as it was kept."""
    script, chosen = stage.script, stage.chosen
    expected = 201 if chosen.is_new else 200
    if not chosen.is_new:
        script.say("Todas ya presentaron; se repite lo presentado en un recorrido anterior.")
    for obligation in chosen.obligations:
        about_teachers = obligation["stream"] == STREAMS[-1]
        from_draft = about_teachers and (from_work or not chosen.is_new)
        send = _submitting(stage, obligation) if from_draft else _sending(stage, obligation)
        first = send()
        what = STREAM_NAMES[obligation["stream"]]
        receipt: dict[str, Any] = first.body
        receipt_line = str(receipt.get("detail", obligation["cut"]))
        if not first.is_problem:
            receipt_line += f" · puntaje {receipt['score']} · huella {receipt['content_hash'][:12]}"
        script.check(f"{what}: {first.status}", first.status == expected, detail=receipt_line)
        again = send()
        same = (again.status, again.body) == (200, first.body)
        script.check("   repetido por si se perdió la respuesta: 200, el mismo recibo", same)
    return len(chosen.obligations) if chosen.is_new else 0


def _submitting(stage: Stage, obligation: Obligation) -> Callable[[], Answer]:
    """How a draft becomes a report; once it is one, the same request answers its receipt."""
    path = f"{draft_path(obligation)}/submission"
    return partial(stage.declarant(obligation).ask, "POST", path, json={"sworn": True})


def _sending(stage: Stage, obligation: Obligation) -> Callable[[], Answer]:
    """How a report is sent whole, as it is or as it was corrected in an earlier walk-through."""
    draft, declarant = stage.draft(obligation), stage.declarant(obligation)
    body = draft.body
    if not stage.chosen.is_new:
        body = draft.but(narrative=declarant.get(draft.path)["narrative"])
    return partial(declarant.ask, "PUT", draft.path, json=body)


def _watcher(stage: Stage) -> Any:
    """The specialist of the school's IGED."""
    return stage.declarant(stage.chosen.obligations[0])


def _conclude(script: Script) -> None:
    failed, steps = len(script.failures), script.steps
    if not failed:
        script.console.print(f"\n[bold green]Todo como se esperaba: {steps} pasos.[/bold green]")
        return
    script.console.print(f"\n[bold red]{failed} de {steps} pasos fallaron:[/bold red]")
    for failure in script.failures:
        script.console.print(f"  {failure}", markup=False)
