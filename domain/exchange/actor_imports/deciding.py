"""What a sheet of people changes: each row is decided as if it came alone, in the file's order."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.errors import LANGUAGES, Absent, Conflict, DomainError, Forbidden, Invalid
from domain.exchange.actor_imports.lines import ActorLine, CheckedPeople
from domain.exchange.actor_imports.model import ActorImportFacts, ActorImportPlan, KnownPerson
from domain.exchange.sheets.cells import folded
from domain.exchange.sheets.faults import SheetRule
from domain.people.actors import NOT_STORED, ActorDecision, DocType, Identity
from domain.people.appointments.deciding import AppointmentDecision, appoint
from domain.people.appointments.model import (
    COORDINATORS,
    AppointingFacts,
    AppointmentId,
    AppointmentPlace,
    AppointmentRequest,
    AppointmentState,
)
from domain.versions import Change

Document = tuple[DocType, str]

_NO_SUCH_PLACE = SheetRule(
    "place-not-found",
    "No existe el lugar «{value}», o está fuera de su ámbito.",
    "There is no place «{value}», or it lies outside your reach.",
)
_OTHER_NAMES = SheetRule(
    "document-of-another",
    "El documento «{value}» está registrado con otros nombres. Revise el número.",
    "The document «{value}» is registered with other names. Check the number.",
)
_REPEATED = SheetRule(
    "document-repeated",
    "El documento «{value}» está en dos personas de su ámbito: diga primero si son la misma.",
    "Two persons within your reach have the document «{value}»: first say whether they are one.",
)
_NAMES_DIFFER = SheetRule(
    "names-differ",
    "El documento «{value}» lleva otros nombres en la fila {first}.",
    "The document «{value}» carries other names in row {first}.",
)
_NAMES_UNCHANGED = SheetRule(
    "names-kept",
    "Personas con cargo en otro lugar: se nombran sin cambiar los nombres que ya tenían.",
    "Persons who act elsewhere: appointed without changing the names they had.",
)
_TOO_MANY = SheetRule(
    "too-many-alike",
    "Hay más de {most} nombramientos de este cargo en ese lugar, o de esa persona en él.",
    "There are more than {most} appointments to this role at the place, or of the person there.",
)
MOST_ALIKE = 100
"""Each is compared with all of them; a century of one post has fewer."""
_COLUMN_OF = {
    "post-taken": "post",
    "already-appointed": "valid_from",
    "own-appointment": "doc_number",
}


def plan_of(
    checked: CheckedPeople,
    facts: ActorImportFacts,
    *,
    permit: Permit,
    today: date,
    new_id: Callable[[], UUID],
) -> ActorImportPlan:
    """Decide every row; the refused ones leave their faults and change nothing."""
    plan = ActorImportPlan(checked.faults.copy(), checked.notices.copy())
    planner = _Planner(plan, facts, permit, today, new_id)
    for line in checked.lines:
        planner.plan_row(line)
    return planner.plan


class _Planner:
    """The state of the places as rows are taken one after the other."""

    def __init__(
        self,
        plan: ActorImportPlan,
        facts: ActorImportFacts,
        permit: Permit,
        today: date,
        new_id: Callable[[], UUID],
    ) -> None:
        self.plan = plan
        self._places = {place.ref: place.found for place in facts.places}
        self._people: dict[Document, list[KnownPerson]] = defaultdict(list)
        for known in facts.people:
            self._people[known.identity.doc_type, known.identity.doc_number].append(known)
        self._permit, self._today, self._new_id = permit, today, new_id
        self._faults, self._notices = plan.faults, plan.notices
        self._first: dict[Document, ActorLine] = {}
        self._of_person: dict[object, list[AppointmentState]] = defaultdict(list)
        self._of_posts: dict[object, list[AppointmentState]] = defaultdict(list)
        for state in facts.appointments:
            self._put(state)

    def plan_row(self, line: ActorLine) -> None:
        """Plan one row, or note why it is refused."""
        place = self._places.get(line.place)
        if place is None:
            self._faults.add(_NO_SUCH_PLACE, line.number, "place", line.place.code)
            return
        number = line.identity.doc_number
        same_document = self._first.setdefault((line.identity.doc_type, number), line)
        if same_document.identity != line.identity:
            first = same_document.number
            self._faults.add(_NAMES_DIFFER, line.number, "paternal_surname", number, first=first)
            return
        person = self._person(line)
        if person is None:
            return
        if self._crowded(line, person, place):
            self._faults.add(_TOO_MANY, line.number, "role", line.role, most=MOST_ALIKE)
            return
        try:
            decision = self._decision(line, person, place)
        except (Absent, Conflict, Forbidden, Invalid) as refusal:
            self._note(refusal, line)
            return
        self._add(decision, self._corrected(line, person, place))

    def _person(self, line: ActorLine) -> KnownPerson | None:
        """Whom the row is about; None with a fault when it cannot be told, or is another person. Of
        whom the caller does not reach nothing is known: the row is then a person of their own."""
        sent = line.identity
        known = self._people[sent.doc_type, sent.doc_number]
        if not known:
            id = PersonId(self._new_id())
            return KnownPerson(id, sent, NOT_STORED, editable=True)
        alike = [each for each in known if _agree(sent, each.identity, strictly=not each.editable)]
        if len(alike) != 1:
            rule = _REPEATED if alike else _OTHER_NAMES
            self._faults.add(rule, line.number, "doc_number", sent.doc_number)
            return None
        return alike[0]

    def _crowded(self, line: ActorLine, person: KnownPerson, place: AppointmentPlace) -> bool:
        mine = self._of_person[person.id, line.role, place.path]
        numbered = self._of_posts[line.role, place.path]
        if max(len(mine), len(numbered)) < MOST_ALIKE:
            return False
        return all(s.appointment.valid_from != line.valid_from for s in mine)

    def _decision(
        self, line: ActorLine, person: KnownPerson, place: AppointmentPlace
    ) -> AppointmentDecision:
        mine = self._of_person[person.id, line.role, place.path]
        present = next((s for s in mine if s.appointment.valid_from == line.valid_from), None)
        numbered = self._of_posts[line.role, place.path]
        near = {s.appointment.id: s for s in (*mine, *numbered)}
        id = present.appointment.id if present else AppointmentId(self._new_id())
        return appoint(
            id,
            _draft(line, person.id, present),
            AppointingFacts(place, True, tuple(near.values())),
            self._permit,
            if_match=present.version if present else None,
            today=self._today,
        )

    def _corrected(self, line: ActorLine, person: KnownPerson, place: AppointmentPlace) -> bool:
        """Register the person, or correct the names; True when that changes something."""
        sent = line.identity
        if person.version != NOT_STORED and sent == person.identity:
            return False
        if not person.editable or person.id == self._permit.person_id:
            self._notices.add(_NAMES_UNCHANGED, "paternal_surname")
            return False
        created = person.version == NOT_STORED
        change = Change.CREATE if created else Change.REPLACE
        planned = self.plan.people.get(person.id)
        if planned is not None and planned[0].identity == sent:
            return False
        corrected = ActorDecision(person.id, sent, change, person.version)
        self.plan.people[person.id] = corrected, place.path
        of_document = self._people[sent.doc_type, sent.doc_number]
        of_document[:] = [each for each in of_document if each.id != person.id]
        of_document.append(person if created else replace(person, identity=sent))
        return True

    def _add(self, decision: AppointmentDecision, corrected: bool) -> None:
        match decision.change:
            case Change.CREATE:
                self.plan.created += 1
            case Change.REPLACE:
                self.plan.changed += 1
            case Change.NOTHING:
                self.plan.changed += corrected
                self.plan.unchanged += not corrected
                return
        self.plan.appointments.append(decision)
        self._put(AppointmentState(decision.appointment, decision.over + 1, None, in_reach=True))

    def _put(self, state: AppointmentState) -> None:
        appointment = state.appointment
        where = appointment.role, appointment.place
        for among in (self._of_person[appointment.person_id, *where], self._numbered(state)):
            among[:] = [s for s in among if s.appointment.id != appointment.id]
            among.append(state)

    def _numbered(self, state: AppointmentState) -> list[AppointmentState]:
        appointment = state.appointment
        return (
            self._of_posts[appointment.role, appointment.place]
            if appointment.post is not None
            else []
        )

    def _note(self, refusal: DomainError, line: ActorLine) -> None:
        kind = type(refusal)
        if isinstance(refusal, Invalid):
            for finding in refusal.findings:
                rule = SheetRule(finding.code, finding.es, finding.en)
                self._faults.add(rule, line.number, finding.field.removeprefix("/"))
            return
        column = _COLUMN_OF.get(kind.code, "role")
        values = {
            "post": str(line.post or ""),
            "valid_from": line.valid_from.isoformat(),
            "doc_number": line.identity.doc_number,
        }
        es, en = (_literally(refusal.text(language)) for language in LANGUAGES)
        value = values.get(column, line.role)
        self._faults.add(SheetRule(kind.code, es, en), line.number, column, value)


def _literally(text: str) -> str:
    """A text that stands for itself where others have names in braces."""
    return text.replace("{", "{{").replace("}", "}}")


def _agree(sent: Identity, stored: Identity, *, strictly: bool) -> bool:
    """True when both may be the same person: a surname or the given names coincide. Of someone
    who also acts elsewhere the sender must know the surname."""
    surname = folded(sent.paternal_surname) == folded(stored.paternal_surname)
    if sent == stored or surname:
        return True
    return not strictly and folded(sent.given_names) == folded(stored.given_names)


def _draft(
    line: ActorLine, person_id: PersonId, present: AppointmentState | None
) -> AppointmentRequest:
    """The row as an appointment; a cell left empty keeps what the appointment already says."""
    stored = present.appointment if present else None
    post = line.post
    if post is None and stored is not None and line.role not in COORDINATORS | {Role.DIRECTOR}:
        post = stored.post
    draft = AppointmentRequest(
        person_id=person_id,
        role=line.role,
        post=post,
        regime=line.regime or (stored.regime if stored else None),
        act_number=line.act_number or (stored.act_number if stored else None),
        post_code=line.post_code or (stored.post_code if stored else None),
        valid_from=line.valid_from,
        valid_to=line.valid_to,
        replaces=None,
    )
    if line.valid_to is None and stored is not None and stored.valid_before is not None:
        return replace(draft, valid_to=stored.valid_to)
    return draft
