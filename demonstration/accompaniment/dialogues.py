"""Reflective dialogues as they were prepared, held and answered, with what was promised in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zlib import crc32

from demonstration.accompaniment.days import at
from demonstration.accompaniment.team import Work
from demonstration.accompaniment.visits_told import Fate, VisitTold
from demonstration.people import invented_id
from demonstration.storing_accompaniment import referral_of
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.commitments import in_dialogues
from domain.accompaniment.commitments.in_dialogues import Asked
from domain.accompaniment.commitments.model import Carried, Outcome, Status
from domain.accompaniment.dialogues.answering import Answer, answer, confirm
from domain.accompaniment.dialogues.holding import Holding, Promise, hold
from domain.accompaniment.dialogues.life import Who
from domain.accompaniment.dialogues.preparing import prepare, save
from domain.accompaniment.plans.model import Stage
from domain.accompaniment.referrals import Status as ReferralStatus
from domain.accompaniment.referrals import StepRequest
from domain.accompaniment.visits.model import VisitId
from domain.instruments.answers import InvalidAnswers, check_answers
from domain.instruments.forms import example_answers
from domain.instruments.model import Definition, ItemKind
from persistence.accompaniment.commitments import reviewing
from persistence.accompaniment.dialogues import holding, mine, preparing
from persistence.calls import Call
from services.accompaniment import referrals

TEXTS = (
    "Preparar dos repreguntas para el recojo de saberes previos.",
    "Reservar diez minutos de la sesión para la retroalimentación.",
    "Construir con la sección tres acuerdos de convivencia visibles.",
    "Prever una actividad de cierre que pida explicar el procedimiento.",
)
NOTES = {
    Status.MET: "Se observó en la sesión.",
    Status.NOT_MET: "Aún no se incorpora; se trabajará en la GIA.",
    Status.CARRIED_OVER: "Avanzó con una sección; continúa con las otras.",
}
OUTCOMES = (
    Status.MET,
    Status.MET,
    Status.CARRIED_OVER,
    Status.MET,
    Status.NOT_MET,
)
DISAGREES = "La sesión era de repaso; la retroalimentación se dio en la clase anterior."
ATTENDED = "Demostración: la dirección conversó con ambas partes y avisó a la UGEL."
UNTIL_DUE = timedelta(days=21)
MINUTES = 45


@dataclass(frozen=True, slots=True)
class Talk:
    """A dialogue and when: prepared the afternoon of the visit, held the day after."""

    work: Work
    told: VisitTold
    visit: VisitId

    @property
    def prepared_at(self) -> datetime:
        """The afternoon of the visit."""
        return at(self.told.day, 17)

    @property
    def held(self) -> tuple[datetime, datetime]:
        """The hour of the dialogue: neither's lesson, nor the school's meeting."""
        day = self.told.day + timedelta(days=1)
        began = at(day, 13 if self.told.role is Role.CP else 12, 30)
        return began, began + timedelta(minutes=MINUTES)

    @property
    def teacher(self) -> PersonId:
        """With whom."""
        return self.work.team.teachers[self.told.teacher]


async def talk_over(work: Work, told: VisitTold, visit: VisitId) -> None:
    """Prepare and hold the dialogue of a visit that was done, as far as it came."""
    talk = Talk(work, told, visit)
    if told.fate is Fate.DONE:
        return
    await _begin(talk)
    if told.fate is Fate.PREPARING:
        return
    await _prepare(talk)
    if told.fate is Fate.PREPARED:
        return
    await _hold(talk)
    await _confirm(talk)
    if told.fate is not Fate.AWAITED:
        await _answer(talk)
    if told.fate is Fate.MARKED:
        await _attend(talk)


async def _begin(talk: Talk) -> None:
    work, permit = talk.work, talk.work.may(talk.told.role, Scope.VISITS_WRITE)
    desk = await preparing.load_desk(work.db, talk.visit, reach=permit.reach)
    answers = filled(talk)
    kept, change = save(desk, version=None, answers=answers, minutes=MINUTES, if_match=None)
    await preparing.store_work(work.db, talk.visit, desk, kept, change, reach=permit.reach)


async def _prepare(talk: Talk) -> None:
    work, permit = talk.work, talk.work.may(talk.told.role, Scope.VISITS_WRITE)
    desk = await preparing.load_desk(work.db, talk.visit, reach=permit.reach)
    await preparing.store_prepared(
        work.db, talk.visit, prepare(desk), reach=permit.reach, now=talk.prepared_at
    )


async def _review(talk: Talk, still_open: Sequence[UUID]) -> None:
    """What was promised in earlier dialogues with the teacher."""
    work, permit = talk.work, talk.work.may(talk.told.role, Scope.VISITS_WRITE)
    now = talk.held[0]
    for n, promise in enumerate(still_open):
        outcome = OUTCOMES[(talk.told.nth + n) % len(OUTCOMES)]
        carried = None
        if outcome is Status.CARRIED_OVER:
            due = talk.told.day + timedelta(days=1) + UNTIL_DUE
            carried = Carried(invented_id(f"carried/{promise}"), due, None)
        asked = Asked(talk.visit, Outcome(outcome, NOTES[outcome], carried))
        desk = await reviewing.load_desk(work.db, promise, talk.visit, reach=permit.reach)
        stores = in_dialogues.review(desk, asked, now=now)
        await reviewing.store(work.db, promise, asked, stores=stores, reach=permit.reach, now=now)


async def _hold(talk: Talk) -> None:
    work, permit = talk.work, talk.work.may(talk.told.role, Scope.VISITS_WRITE)
    asked = Holding(*talk.held, _promised(talk))
    desk = await holding.load_holding(work.db, talk.visit, asked, reach=permit.reach)
    if desk is not None and desk.open:
        await _review(talk, desk.open)
        desk = await holding.load_holding(work.db, talk.visit, asked, reach=permit.reach)
    stores = hold(desk, asked, now=asked.held_to)
    await holding.store_held(
        work.db, talk.visit, asked, stores=stores, reach=permit.reach, now=asked.held_to
    )


def _promised(talk: Talk) -> tuple[Promise, ...]:
    nth, due = talk.told.nth, talk.told.day + timedelta(days=1) + UNTIL_DUE
    id = invented_id(f"commitment/{talk.visit}")
    return (Promise(id, Who.TEACHER, TEXTS[nth % len(TEXTS)], due),)


async def _confirm(talk: Talk) -> None:
    work, permit = talk.work, talk.work.may(talk.told.role, Scope.VISITS_WRITE)
    desk = await holding.load_confirming(work.db, talk.visit, reach=permit.reach)
    await holding.store_confirmed(
        work.db, talk.visit, confirm(desk), reach=permit.reach, now=talk.held[1]
    )


async def _answer(talk: Talk) -> None:
    agrees = talk.told.fate is not Fate.DISAGREED
    said = Answer(agrees, None if agrees else DISAGREES)
    desk = await mine.load_answering(talk.work.db, talk.visit, person=talk.teacher)
    decided = answer(desk, said, if_match=None)
    await mine.store_answer(
        talk.work.db,
        talk.visit,
        said,
        decided,
        person=talk.teacher,
        now=talk.held[1] + timedelta(hours=2),
    )


async def _attend(talk: Talk) -> None:
    """The director attends what the mark of conduct opened."""
    work, director = talk.work, talk.work.may(Role.DIRECTOR, Scope.REFERRALS_ATTEND)
    call = Call(work.store, talk.held[1] + timedelta(days=1), director, if_match=1)
    step = StepRequest(ReferralStatus.ATTENDED, ATTENDED)
    await referrals.attend(call, await referral_of(work.db, talk.visit), step)


def filled(talk: Talk) -> Mapping[str, object]:
    """The form with what this visit was; where another version asks otherwise, with examples."""
    definition = talk.work.forms[talk.told.role]
    seed = crc32(talk.visit.bytes)
    example = example_answers(definition, seed=seed)
    whole = example | _of_this_visit(talk, definition, example)
    try:
        check_answers(definition, whole)
    except InvalidAnswers:
        return example
    return whole


def _of_this_visit(
    talk: Talk, definition: Definition, example: Mapping[str, object]
) -> dict[str, object]:
    told, of_kind = talk.told, {item.code: item for item in definition.items}
    facts: dict[str, object] = {
        "grado-seccion": told.section,
        "estudiantes": told.students,
        "hora-inicio": f"{told.starts_at:%H:%M}",
        "hora-termino": f"{told.ends_at:%H:%M}",
        "duracion": 90,
        "visita": 1 + told.nth // 4,
    }
    grown = talk.work.days.stage_on(told.day) is Stage.CLOSING
    levels = {
        code: min(int(str(example[code])) + grown, max(item.scale.values))
        for code, item in of_kind.items()
        if item.kind is ItemKind.LEVEL and item.scale and code in example
    }
    return (
        {code: value for code, value in facts.items() if code in of_kind}
        | levels
        | _mark(talk, definition)
    )


def _mark(talk: Talk, definition: Definition) -> dict[str, object]:
    """One mark of conduct, with the lowest level of its desempeño."""
    marks = [item for item in definition.items if item.conduct_flag]
    if talk.told.fate is not Fate.MARKED or not marks:
        return {}
    lowest = {
        item.code: min(item.scale.values)
        for item in definition.items
        if item.scale and item.performance == marks[0].performance
    }
    return {marks[0].code: True, **lowest}
