"""Persons and places that tests of appointments and access name."""

from uuid import UUID

from domain.access.permits import PersonId, Place

REGION, UGEL = Place("pe.010000"), Place("pe.010000.010002")
SCHOOL = Place("pe.010000.010002.0123457-0")
ME, ANA, EVA = (PersonId(UUID(int=n)) for n in range(1, 4))
