"""Routes that are found fast: by the beginning of the path first, then one by one. Before one
answers, the request is admitted, and its JSON read as RFC 8259 has it.

FastAPI tries every route in turn; with sixty of them that alone cost a fifth of a GET.
"""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute, request_response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from api.admission import admit
from api.json_bodies import check_form, is_form, is_json, read_json

_CHOSEN = "jec.route"
_PARTS = 3


class PrefixRouter(BaseRoute):
    """All routes, by the first two parts of their paths, such as `/v1/reports`; where
    the second is a parameter, by the first alone."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        self._by_prefix: dict[tuple[str, ...], list[APIRoute]] = {}
        for route in (route for router in routers for route in router.routes):
            if not isinstance(route, APIRoute):
                raise TypeError(route)
            if route.body_field is not None:
                route.app = _reading_json(route)
            fixed = _beginning(route.path_format.partition("{")[0])
            self._by_prefix.setdefault(fixed, []).append(route)

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The route that answers; failing that, one with the path but another method."""
        begins = _beginning(scope["path"])
        routes = self._by_prefix.get(begins) or self._by_prefix.get((*begins[:2], ""), [])
        partial: tuple[Match, Scope] = Match.NONE, {}
        for route in routes:
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, _CHOSEN: route}
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = match, {**found, _CHOSEN: route}
        return partial

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route found by `matches` answer, if the request is admitted."""
        route: APIRoute = scope[_CHOSEN]
        if scope["method"] in (route.methods or ()):
            send = await admit(Request(scope), route.operation_id, send)
        await route.handle(scope, receive, send)


class _JsonRequest(Request):
    """A request whose body was read and understood."""

    value: Any = None

    @override
    async def json(self) -> Any:
        return self.value


def _reading_json(route: APIRoute) -> ASGIApp:
    handler = route.get_route_handler()

    async def reading(request: Request) -> Response:
        strict = _JsonRequest(request.scope, request.receive)
        kind = request.headers.get("content-type")
        if is_json(kind):
            body = await strict.body()
            strict.value = read_json(body) if body else None
        elif is_form(kind):
            check_form((await strict.form()).multi_items())
        return await handler(strict)

    return request_response(reading)


def _beginning(path: str) -> tuple[str, ...]:
    return tuple(path.split("/", _PARTS)[:_PARTS])
