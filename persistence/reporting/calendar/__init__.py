"""The calendar of reporting in PostgreSQL: years, streams, cuts."""
