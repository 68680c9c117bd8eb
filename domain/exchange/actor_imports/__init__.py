"""Persons and appointments from a spreadsheet: every row held to the rules of a single one."""
