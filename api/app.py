"""Builds the application. `uvicorn --factory api.app:from_environment`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import contract, problems
from api.body_limit import BodyLimit
from api.paging import CursorOffice
from api.routes import ROUTERS
from api.routing import Shelves
from api.settings import Settings
from auth.permits import PermitOffice
from auth.tokens import TokenOffice
from persistence.database import connected


def create_app(settings: Settings) -> FastAPI:
    """The service, ready to be served; it connects when its lifespan starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with connected(settings.database_url, connections=settings.connections) as database:
            app.state.database = database
            yield

    app = FastAPI(
        title="JEC",
        version=contract.load()["info"]["version"],
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        redirect_slashes=False,
    )
    key = settings.signing_key_file.read_text("ascii")
    app.state.tokens = TokenOffice(key, settings.issuer, settings.audience)
    app.state.permits = PermitOffice()
    app.state.cursors = CursorOffice(key)
    problems.install(app)
    app.add_middleware(BodyLimit)
    app.router.routes.append(Shelves(ROUTERS))
    app.openapi = contract.load  # type: ignore[method-assign]  # FastAPI documents this override
    return app


def from_environment() -> FastAPI:
    """What a server starts: settings from the environment."""
    return create_app(Settings())
