"""Which school the walk-through is about, and what it owes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cli.client import Caller
from demonstration.schools import MAIN_SCHOOL
from demonstration.walkthrough.drafts import report_id_of

STREAMS = ("implementation", "coordinator", "teacher_accompaniment")
INVENTED_CODES = "99"
PAGE = 200

Obligation = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A school with one obligation of each stream; `is_new` when all of them are still owed."""

    institution: str
    obligations: Sequence[Obligation]
    is_new: bool

    @property
    def iged(self) -> str:
        """The code of the body that manages it."""
        code: str = self.obligations[0]["iged"]
        return code

    @property
    def region(self) -> str:
        """The code of its region."""
        code: str = self.obligations[0]["region"]
        return code


def open_cuts(caller: Caller) -> list[dict[str, Any]]:
    """The cuts that take reports now, those of the newest year."""
    cuts = caller.get("/v1/report-cuts", state="open")["items"]
    newest = max((cut["year"] for cut in cuts), default=0)
    return [cut for cut in cuts if cut["year"] == newest and cut["stream"] in STREAMS]


def owed(caller: Caller, cut: str, **narrowed: Any) -> list[Obligation]:
    """What is owed in a cut."""
    return list(caller.pages("/v1/obligations", cut=cut, limit=PAGE, **narrowed))


def choose(
    caller: Caller, cuts: Sequence[dict[str, Any]], institution: str | None
) -> Chosen | None:
    """The school asked for, or the first demonstration school that still owes one of each stream.

    When none does, the first whose reports an earlier walk-through filed. None: nothing fits.
    """
    named = {"institution": institution} if institution else {}
    rows = {cut["stream"]: owed(caller, cut["code"], **named) for cut in cuts}
    fileable = is_vacant_too if institution else is_fileable
    pending = {stream: [o for o in rows[stream] if fileable(o)] for stream in rows}
    if chosen := _first_with_all(pending, is_new=True):
        return chosen
    done = {stream: [o for o in rows[stream] if is_ours(o)] for stream in rows}
    return _first_with_all(done, is_new=False)


def is_fileable(obligation: Obligation) -> bool:
    """A demonstration school's, pending, and somebody holds the post."""
    is_demonstration = obligation["institution"]["code"].startswith(INVENTED_CODES)
    return is_demonstration and is_vacant_too(obligation) and obligation["why"] != "vacant_post"


def is_vacant_too(obligation: Obligation) -> bool:
    """Pending, even if nobody holds the post: a school that was only imported has nobody."""
    return bool(obligation["state"] == "pending")


def is_ours(obligation: Obligation) -> bool:
    """Fulfilled by an earlier walk-through."""
    return bool(obligation["report_id"] == report_id_of(obligation))


def _first_with_all(by_stream: dict[str, list[Obligation]], *, is_new: bool) -> Chosen | None:
    codes = [{o["institution"]["code"] for o in rows} for rows in by_stream.values()]
    common = set.intersection(*codes) if len(codes) == len(STREAMS) else set()
    if not common:
        return None
    code = min(common, key=lambda c: (c != MAIN_SCHOOL, c))
    return Chosen(code, [_of(code, by_stream[stream]) for stream in STREAMS], is_new)


def _of(code: str, rows: Iterable[Obligation]) -> Obligation:
    return next(row for row in rows if row["institution"]["code"] == code)
