"""Setting up, replacing and removing one's second factor."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from auth import codes, totp
from auth.admission import AdmissionOffice, Proof
from auth.keys import KeyRing
from domain.access.permits import PersonId
from domain.identity.second_factors import RECOVERY_CODES, Desk, NotProven, pending_of
from persistence.database import Storing
from persistence.identity import second_factors, throttles
from persistence.identity.second_factors import Confirmation


@dataclass(frozen=True, slots=True)
class Begun:
    """What an authenticator is given, once."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SecondFactorOffice:
    """Makes secrets, and seals them with the ring's keys."""

    keys: KeyRing
    admissions: AdmissionOffice

    async def begin(self, db: Storing, person: PersonId, proof: Proof, *, now: datetime) -> Begun:
        """A secret that counts once a code of it was shown. The kinds of `prove`."""
        account = await self.admissions.prove(db, person, proof, now=now)
        secret = totp.new_secret()
        await second_factors.store_pending(
            db, person, totp.seal(self.keys, person, secret), now=now
        )
        return Begun(secret, totp.uri(secret, account.username))

    async def confirm(
        self,
        db: Storing,
        person: PersonId,
        desk: Desk,
        code: str,
        *,
        session: UUID | None,
        now: datetime,
    ) -> list[str]:
        """Let the secret that was begun count, by a code of it, and end all other sessions; answers
        new recovery codes. `NothingPending`, `TooManyAttempts`, or `NotProven` when the code is not
        of it."""
        pending = pending_of(desk, now=now)
        begun = await self.admissions.counter.confirming(db, person, now=now)
        secret = totp.opened(self.keys, person, pending)
        step = secret and totp.step_of(secret, code, now=now, after=0)
        if not step:
            raise NotProven
        shown = [codes.new_code() for _ in range(RECOVERY_CODES)]
        kept = Confirmation(pending, step, [codes.digest(c) for c in shown], session)
        if not await second_factors.confirm(db, person, kept, now=now):
            raise NotProven
        await throttles.forget(db, begun, now=now)
        return shown

    async def remove(
        self, db: Storing, person: PersonId, proof: Proof, *, session: UUID | None, now: datetime
    ) -> None:
        """Take it away, with the password and a code, and end all sessions but this one. The kinds
        of `prove`."""
        await self.admissions.prove(db, person, proof, now=now)
        await second_factors.remove(db, person, but=session, now=now)
