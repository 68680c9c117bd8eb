"""How many examples a property is tried with: told apart by profile, named in CONTRIBUTING.

`whole` tries a hundred of each, `few` (`make check`) twenty; a property whose cases are many asks
for so many `times` that, in either.
"""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, settings

PROFILES = {"whole": 100, "few": 20}
Property = TypeVar("Property", bound=Callable[..., None])


def register() -> None:
    """No test is timed: a machine may be busy. In CI the examples stay the same, as Hypothesis has
    it."""
    for name, examples in PROFILES.items():
        settings.register_profile(
            name, settings(), max_examples=examples, deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        )  # fmt: skip
    settings.load_profile("whole")


def times(many: float) -> Callable[[Property], Property]:
    """Tried so many times as often as the profile has it."""

    def decorated(test: Property) -> Property:
        return settings(max_examples=round(settings().max_examples * many))(test)

    return decorated
