"""The reflective dialogue after a visit: prepared, held, and what both say of it (F43, F44)."""
