"""The mission's roles (F25-F65)."""

from enum import StrEnum


class Role(StrEnum):
    """The mission's roles as they stand on the wire."""

    MINEDU = "minedu"
    DRE = "dre"
    UGEL = "ugel"
    DIRECTOR = "director"
    CP = "cp"
    CT = "ct"
    PSYCHOLOGIST = "psychologist"
    CIST = "cist"
    TEACHER = "teacher"
    INTEGRATOR = "integrator"


ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.MINEDU: ("el equipo JEC del Minedu", "the ministry's JEC team"),
    Role.DRE: ("el especialista JEC de la DRE o GRE", "the DRE's JEC specialist"),
    Role.UGEL: ("el especialista JEC de la UGEL", "the UGEL's JEC specialist"),
    Role.DIRECTOR: ("el director o la directora", "the director"),
    Role.CP: ("el coordinador pedagógico o la coordinadora pedagógica", "the CP"),
    Role.CT: ("el coordinador o la coordinadora de tutoría", "the CT"),
    Role.PSYCHOLOGIST: ("el psicólogo o la psicóloga", "the psychologist"),
    Role.CIST: ("el CIST", "the CIST"),
    Role.TEACHER: ("el docente o la docente", "the teacher"),
    Role.INTEGRATOR: ("el sistema integrador", "the integrator"),
}
"""How people call each role, in Spanish and English (F25)."""

ROLE_TITLES: dict[Role, str] = {
    Role.MINEDU: "equipo del MINEDU",
    Role.DRE: "especialista de DRE",
    Role.UGEL: "especialista de UGEL",
    Role.DIRECTOR: "director(a)",
    Role.CP: "coordinador(a) pedagógico(a)",
    Role.CT: "coordinador(a) de tutoría",
    Role.PSYCHOLOGIST: "psicólogo(a)",
    Role.CIST: "CIST",
    Role.TEACHER: "docente",
    Role.INTEGRATOR: "sistema integrado",
}
"""How each role stands in a list or beside a name, in Spanish: `ROLE_NAMES` is for a sentence."""
