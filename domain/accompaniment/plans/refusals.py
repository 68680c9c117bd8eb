"""Why a plan is not taken, or an act over it."""

from domain.access.roles import Role
from domain.errors import Conflict, Forbidden, Invalid, leads_to


class NotThePlanner(Forbidden):
    """The caller's role prepares no plan of this kind in this school."""

    code = "not-the-planner"
    title_es, title_en = "No le corresponde este plan", "Not the planner"
    es = "Este plan lo elabora {who} de la institución."
    en = "This plan is prepared by {who} of the school."


class NotPlanAuthor(Forbidden):
    """The caller reads the plan, and its author alone does this."""

    code = "not-plan-author"
    title_es, title_en = "No es su plan", "Not the plan's author"
    es = "Solo quien elaboró el plan puede hacerlo."
    en = "Only who prepared the plan can do this."
    may = (Role.DIRECTOR, Role.CP, Role.CT)


class NotAmendmentAuthor(Forbidden):
    """The caller carries the plan, and somebody else wrote this amendment of it."""

    code = "not-amendment-author"
    title_es, title_en = "No es su modificación", "Not the amendment's author"
    es = "Otra persona elaboró esa modificación: puede dejarla sin efecto y elaborar la suya."
    en = "Somebody else wrote that amendment: you may withdraw it and write your own."
    may = (Role.DIRECTOR, Role.CP, Role.CT)


class AmendmentOpen(Conflict):
    """A plan has one amendment under way at a time, and is not closed over it."""

    code = "amendment-open"
    title_es, title_en = "Hay una modificación en curso", "An amendment is under way"
    es = "El plan tiene otra modificación en curso: antes se decide o se deja sin efecto."
    en = "The plan has another amendment under way: it is decided or withdrawn first."


class OwnPlan(Forbidden):
    """Nobody decides over a plan that they wrote."""

    code = "own-plan"
    title_es, title_en = "Plan propio", "Plan of one's own"
    es = "Nadie aprueba, devuelve ni incorpora un plan que elaboró: lo hace otra persona."
    en = "Nobody approves, returns or incorporates a plan that they wrote: somebody else does."
    may = (Role.DIRECTOR,)


class PlanExists(Conflict):
    """The author has another plan of the kind for the same school and year."""

    code = "plan-exists"
    title_es, title_en = "Ya hay un plan", "There is a plan already"
    es = "Usted ya tiene otro plan de este tipo para esta institución y año ({id}): continúe ese."
    en = (
        "You already have another plan of this kind for this school and year ({id}): go on with it."
    )
    proposes = leads_to(getPlan={"plan_id": "id"})


class OtherPlan(Conflict):
    """A plan stays with the school, the year and the kind that it was begun for."""

    code = "other-plan"
    title_es, title_en = "Es otro plan", "It is another plan"
    es = "Ese plan se empezó para otra institución, año o tipo. Empiece uno con otro identificador."
    en = "That plan was begun for another school, year or kind. Begin one under another id."


class InvalidPlan(Invalid):
    """What the plan names cannot be kept, or it is not complete; `errors` name every fault."""

    code = "invalid-plan"
    title_es, title_en = "Plan con datos por corregir", "Invalid plan"
    es = "El plan tiene {count} dato(s) por completar o corregir."
    en = "The plan has {count} value(s) to complete or correct."
