"""Obligations: what is owed, by whom, and what became of it. One table, read three ways."""
