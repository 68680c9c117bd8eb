"""What the third stream takes from the work itself: a finished dialogue is an observation under the
visit's id (A6, F84), and an observation under such an id says what the dialogue says."""

from collections.abc import Iterator
from typing import Any

from domain.access.permits import PersonId
from domain.errors import Finding
from domain.instruments.model import pointer
from domain.json_values import same
from domain.reporting.reports.model import FilingFacts, Observation, VisitDialogue


def forms_talked_over(facts: FilingFacts) -> frozenset[tuple[str, int]]:
    """The versions of instruments that dialogues were prepared on while they were in force."""
    said = (each.said for each in facts.dialogues.values())
    return frozenset((o.instrument, o.version) for o in said if o is not None)


def contradictions(
    observation: Observation, facts: FilingFacts, at: str, author: PersonId
) -> Iterator[Finding]:
    """Where an observation that bears a visit's id says otherwise than its dialogue, or one that
    bears none tells what a dialogue does. One that the report held before, by whoever corrects it,
    is held to it too."""
    talked = facts.dialogues.get(observation.id)
    before = facts.teachers_before
    if talked is None:
        yield from _told_elsewhere(observation, facts, at, author)
        return
    own = talked.visitor_id == author or observation.id in before
    if not own or talked.place != facts.place or facts.subject_kind != "teacher":
        yield _finding(f"{at}/id", "not-your-visit")
    elif talked.said is None:
        yield _finding(f"{at}/id", "dialogue-not-finished")
    else:
        yield from _differences(observation, talked.said, at)


def _told_elsewhere(
    observation: Observation, facts: FilingFacts, at: str, author: PersonId
) -> Iterator[Finding]:
    """What the declarant and a teacher talked over is reported under the visit's id alone. Where an
    id of its own cannot change any more (the report has it, or another report spent the visit's),
    it says what the dialogue says."""
    before = facts.present if facts.present and observation.id in facts.present.teachers else None
    who = {author, before.author_id} if before else {author}
    lessons = [
        (id, talked, talked.said)
        for id, talked in sorted(facts.dialogues.items())
        if talked.said and talked.visitor_id in who and _same_lesson(observation, talked, facts)
    ]
    free = [id for id, talked, _ in lessons if not talked.spent and not before]
    if free:
        yield _finding(f"{at}/id", "dialogue-tells-it", visit=free[0])
        return
    differing = [list(_differences(observation, said, at)) for _, _, said in lessons]
    if all(differing):  # of two visits of one day, it is either
        yield from next(iter(differing), [])


def _same_lesson(told: Observation, talked: VisitDialogue, facts: FilingFacts) -> bool:
    said = talked.said
    return (
        said is not None
        and talked.place == facts.place
        and (told.teacher_id, told.observed_on, told.instrument)
        == (said.teacher_id, said.observed_on, said.instrument)
    )


def _differences(told: Observation, said: Observation, at: str) -> Iterator[Finding]:
    pairs: dict[str, tuple[Any, Any]] = {
        "instrument": (told.instrument, said.instrument),
        "version": (told.version, said.version),
        "observed_on": (told.observed_on, said.observed_on),
        "teacher_id": (told.teacher_id, said.teacher_id),
        "students_present": (told.students_present, said.students_present),
    }
    for field, (one, other) in pairs.items():
        if not same(one, other):
            yield _finding(f"{at}/{field}", "differs-from-dialogue")
    for code in sorted({*told.answers, *said.answers}):
        if not same(told.answers.get(code), said.answers.get(code)):
            yield _finding(f"{at}/answers{pointer(code)}", "differs-from-dialogue")


_TEXTS = {
    "not-your-visit": (
        "Ese identificador es de una visita que usted no puede reportar aquí; use uno nuevo.",
        "That id is of a visit that you cannot report here; use a new one.",
    ),
    "dialogue-not-finished": (
        "El diálogo de esa visita aún no concluye: falta que ambos digan si están de acuerdo,"
        " o que pasen siete días sin respuesta del docente.",
        "The dialogue of that visit is not finished: both have yet to say whether they agree,"
        " or seven days to pass without the teacher's answer.",
    ),
    "dialogue-tells-it": (
        "Esa observación ya la dice el diálogo concluido de la visita {visit}: repórtela con ese"
        " identificador.",
        "The finished dialogue of the visit {visit} tells that observation: report it under that"
        " id.",
    ),
    "differs-from-dialogue": (
        "No coincide con lo que dice el diálogo de esa visita.",
        "It is not what the dialogue of that visit says.",
    ),
}


def _finding(field: str, code: str, **facts: object) -> Finding:
    es, en = _TEXTS[code]
    return Finding(field, code, es.format(**facts), en.format(**facts))
