"""What must happen, written apart from the product: state x act x person (F33, F42; role table)."""

HOLDS_READ = {
    "author", "director", "deputy", "cp", "ct", "psychologist", "cist", "ugel", "dre", "minedu",
}  # fmt: skip
BESIDE = {"director beside", "cp beside", "ugel beside", "dre beside"}
COORDINATES = {"author", "cp", "ct", "cp beside"}
DIRECTS = {"author", "director", "deputy", "director beside"}
DECIDES = {"return", "approve", "incorporate", "separate"}
READS = {"read", "read history"}
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
    ("in_execution", "start"): {"author"},
    ("closed", "close"): {"author"},
}
"""An act whose answer may have been lost: whoever did it, the same again, is answered so."""


def expected(state: str, act: str, who: str) -> str:
    """The status, with the kind of the refusal where there is one."""
    if act == "read as mine":
        return _mine(state, who)
    if act in READS:
        return _read(state, who)
    carries = DIRECTS if act in DECIDES else COORDINATES
    if who not in carries:
        return "403 no-role-carries"
    if act in DECIDES:
        return _refused_director(state, who) or _moved(state, act, who)
    return _refused_coordinator(state, act, who) or _moved(state, act, who)


def _mine(state: str, who: str) -> str:
    stands = state in {"approved", "in_execution", "closed"}
    if who == "author" and state != "none":
        return "200"
    return "200" if who == "accompanied" and stands else "404 not-found"


def _read(state: str, who: str) -> str:
    if who not in HOLDS_READ | BESIDE:
        return "403 no-role-carries"
    if state == "none" or who in BESIDE or (state == "draft" and who != "author"):
        return "404 not-found"
    return "200"


def _refused_director(state: str, who: str) -> str | None:
    if state == "none" or who == "director beside" or (state == "draft" and who != "author"):
        return "404 not-found"
    return "403 own-plan" if who == "author" else None


def _refused_coordinator(state: str, act: str, who: str) -> str | None:
    if act == "save" and state == "none":  # nothing stands under the id: whoever plans there begins
        return "404 not-found" if who == "cp beside" else "201"
    if state == "none" or who == "cp beside":
        return "404 not-found"
    if who == "author":
        return None
    return "404 not-found" if state == "draft" else "403 not-plan-author"


def _moved(state: str, act: str, who: str) -> str:
    if act in TAKEN[state] or who in REPEATED.get((state, act), ()):
        return "200"
    return "409 plan-not-in-state"
