"""Who somebody is at an outside OpenID provider. A link is as good as the account: whoever signs in
there is that person here, whatever they come to hold. So it takes two: whoever may let that person
in makes it, never for oneself; and it counts once the person confirms it, with the password and
second factor that only they have. Until then its subject is as unknown as any, and after thirty
days the link is gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from domain.access.permits import Permit, PersonId
from domain.errors import Conflict, Forbidden, NotFound
from domain.identity.enrolments import Enrollee, MayNotEnrol, enrol
from domain.versions import Change

WHAT = "esa identidad"
UNCONFIRMED_FOR = timedelta(days=30)
"""How long a link waits for its person."""


class OwnIdentity(Forbidden):
    """Nobody links an identity to themselves: who stole a session would keep the person."""

    code = "own-identity"
    title_es, title_en = "Su propia identidad", "Your own identity"
    es = "Nadie vincula una identidad a sí mismo: lo hace quien le da acceso."
    en = "Nobody links an identity to themselves: whoever lets them in does."


class IdentityTaken(Conflict):
    """One identity is one person; the link there is must be undone first."""

    code = "identity-taken"
    title_es, title_en = "Identidad ya vinculada", "Identity already linked"
    es = "Esa identidad del proveedor ya está vinculada. Desvincúlela antes."
    en = "That identity at the provider is linked already. Unlink it first."


class AnotherIdentity(Conflict):
    """Whom it stands for is what a link is: undo it and make another."""

    code = "another-identity"
    title_es, title_en = "Es otra vinculación", "That is another link"
    es = "Una vinculación no se cambia: elimínela y haga otra."
    en = "A link does not change: delete it and make another."


class OutsideSession(Forbidden):
    """Who came by an outside token confirms nothing: one link would make the next."""

    code = "outside-session"
    title_es, title_en = "Inicie sesión aquí", "Sign in here"
    es = "Una identidad se confirma en una sesión iniciada aquí con su usuario y contraseña."
    en = "An identity is confirmed in a session begun here with your user name and password."


class NoExternalProvider(Conflict):
    """The service takes the tokens of no outside provider."""

    code = "no-external-provider"
    title_es, title_en = "Sin proveedor externo", "No external provider"
    es = "Este servicio no acepta un proveedor de identidad externo."
    en = "This service takes no outside identity provider."


@dataclass(frozen=True, slots=True)
class Link:
    """A subject of an issuer, and the person it stands for."""

    issuer: str
    subject: str
    person: PersonId


@dataclass(frozen=True, slots=True)
class Standing:
    """The link that is already kept under an id; `in_reach`: its person is known to the caller."""

    link: Link
    in_reach: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Those asked about who are in reach, with what they hold, and what stands under the id."""

    people: Mapping[PersonId, Enrollee]
    standing: Standing | None


def link(asked: Link, desk: Desk, *, permit: Permit) -> Change:
    """Whether the link is made or there already, or why not: `NotFound`, `OwnIdentity`,
    `AnotherIdentity`, and what `enrol` refuses."""
    if desk.standing is not None and not desk.standing.in_reach:
        raise NotFound(what=WHAT)
    if asked.person == permit.person:
        raise OwnIdentity
    (outcome,) = enrol([asked.person], desk.people, permit=permit)
    if outcome.refusal is not None:
        raise outcome.refusal
    if desk.standing is None:
        return Change.CREATE
    if desk.standing.link != asked:
        raise AnotherIdentity
    return Change.NOTHING


def check_confirmation(*, known: bool, permit: Permit) -> None:
    """Pass, or `OutsideSession`; `NotFound` unless such a link of the caller's is `known`."""
    if permit.session is None:
        raise OutsideSession
    if not known:
        raise NotFound(what=WHAT)


def unlink(desk: Desk, *, permit: Permit) -> None:
    """Pass, or `NotFound` / `MayNotEnrol`. One's own may be undone, and that of somebody who holds
    nothing any more."""
    if desk.standing is None or not desk.standing.in_reach:
        raise NotFound(what=WHAT)
    (outcome,) = enrol([desk.standing.link.person], desk.people, permit=permit)
    if isinstance(outcome.refusal, NotFound | MayNotEnrol):
        raise outcome.refusal
