"""How long nobody may try."""

from datetime import timedelta

from domain.identity.throttling import FIRST, FREE, LONGEST, TooManyAttempts, lock_after


def test_five_failures_are_free_and_each_further_one_doubles_the_lock() -> None:
    assert lock_after(FREE - 1) == timedelta(0)
    assert [lock_after(FREE + n) for n in range(3)] == [FIRST, FIRST * 2, FIRST * 4]


def test_a_stranger_locks_nobody_out_for_more_than_a_quarter_of_an_hour() -> None:
    assert lock_after(10_000) == LONGEST == timedelta(minutes=15)


def test_the_wait_is_told_in_whole_seconds() -> None:
    assert TooManyAttempts(timedelta(milliseconds=1200)).retry_after == 2
    assert TooManyAttempts(timedelta(0)).retry_after == 1
    assert "15 segundos" in TooManyAttempts(FIRST).text("es")
