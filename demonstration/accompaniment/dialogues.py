"""Reflective dialogues as they were prepared, held and answered, with what was promised in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zlib import crc32

from demonstration.accompaniment.days import at
from demonstration.accompaniment.team import Work
from demonstration.accompaniment.visit_plan import Fate, InventedVisit
from demonstration.people import invented_id
from demonstration.storing_accompaniment import referral_of
from demonstration.transaction import InOneTransaction
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.commitments.in_dialogues import VisitReviewRequest
from domain.accompaniment.commitments.model import CommitmentStatus, NextCommitment
from domain.accompaniment.dialogues.answering import TeacherAnswer
from domain.accompaniment.dialogues.holding import DialogueHeld, DialoguePromise
from domain.accompaniment.dialogues.life import DialogueParty
from domain.accompaniment.dialogues.preparing import PreparationRequest
from domain.accompaniment.plans.model import PlanStage
from domain.accompaniment.referrals import ReferralStatus, StepRequest
from domain.accompaniment.visits.model import VisitId
from domain.instruments.answers import InvalidAnswers, check_answers
from domain.instruments.forms import example_answers
from domain.instruments.model import Definition, ItemKind
from persistence.accompaniment.dialogues.holding import load_holding_facts
from persistence.calls import Call
from services.accompaniment import commitments, dialogues, referrals

TEXTS = (
    "Preparar dos repreguntas para el recojo de saberes previos.",
    "Reservar diez minutos de la sesión para la retroalimentación.",
    "Construir con la sección tres acuerdos de convivencia visibles.",
    "Prever una actividad de cierre que pida explicar el procedimiento.",
)
NOTES = {
    CommitmentStatus.MET: "Se observó en la sesión.",
    CommitmentStatus.NOT_MET: "Aún no se incorpora; se trabajará en la GIA.",
    CommitmentStatus.CARRIED_OVER: "Avanzó con una sección; continúa con las otras.",
}
OUTCOMES = (
    CommitmentStatus.MET,
    CommitmentStatus.MET,
    CommitmentStatus.CARRIED_OVER,
    CommitmentStatus.MET,
    CommitmentStatus.NOT_MET,
)
DISAGREES = "La sesión era de repaso; la retroalimentación se dio en la clase anterior."
ATTENDED = "Demostración: la dirección conversó con ambas partes y avisó a la UGEL."
UNTIL_DUE = timedelta(days=21)
MINUTES = 45


@dataclass(frozen=True, slots=True)
class Talk:
    """A dialogue and when: prepared the afternoon of the visit, held the day after."""

    work: Work
    invented: InventedVisit
    visit: VisitId

    @property
    def prepared_at(self) -> datetime:
        """The afternoon of the visit."""
        return at(self.invented.day, 17)

    @property
    def held(self) -> tuple[datetime, datetime]:
        """The hour of the dialogue: neither's lesson, nor the school's meeting."""
        day = self.invented.day + timedelta(days=1)
        began = at(day, 13 if self.invented.role is Role.CP else 12, 30)
        return began, began + timedelta(minutes=MINUTES)

    @property
    def teacher(self) -> PersonId:
        """With whom."""
        return self.work.team.teachers[self.invented.teacher]


async def talk_over(work: Work, invented: InventedVisit, visit: VisitId) -> None:
    """Prepare and hold the dialogue of a visit that was done, as far as it came."""
    talk = Talk(work, invented, visit)
    if invented.fate is Fate.DONE:
        return
    await _begin(talk)
    if invented.fate is Fate.PREPARING:
        return
    await _prepare(talk)
    if invented.fate is Fate.PREPARED:
        return
    await _hold(talk)
    await _confirm(talk)
    if invented.fate is not Fate.AWAITED:
        await _answer(talk)
    if invented.fate is Fate.MARKED:
        await _attend(talk)


def _visitors_call(talk: Talk, now: datetime) -> Call[InOneTransaction]:
    return Call(talk.work.store, now, talk.work.may(talk.invented.role, Scope.VISITS_WRITE))


async def _begin(talk: Talk) -> None:
    request = PreparationRequest(None, filled(talk), MINUTES)
    await dialogues.put(_visitors_call(talk, talk.prepared_at), talk.visit, request)


async def _prepare(talk: Talk) -> None:
    await dialogues.prepare(_visitors_call(talk, talk.prepared_at), talk.visit)


async def _review(talk: Talk, still_open: Sequence[UUID]) -> None:
    """What was promised in earlier dialogues with the teacher."""
    call = _visitors_call(talk, talk.held[0])
    for n, promise in enumerate(still_open):
        outcome = OUTCOMES[(talk.invented.nth + n) % len(OUTCOMES)]
        carried = None
        if outcome is CommitmentStatus.CARRIED_OVER:
            due = talk.invented.day + timedelta(days=1) + UNTIL_DUE
            carried = NextCommitment(invented_id(f"carried/{promise}"), due, None)
        request = VisitReviewRequest(
            outcome=outcome, note=NOTES[outcome], carried=carried, visit_id=talk.visit
        )
        await commitments.review_of_dialogue(call, promise, request)


async def _hold(talk: Talk) -> None:
    request = DialogueHeld(*talk.held, _promised(talk))
    call = _visitors_call(talk, request.held_to)
    seen = Call(talk.work.db, call.now, call.permit)
    facts = await load_holding_facts(seen, talk.visit, request)
    await _review(talk, facts.still_open)
    await dialogues.hold(call, talk.visit, request)


def _promised(talk: Talk) -> tuple[DialoguePromise, ...]:
    nth, due = talk.invented.nth, talk.invented.day + timedelta(days=1) + UNTIL_DUE
    id = invented_id(f"commitment/{talk.visit}")
    return (DialoguePromise(id, DialogueParty.TEACHER, TEXTS[nth % len(TEXTS)], due),)


async def _confirm(talk: Talk) -> None:
    await dialogues.confirm(_visitors_call(talk, talk.held[1]), talk.visit)


async def _answer(talk: Talk) -> None:
    agrees = talk.invented.fate is not Fate.DISAGREED
    permit = talk.work.permit(talk.teacher, Scope.ME_WRITE)
    call = Call(talk.work.store, talk.held[1] + timedelta(hours=2), permit)
    await dialogues.answer(call, talk.visit, TeacherAnswer(agrees, None if agrees else DISAGREES))


async def _attend(talk: Talk) -> None:
    """The director attends what the mark of conduct opened."""
    work, director = talk.work, talk.work.may(Role.DIRECTOR, Scope.REFERRALS_ATTEND)
    call = Call(work.store, talk.held[1] + timedelta(days=1), director, if_match=1)
    step = StepRequest(ReferralStatus.ATTENDED, ATTENDED)
    await referrals.attend(call, await referral_of(call, talk.visit), step)


def filled(talk: Talk) -> Mapping[str, object]:
    """The form with what this visit was; where another version asks otherwise, with examples."""
    definition = talk.work.forms[talk.invented.role]
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
    invented, of_kind = talk.invented, {item.code: item for item in definition.items}
    facts: dict[str, object] = {
        "grado-seccion": invented.section,
        "estudiantes": invented.students,
        "hora-inicio": f"{invented.starts_at:%H:%M}",
        "hora-termino": f"{invented.ends_at:%H:%M}",
        "duracion": 90,
        "visita": 1 + invented.nth // 4,
    }
    grown = talk.work.days.stage_on(invented.day) is PlanStage.CLOSING
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
    if talk.invented.fate is not Fate.MARKED or not marks:
        return {}
    lowest = {
        item.code: min(item.scale.values)
        for item in definition.items
        if item.scale and item.performance == marks[0].performance
    }
    return {marks[0].code: True, **lowest}
