"""RFC 9457: the one place a refusal becomes an HTTP answer, in the caller's language."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api import contract, token_errors
from api import wire_problems as wire
from api.safe_headers import SAFE
from api.security_log import PROBLEM
from api.validation import findings_of
from domain.errors import (
    Absent,
    Conflict,
    DomainError,
    Finding,
    Forbidden,
    Invalid,
    InvalidRequest,
    Language,
    Limited,
    Stale,
    Unauthenticated,
    Unavailable,
    Unconditional,
)
from domain.territory.places import place_view

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "2"
MOST_FINDINGS = 100
"""Told one by one: nobody reads more, and tens of thousands would be megabytes."""

STATUS: dict[type[DomainError], int] = {
    wire.Malformed: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    Absent: 404,
    wire.WrongMethod: 405,
    Conflict: 409,
    Stale: 412,
    wire.TooSlow: 408,
    wire.TooLarge: 413,
    wire.WrongMediaType: 415,
    Invalid: 422,
    Unconditional: 428,
    Limited: 429,
    wire.TooManyHeaders: 431,
    wire.Unexpected: 500,
    Unavailable: 503,
}
"""Families only: a new kind needs no line here."""

HEADERS: dict[int, dict[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    503: {"Retry-After": RETRY_AFTER_SECONDS},
}


def status_of(kind: type[DomainError]) -> int:
    """The status of the family a kind belongs to."""
    return next(STATUS[family] for family in kind.__mro__ if family in STATUS)


def problem(refusal: DomainError, language: Language) -> dict[str, Any]:
    """The body of the answer. `errors` names every faulty field, not only the first."""
    kind = type(refusal)
    return {
        "type": f"/problems/{kind.code}",
        "title": kind.title_es if language == "es" else kind.title_en,
        "status": status_of(kind),
        "detail": refusal.text(language),
        "errors": [_finding(each, language) for each in refusal.findings[:MOST_FINDINGS]],
        **_left_out(len(refusal.findings) - MOST_FINDINGS),
        **_leading_on(refusal),
    }


def _leading_on(refusal: DomainError) -> dict[str, Any]:
    """What can be done next, and who may do what the caller may not, where it is known."""
    ways = [{"operation": way.operation, "values": _plain(way.values)} for way in refusal.ways]
    offices = [
        {"role": each.role, "place": each.place and place_view(each.place)}
        for each in refusal.offices
    ]
    return ({"ways": ways} if ways else {}) | ({"offices": offices} if offices else {})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v if isinstance(v, int | dict) else str(v) for n, v in values.items()}


def _left_out(more: int) -> dict[str, int]:
    """How many findings are not told, where there are too many to be read."""
    return {"errors_left_out": more} if more > 0 else {}


def _finding(finding: Finding, language: Language) -> dict[str, str]:
    text = finding.es if language == "es" else finding.en
    return {"field": finding.field, "code": finding.code, "detail": text}


def language_of(request: Request) -> Language:
    """Spanish, unless the caller asks for English before Spanish."""
    wanted = request.headers.get("accept-language", "").lower()
    ranked = sorted(
        (_weight(part), -position, part.strip()[:2])
        for position, part in enumerate(wanted.split(","))
    )
    known = [tag for weight, _, tag in reversed(ranked) if tag in {"es", "en"} and weight > 0]
    return "en" if known[:1] == ["en"] else "es"


def _weight(part: str) -> float:
    try:
        return float(part.partition("q=")[2] or 1)
    except ValueError:
        return 0.0


def answer(request: Request, refusal: DomainError) -> JSONResponse:
    """The problem document for a refusal."""
    request.scope[PROBLEM] = type(refusal).code  # for the log of requests
    language = language_of(request)
    status = status_of(type(refusal))
    headers = HEADERS.get(status, {}) | {"Content-Language": language}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    headers |= token_errors.headers(request, refusal)
    body = problem(refusal, language) | token_errors.members(request, refusal, status)
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


async def _on_refusal(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, DomainError)  # noqa: S101  registered for this class
    return answer(request, refusal)


async def _on_invalid(request: Request, invalid: Exception) -> JSONResponse:
    assert isinstance(invalid, RequestValidationError)  # noqa: S101  registered for this class
    faults = invalid.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return answer(request, wire.MalformedBody())
    taken = contract.media_types_of(request.url.path, request.method)
    if taken and wire.is_other_media_type(request.headers.get("content-type"), taken):
        return answer(request, wire.UnsupportedMediaType())
    findings = findings_of(faults)
    return answer(request, InvalidRequest(findings, count=len(findings)))


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this class
    reply = answer(request, wire.of_status(error.status_code))
    reply.headers.update(error.headers or {})
    if error.status_code == 405:  # the router names the methods of the first route it met only
        reply.headers["Allow"] = ", ".join(contract.methods_of(request.url.path))
    return reply


async def _on_cut_off(request: Request, _: Exception) -> JSONResponse:
    return answer(request, wire.RequestCutOff())


async def _on_unexpected(request: Request, _: Exception) -> JSONResponse:
    reply = answer(request, wire.UnexpectedFault())
    for name, value in SAFE.items():  # the one answer that is made outside every middleware
        reply.headers.setdefault(name, value)
    return reply


def install(app: FastAPI) -> None:
    """Answer every refusal, and every fault of ours, with a problem document."""
    app.add_exception_handler(DomainError, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(ClientDisconnect, _on_cut_off)
    app.add_exception_handler(Exception, _on_unexpected)
