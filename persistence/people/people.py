"""SQL fragments: how persons, places and appointments look, and which persons a reach shows."""

from dataclasses import dataclass
from datetime import date

from domain.access.roles import Role
from domain.territory.places import OfficialPlace
from persistence.fragments import place_of


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which persons, appointments or posts, on a day; None means any."""

    day: date
    role: Role | None
    under: OfficialPlace | None

    def values(self) -> dict[str, object]:
        """What a list narrowed by it needs: `:day`, `:role`, and a place."""
        return {"day": self.day, "role": self.role, **place_of(self.under)}


def place_view(path: str) -> str:
    """A place as every answer names it."""
    return f"""(
    select json_build_object('kind', pl.kind, 'code', pl.code, 'name', pl.name)
    from place pl where pl.path = {path}
)"""


def stands_at(person: str = ":by::uuid") -> str:
    """Where an event about a person belongs: the place they act at, or acted at last."""
    return f"""coalesce((
    select a.place from appointment a where a.person_id = {person}
    order by upper(a.valid) desc nulls first, a.id limit 1
), 'pe')"""


def if_known(told: str) -> str:
    """What tells of a person, or is somebody's words; null to a machine without persons."""
    return f"(case when :knows_people::bool then {told} end)"


def names(person: str) -> str:
    """The names of a person, as fields of a JSON object."""
    return f"""'given_names', {person}.given_names,
    'paternal_surname', {person}.paternal_surname, 'maternal_surname', {person}.maternal_surname"""


def held(a: str) -> str:
    """What an appointment says of its holder, as fields of a JSON object."""
    return f"""'id', {a}.id, 'role', {a}.role, 'place', {place_view(f"{a}.place")},
    'post', {a}.post, 'regime', {a}.regime, 'act_number', {a}.act_number,
    'post_code', {a}.post_code, 'valid_from', lower({a}.valid), 'valid_to', upper({a}.valid) - 1,
    'ended_reason', {if_known(f"{a}.ended_reason")}"""


def visible(person: str, *, roots: str = ":roots::text[]", caller: str = ":by") -> str:
    """True when a caller may know of a person: some appointment of theirs, past ones too, lies in
    reach; or they have none yet, and the caller registered them or reaches the whole nation. A
    record that was joined to another is nobody's any more."""
    return f"""(exists (
    select from appointment v where v.person_id = {person} and v.place <@ any({roots}::ltree[])
) or (
    not exists (select from appointment v where v.person_id = {person})
    and not exists (select from person j where j.id = {person} and j.joined_to is not null)
    and ('pe'::ltree = any({roots}::ltree[]) or exists (
        select from event e where e.subject = 'actor/' || {person}
        and e.kind = 'actor.created' and e.actor_id = {caller}
    ))
))"""


def acts_elsewhere(person: str, *, roots: str = ":roots::text[]", day: str = ":today") -> str:
    """True when a person has an appointment out of reach that has not ended by a day, or temporary
    access there. One in reach beside it changes nothing: whoever appoints somebody would else come
    to rename them."""
    return f"""(exists (
    select from appointment beyond
    where beyond.person_id = {person}
    and (upper_inf(beyond.valid) or upper(beyond.valid) > {day}::date)
    and not beyond.place <@ any({roots}::ltree[])
) or exists (
    select from access_grant lent
    where lent.person_id = {person} and lent.ended_at is null and lent.expires_at > {day}::date
    and not lent.place <@ any({roots}::ltree[])
))"""


def copy_of_document(id: str, doc_type: str, doc_number: str, *, by: str = ":by::uuid") -> str:
    """Which of the records of a document the one under this id is: 0 the first; any other a number
    made of who writes it and how many there are. So those who write at once do not wait for one
    another, and of two that the same person sends at once the constraint lets one through; the
    other runs again, and then reaches the first."""
    return f"""(
        select case when count(*) = 0 then 0
            else 1 + (hashtextextended({by} || ' ' || count(*), 0) & 2147483645)::int end
        from person o
        where o.doc_type = {doc_type} and o.doc_number = {doc_number} and o.id <> {id}
    )"""


def reached_by_document(id: str, doc_type: str, doc_number: str) -> str:
    """True when the caller reaches another record of the document."""
    return f"""exists (
        select from person o
        where o.doc_type = {doc_type} and o.doc_number = {doc_number} and o.id <> {id}
        and {visible("o.id")}
    )"""
