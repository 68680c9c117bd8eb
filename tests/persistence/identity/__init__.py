"""Tests of identity in PostgreSQL."""
