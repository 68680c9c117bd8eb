"""Appointments in PostgreSQL: read within a reach, made and ended with their events."""
