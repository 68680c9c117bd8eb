"""What must happen, written apart from the product: state x act x person x window (A22, F83)."""

from tests.life.stage import Window

DECLARES = frozenset({"author", "deputy"})
SEES = DECLARES | {"observed", "ugel", "dre", "minedu"}
OUTSIDE = frozenset({"director beside", "ugel beside", "dre beside", "ct"})


def expected(state: str, act: str, who: str, window: Window) -> str:  # noqa: PLR0911  by act
    """The status, with the kind of the refusal where there is one."""
    if refusal := _scope(act, who):
        return refusal
    match act:
        case "read":
            return _read(state, who)
        case "discuss":
            return _discuss(state, who)
        case "annul":
            return _annul(state)
        case "approve" | "return":
            return _review(state, act, who)
        case "correct":
            return _correct(state, who, window)
        case "save draft":
            return _declare(who) or _begin(window)
        case _:
            return _declare(who) or _file(state, window)


def _scope(act: str, who: str) -> str | None:
    carries = {
        "read": None,
        "discuss": SEES | OUTSIDE,
        "annul": {"minedu"},
        "approve": {"author", "deputy", "ugel", "dre", "minedu", *OUTSIDE} - {"ct"},
        "save draft": {"author", "deputy", "observed", "ct", "ugel", "director beside",
                       "ugel beside"},
    }  # fmt: skip
    carries["return"] = carries["approve"]
    carries["file"] = carries["correct"] = carries["save draft"]
    allowed = carries[act]
    return None if allowed is None or who in allowed else "403 no-role-carries"


def _read(state: str, who: str) -> str:
    return "200" if state != "none" and who in SEES else "404 not-found"


def _discuss(state: str, who: str) -> str:
    if state == "none" or who not in SEES:
        return "404 not-found"
    return "201" if who in DECLARES | {"observed", "ugel"} else "403 not-in-discussion"


def _annul(state: str) -> str:
    if state == "none":
        return "404 not-found"
    return "409 report-not-in-state" if state == "annulled" else "201"


def _review(state: str, act: str, who: str) -> str:
    if state == "none" or who in OUTSIDE:
        return "404 not-found"
    if who != "ugel":
        return "403 not-the-reviewer"
    taken = state == "submitted" or (state, act) == ("returned", "return")
    return "201" if taken else "409 report-not-in-state"


def _declare(who: str) -> str | None:
    if who in {"director beside", "ugel beside"}:
        return "404 not-found"
    return None if who in DECLARES else "403 wrong-declarant"


def _correct(state: str, who: str, window: Window) -> str:
    if state == "none":  # nothing stands under the id: it is a first filing, of no version
        filed = _declare(who) or _file(state, window)
        return "412 stale-version" if filed == "201" else filed
    if who in {"director beside", "ugel beside"}:
        return "404 not-found"
    if state == "returned":
        return "200" if who in DECLARES else "404 not-found"
    if who in DECLARES:
        return "409 report-annulled" if state == "annulled" else "409 report-differs"
    return "404 not-found"


def _begin(window: Window) -> str:
    last = window.extended if window.extended is not None else window.closes
    return "409 cut-closed" if window.consolidated or last <= -15 else "201"


def _file(state: str, window: Window) -> str:
    if state in {"submitted", "returned", "approved"}:
        return "409 already-filed"
    if window.opens > 0:
        return "409 cut-not-open"
    last = window.extended if window.extended is not None else window.closes
    if last > 0:
        return "201"
    finished = window.kept if window.captured is None else window.captured
    in_time = finished is not None and window.opens <= finished < last
    return "201" if in_time and last > -15 else "409 cut-closed"
