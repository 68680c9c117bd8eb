"""How long nobody may try."""

from datetime import timedelta

from domain.identity.throttling import LOCKS, LONGEST, TooManyAttempts


def test_each_further_failure_doubles_the_lock_until_the_longest() -> None:
    assert LOCKS[0] == timedelta(seconds=15)
    doubled = [min(LONGEST, lock * 2) for lock in LOCKS]
    assert doubled == [*LOCKS[1:], LONGEST]


def test_a_stranger_locks_nobody_out_for_more_than_a_quarter_of_an_hour() -> None:
    assert max(LOCKS) == LONGEST == timedelta(minutes=15)


def test_the_wait_is_told_in_whole_seconds() -> None:
    assert TooManyAttempts(timedelta(milliseconds=1200)).retry_after == 2
    assert TooManyAttempts(timedelta(0)).retry_after == 1
    assert "15 segundos" in TooManyAttempts(LOCKS[0]).text("es")
