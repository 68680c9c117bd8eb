"""Which school the walk-through is about, and what it owes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cli.client import Caller
from cli.demonstration.schools import MAIN_SCHOOL

STREAMS = ("implementation", "coordinator", "teacher_accompaniment")
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
    caller: Caller, cuts: Sequence[dict[str, Any]], wanted: str | None, *, filed_by_us: set[str]
) -> Chosen | None:
    """The school asked for, or the first demonstration school that still owes one of each stream.

    When none does, the first of those whose reports this walk-through filed before. None when
    nothing fits.
    """
    named = {"institution": wanted} if wanted else {}
    rows = {cut["stream"]: owed(caller, cut["code"], **named) for cut in cuts}
    pending = {s: [o for o in rows[s] if _is_fileable(o, bool(wanted))] for s in rows}
    if chosen := _first_with_all(pending, is_new=True):
        return chosen
    done = {s: [o for o in rows[s] if o["report_id"] in filed_by_us] for s in rows}
    return _first_with_all(done, is_new=False)


def _is_fileable(obligation: Obligation, imported: bool) -> bool:  # noqa: FBT001
    """Pending, and somebody holds the post; an imported school may have nobody yet."""
    return obligation["state"] == "pending" and (imported or obligation["why"] != "vacant_post")


def _first_with_all(by_stream: dict[str, list[Obligation]], *, is_new: bool) -> Chosen | None:
    codes = [{o["institution"]["code"] for o in rows} for rows in by_stream.values()]
    common = set.intersection(*codes) if len(codes) == len(STREAMS) else set()
    if not common:
        return None
    code = min(common, key=lambda c: (c != MAIN_SCHOOL, c))
    return Chosen(code, [_of(code, by_stream[stream]) for stream in STREAMS], is_new)


def _of(code: str, rows: Iterable[Obligation]) -> Obligation:
    return next(row for row in rows if row["institution"]["code"] == code)
