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
from domain.access.roles import Role
from domain.errors import Conflict, Forbidden, NotFound, Noun
from domain.identity.enrolments import Enrollee, MayNotEnrol, enrol
from domain.versions import Change

IDENTITY = Noun("esa identidad", "identity")
UNCONFIRMED_FOR = timedelta(days=30)
"""How long a link waits for its person."""


class OwnIdentity(Forbidden):
    """Nobody links an identity to themselves: who stole a session would keep the person."""

    code = "own-identity"
    title_es, title_en = "Su propia identidad", "Your own identity"
    es = "Nadie vincula una identidad a sí mismo: lo hace quien le da acceso."
    en = "Nobody links an identity to themselves: whoever lets them in does."
    may = (Role.MINEDU, Role.DRE, Role.UGEL, Role.DIRECTOR)


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
class LinkRequest:
    """A subject of the trusted provider, and the person it is to stand for."""

    person_id: PersonId
    subject: str

    def at(self, issuer: str) -> "IdentityLink":
        """The same, at the provider that is trusted."""
        return IdentityLink(issuer, self.subject, self.person_id)


@dataclass(frozen=True, slots=True)
class IdentityLink:
    """A subject of an issuer, and the person it stands for."""

    issuer: str
    subject: str
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class LinkState:
    """The link that is already kept under an id; `in_reach`: its person is known to the caller."""

    link: IdentityLink
    in_reach: bool


@dataclass(frozen=True, slots=True)
class LinkingFacts:
    """Those asked about who are in reach, with what they hold, and what stands under the id."""

    people: Mapping[PersonId, Enrollee]
    present: LinkState | None


def link(wanted: IdentityLink, facts: LinkingFacts, permit: Permit) -> Change:
    """Whether the link is made or there already, or why not: `NotFound`, `OwnIdentity`,
    `AnotherIdentity`, and what `enrol` refuses."""
    if wanted.person_id == permit.person_id:
        raise OwnIdentity
    (outcome,) = enrol([wanted.person_id], facts.people, permit, resetting=True)
    if outcome.refusal is not None:  # first: who is out of reach has no link that is told of
        raise outcome.refusal
    if facts.present is None:
        return Change.CREATE
    if not facts.present.in_reach:
        raise NotFound(what=IDENTITY)
    if facts.present.link != wanted:
        raise AnotherIdentity
    return Change.NOTHING


def check_confirmation(permit: Permit, *, known: bool) -> None:
    """Pass, or `OutsideSession`; `NotFound` unless such a link of the caller's is `known`."""
    if permit.session is None:
        raise OutsideSession
    if not known:
        raise NotFound(what=IDENTITY)


def unlink(facts: LinkingFacts, permit: Permit) -> None:
    """Pass, or `NotFound` / `MayNotEnrol`. One's own may be undone, and that of somebody who holds
    nothing any more."""
    if facts.present is None or not facts.present.in_reach:
        raise NotFound(what=IDENTITY)
    (outcome,) = enrol([facts.present.link.person_id], facts.people, permit, resetting=True)
    if isinstance(outcome.refusal, NotFound | MayNotEnrol):
        raise outcome.refusal
