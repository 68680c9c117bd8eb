"""Reflective dialogues in PostgreSQL: each change locks the visit first, so that of two at once the
second decides on what the first left."""
