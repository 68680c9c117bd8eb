"""Commitments: what is promised in a dialogue or a session of collective work, and what became of
it: met, not met, or carried over to another day (F34, F36, F44)."""
