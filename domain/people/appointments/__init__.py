"""Persons in roles, dated: who may appoint whom, to which post, from which day to which."""
