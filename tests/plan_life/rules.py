"""What must happen, written apart from the product: state x act x person (F33, F42; role table).

A state names the plan's; then that of an amendment which its author wrote, if there is one; then
whether the author left.
"""

HOLDS_READ = {
    "author", "director", "deputy", "cp", "ct", "psychologist", "cist", "ugel", "dre", "minedu",
}  # fmt: skip
BESIDE = {"director beside", "cp beside", "ugel beside", "dre beside"}
COORDINATES = {"author", "cp", "ct", "cp beside"}
DIRECTS = {"author", "director", "deputy", "director beside"}
DECIDES = {"return", "approve", "incorporate", "separate"}
READS = {"read", "read history"}
CARRIED = {"start", "close"}
STANDS = {"approved", "in_execution", "closed"}
TAKEN = {
    "draft": {"save", "submit"},
    "submitted": {"return", "approve"},
    "returned": {"save", "submit"},
    "approved": {"incorporate", "separate", "start"},
    "in_execution": {"incorporate", "separate", "close"},
    "closed": set(),
}
"""Which acts change something, or find it so (`separate` what is not marked), in each state."""
REPEATED = {
    ("submitted", "submit"): {"author"},
    ("returned", "return"): {"director"},
    ("approved", "approve"): {"director"},
    ("in_execution", "start"): {"author", "cp"},
    ("closed", "close"): {"author"},
}
"""An act whose answer may have been lost: whoever did it, the same again, is answered so."""
AMENDMENT_TAKES = {
    "draft": {"amend", "submit", "withdraw"},
    "submitted": {"return", "approve", "withdraw", "submit"},
    "returned": {"amend", "submit", "withdraw"},
    "approved": set(),
    "withdrawn": {"withdraw"},
}
"""The same of an amendment; repeating what the director decided falls to who did it."""
AMENDMENT_REPEATED = {("returned", "return"): "director", ("approved", "approve"): "director"}


def expected(state: str, act: str, who: str) -> str:
    """The status, with the kind of the refusal where there is one."""
    base, *marks = state.split(", ")
    left = "author left" in marks
    amendment = next((m.split()[1] for m in marks if m.startswith("amendment")), None)
    if "read" in act:
        return _seen(base, amendment, act, who)
    verb, _, of = act.partition(" ")
    if of or act == "amend":
        return _amendment(base, amendment, verb, who, left=left)
    if who not in _carriers(verb, left=left):
        return "403 no-role-carries"
    if act in DECIDES:
        return _refused_director(base, who) or _moved(base, act, who)
    if refused := _refused_coordinator(base, act, who, left=left):
        return refused
    over = act == "close" and base == "in_execution" and amendment in {"submitted", "returned"}
    return "409 amendment-open" if over else _moved(base, act, who)


def _seen(base: str, amendment: str | None, act: str, who: str) -> str:
    if act == "read as mine":
        return _mine(base, who, amended=amendment == "approved")
    return _read(base, who) if act in READS else _read_amendment(amendment, who)


def _carriers(verb: str, *, left: bool) -> set[str]:
    return DIRECTS if verb in DECIDES else COORDINATES - ({"author"} if left else set())


def _mine(base: str, who: str, *, amended: bool) -> str:
    if who == "author" and base != "none":
        return "200"
    accompanied = "teacher" if amended else "accompanied"
    return "200" if who == accompanied and base in STANDS else "404 not-found"


def _read(base: str, who: str) -> str:
    if who not in HOLDS_READ | BESIDE:
        return "403 no-role-carries"
    if base == "none" or who in BESIDE or (base == "draft" and who != "author"):
        return "404 not-found"
    return "200"


def _read_amendment(amendment: str | None, who: str) -> str:
    if who not in HOLDS_READ | BESIDE:
        return "403 no-role-carries"
    known = amendment is not None and who not in BESIDE
    return "200" if known and (amendment != "draft" or who == "author") else "404 not-found"


def _refused_director(base: str, who: str) -> str | None:
    if base == "none" or who == "director beside" or (base == "draft" and who != "author"):
        return "404 not-found"
    return "403 own-plan" if who == "author" else None


def _refused_coordinator(base: str, act: str, who: str, *, left: bool) -> str | None:
    if act == "save" and base == "none":  # nothing stands under the id: whoever plans there begins
        return "404 not-found" if who == "cp beside" else "201"
    if base == "none" or who == "cp beside":
        return "404 not-found"
    if who == "author" or (left and who == "cp" and act in CARRIED and base != "draft"):
        return None
    return "404 not-found" if base == "draft" else "403 not-plan-author"


def _amendment(base: str, amendment: str | None, verb: str, who: str, *, left: bool) -> str:
    if who not in _carriers(verb, left=left):
        return "403 no-role-carries"
    if verb in DECIDES:
        refused = _refused_director_of(amendment, who)
    else:
        refused = _refused_coordinator(base, "close", who, left=left) or _not_theirs(
            base, amendment, verb, who
        )
    if refused or amendment is None:
        return refused or "201"
    takes = verb in AMENDMENT_TAKES[amendment] or AMENDMENT_REPEATED.get((amendment, verb)) == who
    return "200" if takes else "409 amendment-not-in-state"


def _refused_director_of(amendment: str | None, who: str) -> str | None:
    if amendment is None or who == "director beside":
        return "404 not-found"
    if who == "author":
        return "403 own-plan"
    return "404 not-found" if amendment == "draft" else None


def _not_theirs(base: str, amendment: str | None, verb: str, who: str) -> str | None:
    """Of whom the plan falls to: there is none, or its author alone may."""
    if amendment is None:
        if verb != "amend":
            return "404 not-found"
        return None if base in {"approved", "in_execution"} else "409 plan-not-in-state"
    if who == "author":
        return None
    if amendment == "draft":
        return "404 not-found"
    return None if verb == "withdraw" else "403 not-amendment-author"


def _moved(base: str, act: str, who: str) -> str:
    if act in TAKEN[base] or who in REPEATED.get((base, act), ()):
        return "200"
    return "409 plan-not-in-state"
