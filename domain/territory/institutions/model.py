"""Words about schools that every part of them uses."""

from enum import StrEnum

from domain.errors import Conflict, Noun

LATITUDES = (-18.5, 0.5)
LONGITUDES = (-81.5, -68.5)
"""Peru's bounds in degrees: a school outside them has its coordinates swapped or mistyped."""
INSTITUTION = Noun("esa institución", "institution")


class SchoolArea(StrEnum):
    """Where it teaches (F12)."""

    URBAN = "urban"
    RURAL = "rural"


class Management(StrEnum):
    """Who runs it; only public schools are JEC."""

    PUBLIC = "public"
    PRIVATE = "private"


class JecStatus(StrEnum):
    """Standing in the JEC model (F11, F109-F113)."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    EXCLUSION_IN_PROCESS = "exclusion_in_process"
    EXCLUDED = "excluded"


class ActiveNeedsPublic(Conflict):
    """A private school cannot be active in the model, nor an active one become private."""

    code = "active-needs-public"
    title_es, title_en = "Solo la gestión pública puede ser JEC", "Only public schools are JEC"
    es = "Una institución activa en el modelo JEC debe ser de gestión pública."
    en = "An institution that is active in the JEC model must be of public management."
