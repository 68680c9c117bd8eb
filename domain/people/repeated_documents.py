"""Two records of one document: who does not reach a person writes another, and whoever reaches both
says that they are one person, or gives one of them its right document."""

from dataclasses import dataclass

from domain.access.offices import above
from domain.access.permits import Permit, PersonId, Place
from domain.errors import Conflict, NotFound
from domain.identity.vouchers import stands_above_all
from domain.people.actors import PERSON, ActsElsewhere, OwnActor, VouchedElsewhere


class OtherDocuments(Conflict):
    """Only two records of the same document are joined: what tells them to be one person."""

    code = "other-documents"
    title_es, title_en = "Documentos distintos", "Other documents"
    es = "Solo se unen dos registros del mismo documento: corrija primero el documento de uno."
    en = "Only two records of one document are joined: first correct the document of one of them."


class RecordsCollide(Conflict):
    """Both hold what one person cannot hold twice."""

    code = "records-collide"
    title_es, title_en = "Los registros chocan", "The records collide"
    es = (
        "Los dos registros tienen algo que una persona no puede tener dos veces: el mismo cargo, la"
        " misma hora o la misma sesión. Quítelo de uno de ellos y repita."
    )
    en = (
        "Both records have what one person cannot have twice: the same post, the same hour or the"
        " same session. Take it out of one of them and repeat."
    )


@dataclass(frozen=True, slots=True)
class RecordState:
    """One of the two records, and how the caller stands to it."""

    document: str
    visible: bool
    acts_elsewhere: bool
    vouchers: tuple[Place, ...] | None
    """The offices that vouch for its account; None: nobody ever wrote by it, neither with an
    account of its own nor by a record that was joined to it."""
    joined_to: PersonId | None


@dataclass(frozen=True, slots=True)
class JoinFacts:
    """The record that is to go, and the one that takes over what it has."""

    joined: RecordState | None
    kept: RecordState | None


@dataclass(frozen=True, slots=True)
class JoinDecision:
    """Which record goes into which. `suspends`: both have an account, so what was written with one
    password would open with another; the one that stays waits until it is reset."""

    joined: PersonId
    kept: PersonId
    suspends: bool


def join(joined: PersonId, kept: PersonId, facts: JoinFacts, permit: Permit) -> JoinDecision | None:
    """Decide that both are one person; None: it is so already. Whoever does it reaches all that
    both hold, and stands above every office that vouches for either account.

    Refusals: `NotFound`, `OtherDocuments`, `OwnActor`, `ActsElsewhere`, `VouchedElsewhere`.
    """
    gone, stays = facts.joined, facts.kept
    if gone is None or stays is None or not stays.visible:
        raise NotFound(what=PERSON)
    if gone.joined_to == kept:
        return None
    if not gone.visible:
        raise NotFound(what=PERSON)
    if joined == kept or gone.document != stays.document:
        raise OtherDocuments
    if permit.person_id in {joined, kept}:
        raise OwnActor
    if gone.acts_elsewhere or stays.acts_elsewhere:
        raise ActsElsewhere(offices=above(permit))
    vouchers = (*(gone.vouchers or ()), *(stays.vouchers or ()))
    if not any(stands_above_all(root, vouchers) for root in permit.reach.roots):
        raise VouchedElsewhere(offices=above(permit))
    return JoinDecision(joined, kept, gone.vouchers is not None and stays.vouchers is not None)
