"""One decision for every `PUT`: what is created, replaced or left, and which version is named.

That each decision of the house passes its own version on is shown by tests/contract/test_puts.py.
"""

import pytest

from domain.errors import DomainError, Noun, StaleVersion, VersionRequired
from domain.versions import Change, change_of

THING = Noun("esa cosa", "thing")


@pytest.mark.parametrize(
    ("present", "if_match", "same", "change"),
    [
        (None, None, False, Change.CREATE),
        (3, None, True, Change.NOTHING),
        (3, 3, True, Change.NOTHING),
        (3, 2, True, Change.NOTHING),
        (3, 4, True, Change.NOTHING),
        (3, 3, False, Change.REPLACE),
    ],
)
def test_equal_content_changes_nothing_and_other_content_replaces_what_was_read(
    present: int | None, if_match: int | None, same: bool, change: Change
) -> None:
    assert change_of(present=present, if_match=if_match, same=same, what=THING) is change


@pytest.mark.parametrize(
    ("present", "if_match", "refusal"),
    [
        (None, 1, StaleVersion),
        (3, None, VersionRequired),
        (3, 2, StaleVersion),
        (3, 4, StaleVersion),
    ],
)
def test_other_content_is_refused_to_who_has_not_read_what_stands(
    present: int | None, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal) as refused:
        change_of(present=present, if_match=if_match, same=False, what=THING)
    assert refused.value.facts == {"what": THING}
