"""The calendar of reporting: school years, streams and cuts (F82-F86, A1-A3)."""
