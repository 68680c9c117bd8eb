"""What stands before everybody who comes in."""

from dataclasses import dataclass

from auth.counting import Counter
from auth.queue import Queue
from auth.totp import SecondFactorCipher


@dataclass(frozen=True, slots=True)
class SignInQueue:
    """Their attempts are counted, and what is dear waits its turn."""

    counter: Counter
    queue: Queue

    @property
    def cipher(self) -> SecondFactorCipher:
        """What seals second factors, with the keys by which attempts are counted."""
        return SecondFactorCipher(self.counter.keys)
