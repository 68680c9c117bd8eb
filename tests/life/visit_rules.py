"""What must happen to a visit, written apart from the product: state x act x person x time."""

READERS = frozenset({"visitor", "teacher", "director", "ugel"})
COORDINATORS = frozenset({"visitor", "ct", "cp beside"})
"""Who may plan visits somewhere, today."""
OPEN = frozenset({"planned", "declined", "confirmed"})
TOLD = frozenset({"done", "relied on", "talked over", "not_done"})
"""What became of it was told, and is told otherwise now, to the version that stands."""
REFUSED = {
    ("talked over", "done"): "409 visit-talked-over",
    ("talked over", "not done"): "409 visit-talked-over",
    ("relied on", "not done"): "409 visit-relied-on",
}


def expected(state: str, act: str, who: str, when: str) -> str:
    """The status, with the kind of the refusal where there is one."""
    if act == "read":
        return "200" if state != "none" and who in READERS else "404 not-found"
    if act in {"confirm", "decline"}:
        return _of_teacher(state, act, who, when)
    if who not in COORDINATORS:
        return "403 no-role-carries"
    if act in {"plan", "correct"}:
        return _plan(state, act, who)
    return "404 not-found" if who != "visitor" else _of_visitor(state, act, when)


def _of_teacher(state: str, act: str, who: str, when: str) -> str:
    if state == "none" or who != "teacher":
        return "404 not-found"
    if state not in OPEN:
        return "409 visit-not-in-state"
    if state == "confirmed" and act == "confirm":
        return "200"  # so already
    return "409 visit-time-past" if when == "over" else "200"


def _plan(state: str, act: str, who: str) -> str:
    if who == "cp beside":
        return "404 not-found"  # not a school of theirs
    if state == "none":
        return "412 stale-version" if act == "correct" else "201"
    if who != "visitor":
        return "404 not-found"
    if act == "plan":
        return "200"  # a repeated request
    if state == "talked over":
        return "409 visit-talked-over"
    takes = {"planned", "declined", "done", "relied on"}
    return "200" if state in takes else "409 visit-not-in-state"


def _of_visitor(state: str, act: str, when: str) -> str:
    if state == "none":
        return "404 not-found"
    if state in TOLD and act in {"done", "not done"}:
        refused = REFUSED.get((state, act))
        if refused is not None:
            return refused
    elif state not in OPEN:
        return "409 visit-not-in-state"
    return {
        ("done", "to come"): "422 invalid-visit",
        ("not done", "to come"): "409 visit-time-ahead",
        ("cancel", "over"): "409 visit-time-past",
        ("move", "to come"): "201",
        ("move", "over"): "201",
    }.get((act, when), "200")
