"""Routes that are found fast: FastAPI tries them one by one, and most can say no by their prefix.

Matching sixty routes by regular expression, through a tree of routers, cost a third of a GET.
"""

from collections.abc import Iterable
from functools import cached_property

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Scope
from typing_extensions import override


class QuickRoute(APIRoute):
    """A route that looks at the fixed beginning of its path before it matches the whole."""

    @cached_property
    def begins(self) -> str:
        """The part of the path before its first parameter."""
        return self.path_format.partition("{")[0]

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As FastAPI, but no at once when the path begins otherwise."""
        if not scope["path"].startswith(self.begins):
            return Match.NONE, {}
        return super().matches(scope)


def serve_flat(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Hang the routes of all routers directly below the application, without a router between."""
    routes: list[BaseRoute] = app.router.routes
    for router in routers:
        routes.extend(router.routes)
