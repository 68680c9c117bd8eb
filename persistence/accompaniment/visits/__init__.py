"""Classroom visits in PostgreSQL."""
