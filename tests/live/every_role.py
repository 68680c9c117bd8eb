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
SIGNED_IN: dict[str, str] = json.loads(os.environ["SIGNED_IN"])
"""What each role sends as its Authorization; Schemathesis asks as the first."""
FIRST, *OTHERS = SIGNED_IN.items()
ASKED: dict[str, Counter[str]] = {role: Counter() for role in SIGNED_IN}
SIGNED_OUT: dict[str, str] = {}
"""By role, the last operation met before its token was refused, and the one that was refused."""
connections = HTTPAdapter()


@schemathesis.check
def every_role(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What was sent without a token, or with a broken one, is nobody's and is not asked again."""
    asked = response.request
    if asked.headers.get("Authorization") != FIRST[1]:
        return
    count(FIRST[0], response, case)
    for role, authorization in OTHERS:
        answer = answered(asked, authorization)
        count(role, answer, case)
        hold(role, ctx, answer, case)


def answered(asked: requests.PreparedRequest, authorization: str) -> Response:
    again = asked.copy()
    again.headers["Authorization"] = authorization
    answer = connections.send(again, timeout=TIMEOUT)
    assert answer.content is not None, "read whole: the connection is free for the next"
    return Response.from_any(answer)


def count(role: str, answer: Response, case: Case[Any]) -> None:
    if answer.status_code == 401 and "/problems/invalid-token" in answer.text:
        SIGNED_OUT.setdefault(role, f"{next(reversed(ASKED[role]))}, {case.operation.label}")
    ASKED[role][case.operation.label] += 1


def hold(role: str, ctx: CheckContext, answer: Response, case: Case[Any]) -> None:
    for check in CHECKS:
        try:
            check(ctx, answer, case)
        except (Failure, FailureGroup) as failure:
            told = f"{answer.status_code} {answer.text[:2000]}"
            raise AssertionError(f"asked as {role}: {failure}\n{told}") from failure


@atexit.register
def tell() -> None:
    """For the test: which operations each role asked for, and until when as themselves."""
    told = {"asked": ASKED, "signed_out": SIGNED_OUT}
    Path(os.environ["TOLD"]).write_text(json.dumps(told), "utf-8")
