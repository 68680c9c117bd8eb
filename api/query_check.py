"""Nothing of a query is passed over: what an operation does not have is refused, not ignored.

A misspelt filter would answer everything, and nobody would notice.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from fastapi import Request

from api import contract
from domain.errors import Finding, InvalidRequest

MOST_FINDINGS = 20


def check_query(request: Request) -> None:
    """Pass, or `InvalidRequest`: a parameter that the operation does not have, with those that are
    meant perhaps, or one sent twice that has one value."""
    if not request.scope["query_string"]:
        return
    known = contract.query_of(request.scope["route"].operation_id)
    if known is None:
        return
    faults = list(_faults(known, request))
    if faults:
        raise InvalidRequest(faults[:MOST_FINDINGS], count=len(faults))


def _faults(known: Mapping[str, bool], request: Request) -> Iterator[Finding]:
    for name, times in Counter(name for name, _ in request.query_params.multi_items()).items():
        if name not in known:
            yield _unknown(name[:80], known)
        elif times > 1 and not known[name]:
            es = "Este parámetro lleva un solo valor y llegó más de una vez."
            yield Finding(f"?{name}", "sent-twice", es, "This parameter has one value; sent twice.")


def _unknown(name: str, known: Mapping[str, bool]) -> Finding:
    near = get_close_matches(name, known, n=3, cutoff=0.6)
    tell = near or sorted(known)
    es, en = f"La consulta no tiene «{name}».", f"The query has no «{name}»."
    if tell:
        listed = ", ".join(tell)
        es += f" ¿Quiso decir {listed}?" if near else f" Tiene: {listed}."
        en += f" Did you mean {listed}?" if near else f" It has: {listed}."
    return Finding(f"?{name}", "unknown-parameter", es, en)
