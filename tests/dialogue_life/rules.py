"""What must happen to a dialogue, written apart from the product: state x act x person (F44)."""

SEES_AT_ONCE = frozenset({"visitor"})
SEES_PREPARED = frozenset({"director", "ugel"})
COORDINATES = frozenset({"visitor", "other cp", "ct"})
READS_VISITS = COORDINATES | SEES_PREPARED | {"director beside", "ugel beside"}
NOT_IN_STATE = "409 dialogue-not-in-state"
UNBEGUN, UNHELD = ("none",), ("none", "preparing", "prepared")


def expected(state: str, act: str, who: str, *, authored: bool) -> str:
    """The status, with the kind of the refusal where there is one. `authored`: whether everybody
    holds `visits:read` for what they wrote."""
    if act == "read":
        return _read(state, who, authored=authored)
    if act in {"agree", "disagree"}:
        return _answer(state, who)
    if who not in COORDINATES:
        return "403 no-role-carries"
    if who != "visitor":
        return "404 not-found"
    return _visitor(state, act)


def _read(state: str, who: str, *, authored: bool) -> str:
    if who not in READS_VISITS and not authored:
        return "403 no-role-carries"
    if state == "none":
        return "404 not-found"
    seen = who in SEES_AT_ONCE or (state != "preparing" and who in SEES_PREPARED)
    return "200" if seen else "404 not-found"


def _answer(state: str, who: str) -> str:
    if who != "teacher" or state in UNHELD:
        return "404 not-found"
    if state == "agreed":
        return NOT_IN_STATE  # it would change the note
    if state in {"held, agreed to", "disagreed"}:
        return "200"  # changed by the version that was read, or the same
    return "201"


def _visitor(state: str, act: str) -> str:
    table = {
        "save": {"none": "201", "preparing": "200"},
        "prepare": {"none": "404 not-found", "preparing": "200", "prepared": "200"},
        "resume": {"none": "404 not-found", "preparing": "200", "prepared": "200"},
        "hold": {"none": "404 not-found", "preparing": NOT_IN_STATE, "prepared": "200"},
        "confirm": {
            "none": "404 not-found", "preparing": NOT_IN_STATE, "prepared": NOT_IN_STATE,
            "held": "200", "held, confirmed": "200", "held, agreed to": "200", "agreed": "200",
            "disagreed": "200",
        },
    }  # fmt: skip
    return table[act].get(state, NOT_IN_STATE)
