"""A session as the decisions over it see it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.access.permits import PersonId, Place
from domain.accompaniment.collaborative_sessions.model import (
    Agreement,
    Minutes,
    Promise,
    Session,
    SessionKind,
    SessionStatus,
    Standing,
)


def standing(session: str) -> str:
    """The JSON of one, null where there is none."""
    return f"""case when {session}.id is not null then json_build_object(
    'kind', {session}.kind, 'title', {session}.title, 'agenda', {session}.agenda,
    'starts_at', {session}.starts_at, 'ends_at', {session}.ends_at, 'place', {session}.place::text,
    'organiser', {session}.organiser_id, 'status', {session}.status, 'version', {session}.version,
    'reason', {session}.reason, 'minutes', {session}.minutes,
    'convened', array(
        select a.person_id from collaborative_attendance a
        where a.session_id = {session}.id and a.convened
    ),
    'attendance', (
        select coalesce(json_object_agg(a.person_id, a.attended), '{{}}')
        from collaborative_attendance a
        where a.session_id = {session}.id and a.attended is not null
    ),
    'agreements', (
        select coalesce(json_agg(json_build_object(
            'text', g.agreement ->> 'text', 'commitment', (
                select json_build_object('id', c.id, 'owner', c.owner_id, 'due_on', c.due_on)
                from commitment c where c.id = (g.agreement ->> 'commitment_id')::uuid
            )
        ) order by g.n), '[]')
        from jsonb_array_elements({session}.agreements) with ordinality g (agreement, n)
    )
) end"""


def standing_of(told: str) -> Standing:
    """The same, as the domain has it."""
    held: Mapping[str, Any] = json.loads(told)
    return Standing(
        Session(
            SessionKind(held["kind"]),
            held["title"],
            tuple(held["agenda"]),
            datetime.fromisoformat(held["starts_at"]),
            datetime.fromisoformat(held["ends_at"]),
            tuple(PersonId(UUID(id)) for id in held["convened"]),
        ),
        Place(held["place"]),
        PersonId(UUID(held["organiser"])),
        SessionStatus(held["status"]),
        held["version"],
        held["reason"],
        {PersonId(UUID(id)): came for id, came in held["attendance"].items()},
        _minutes(held),
    )


def _minutes(held: Mapping[str, Any]) -> Minutes | None:
    if held["minutes"] is None:
        return None
    agreements = (Agreement(a["text"], _promise(a["commitment"])) for a in held["agreements"])
    return Minutes(held["minutes"], tuple(agreements))


def _promise(held: Mapping[str, str] | None) -> Promise | None:
    if held is None:
        return None
    owner, due_on = PersonId(UUID(held["owner"])), date.fromisoformat(held["due_on"])
    return Promise(UUID(held["id"]), owner, due_on)
