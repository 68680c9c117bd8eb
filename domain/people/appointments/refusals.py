"""Why an appointment is refused: one kind for each cause."""

from collections.abc import Sequence

from domain.errors import Conflict, Finding, Invalid


class InvalidAppointment(Invalid):
    """More than one thing is wrong with it; each finding carries its own code."""

    code = "invalid-appointment"
    title_es, title_en = "Nombramiento no válido", "Invalid appointment"
    es = "El nombramiento tiene {count} errores."
    en = "The appointment has {count} errors."


class RoleDoesNotFitPlace(Invalid):
    """The ministry's role is held in the nation, a DRE's in a region, and so on down."""

    code = "role-does-not-fit-place"
    title_es, title_en = "Cargo que no es de ese lugar", "Role does not fit the place"
    es = "Ese cargo no se ejerce en un lugar de ese tipo."
    en = "That role is not held at a place of that kind."


class PostDoesNotFitRole(Invalid):
    """Director and responsible specialist are post 1; CP and CT count 1 to 9; others have none."""

    code = "post-does-not-fit-role"
    title_es, title_en = "Puesto que no es de ese cargo", "Post does not fit the role"
    es = "Ese número de puesto no existe para ese cargo."
    en = "There is no such post for that role."


class RegimeMustBeCas(Invalid):
    """JEC psychologists and CIST are CAS staff (F21)."""

    code = "regime-must-be-cas"
    title_es, title_en = "El régimen debe ser CAS", "The regime must be CAS"
    es = "Psicólogo(a) y CIST se contratan por CAS."
    en = "Psychologists and CIST are hired under CAS."


class EndsBeforeItStarts(Invalid):
    """The last day comes before the first, or a day lies outside living memory."""

    code = "impossible-days"
    title_es, title_en = "Fechas imposibles", "Impossible days"
    es = "Las fechas del nombramiento no son posibles."
    en = "The days of the appointment are not possible."


class BackdatingNeedsAct(Invalid):
    """What starts before today is only believed with the act that ordered it."""

    code = "backdating-needs-act"
    title_es, title_en = "Falta la resolución", "Backdating needs an act"
    es = "Un nombramiento que empieza antes de hoy debe indicar su resolución o contrato."
    en = "An appointment that starts before today must name the act that ordered it."


class PostTaken(Conflict):
    """One holder per post and day; the holder's appointment may be replaced or ended first."""

    code = "post-taken"
    title_es, title_en = "Puesto ocupado", "Post taken"
    es = "El puesto {post} de {role_es} está ocupado {until_es}."
    en = "Post {post} of {role} is taken {until_en}."


class AlreadyAppointed(Conflict):
    """The person already holds this role at this place on some of these days."""

    code = "already-appointed"
    title_es, title_en = "Ya tiene ese cargo", "Already appointed"
    es = "Esa persona ya tiene ese cargo en ese lugar {until_es}."
    en = "That person already holds that role there {until_en}."


class AnotherAppointment(Conflict):
    """Person, role and place are what an appointment is; the rest of it may be corrected."""

    code = "another-appointment"
    title_es, title_en = "Es otro nombramiento", "That is another appointment"
    es = "Persona, cargo y lugar no se cambian: termine este nombramiento y registre otro."
    en = "Person, role and place do not change: end this appointment and make another."


class CannotReplace(Conflict):
    """What is replaced must be of the same role, place and post, and have begun before."""

    code = "cannot-replace"
    title_es, title_en = "No se puede reemplazar", "Cannot replace"
    es = "Solo se reemplaza un nombramiento del mismo cargo, lugar y puesto que empezó antes."
    en = "Only an appointment of the same role, place and post that began earlier is replaced."


class AlreadyEnded(Conflict):
    """An end is never put off: a longer stay is a change of the appointment, with its version."""

    code = "already-ended"
    title_es, title_en = "Ya tenía fecha de término", "Already ended"
    es = "Ese nombramiento termina el {last_es}: no se puede alargar dándole término."
    en = "That appointment ends on {last}: ending it cannot make it longer."


class EndsBeforeItBegan(Conflict):
    """The last day comes before the first day of the appointment."""

    code = "ends-before-it-began"
    title_es, title_en = "Termina antes de empezar", "Ends before it began"
    es = "Ese nombramiento empieza el {first_es}: no puede terminar antes."
    en = "That appointment begins on {first}: it cannot end before."


def refuse(faults: Sequence[Invalid]) -> None:
    """Raise the only fault as its own kind, or several as one refusal that lists them all."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise InvalidAppointment([f for fault in faults for f in fault.findings], count=len(faults))


def fault(kind: type[Invalid], field: str, es: str, en: str) -> Invalid:
    """A refusal of a kind that points to its field."""
    return kind([Finding(field, kind.code, es, en)])
