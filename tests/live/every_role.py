"""Loaded by Schemathesis (SCHEMATHESIS_HOOKS): what it asks as one role is asked as every other,
and each answer held to the same checks. Its requests are made of the contract alone, and making
them costs more than asking, so they are made once."""

import atexit
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import requests
import schemathesis
from requests.adapters import HTTPAdapter
from schemathesis.checks import CheckContext, not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.specs.openapi import checks

TIMEOUT = 20
SIGNED_OUT = "refused, with nobody left to sign in"
CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.allow_header_conformance,
    checks.ignored_auth,
)
SIGNED_IN: dict[str, list[str]] = json.loads(os.environ["SIGNED_IN"])
"""What several people of each role send as their Authorization, one after the other: what is asked
may end the access of whoever asks, as ids of earlier answers are used. Schemathesis asks as the
first of all."""
FIRST = next(iter(SIGNED_IN.values()))[0]
REQUESTS: dict[str, Counter[str]] = {role: Counter() for role in SIGNED_IN}
ENDED: dict[str, list[str]] = {role: [] for role in SIGNED_IN}
"""By role, at each access that ended: the operation met before, and the one that was refused."""
connections = HTTPAdapter()


@schemathesis.check
def every_role(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What was sent without a token, or with a broken one, is nobody's and is not asked again."""
    request = response.request
    if request.headers.get("Authorization") != FIRST:
        return
    for role, signed_in in SIGNED_IN.items():
        answer = response if signed_in[0] == FIRST else answered(request, signed_in[0])
        while signed_out(answer) and len(signed_in) > 1:
            ENDED[role].append(f"{next(reversed(REQUESTS[role]), None)}, {case.operation.label}")
            signed_in.pop(0)
            answer = answered(request, signed_in[0])
        REQUESTS[role][SIGNED_OUT if signed_out(answer) else case.operation.label] += 1
        if answer is not response:  # whose checks are Schemathesis's own
            hold(role, ctx, answer, case)


def answered(request: requests.PreparedRequest, authorization: str) -> Response:
    again = request.copy()
    again.headers["Authorization"] = authorization
    answer = connections.send(again, timeout=TIMEOUT)
    assert answer.content is not None, "read whole: the connection is free for the next"
    return Response.from_any(answer)


def signed_out(answer: Response) -> bool:
    return answer.status_code == 401 and "/problems/invalid-token" in answer.text


def hold(role: str, ctx: CheckContext, answer: Response, case: Case[Any]) -> None:
    for check in CHECKS:
        try:
            check(ctx, answer, case)
        except (Failure, FailureGroup) as failure:
            message = f"{answer.status_code} {answer.text[:2000]}"
            raise AssertionError(f"asked as {role}: {failure}\n{message}") from failure


@atexit.register
def report() -> None:
    """For the test: which operations each role asked for as itself, and whose access ended when."""
    Path(os.environ["REPORT"]).write_text(
        json.dumps({"requests": REQUESTS, "ended": ENDED}), "utf-8"
    )
