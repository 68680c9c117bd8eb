"""Collective work: GIA, RTC and workshops, from the agenda to the minutes (F34, F36, F47, F49)."""
