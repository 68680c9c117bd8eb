"""Builds the application. `uvicorn --factory api.app:from_environment`."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.datastructures import State

from api import contract, problems
from api.body_limit import BodyLimit
from api.clock import Clock, utc_now
from api.compression import Compression
from api.cors import allow_origins
from api.head import HeadAsGet
from api.paging import CursorCipher
from api.routers import ROUTERS
from api.routing import PrefixRouter
from api.safe_headers import SafeHeaders
from api.settings import Settings
from api.starting import without_demonstration
from auth.arrivals import Arrivals
from auth.counting import Counter
from auth.external import ExternalTokenReader, Trust
from auth.external_keys import ProviderKeys
from auth.keys import KeyRing
from auth.passwords import THREADS
from auth.permits import PermitCache
from auth.queue import Queue
from auth.sessions import SessionStarter
from auth.sign_in_queue import SignInQueue
from auth.tokens import TokenSigner
from domain.identity.throttling import Rate
from persistence.database import connected

PATIENCE = "slow_request_seconds"
SIGN_INS_WAITING = 512
"""Behind those under way: some ten seconds' worth. Who comes later is told when to try again."""


def create_app(settings: Settings, *, clock: Clock = utc_now) -> FastAPI:
    """The service, ready to be served; it connects when its lifespan starts."""

    app = FastAPI(
        title="JEC",
        version=contract.load()["info"]["version"],
        lifespan=lambda app: _running(app, settings, clock),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        redirect_slashes=False,
    )
    _equip(app.state, settings, clock)
    problems.install(app)
    _wrap(app, settings)
    app.router.routes.append(PrefixRouter(ROUTERS))
    app.openapi = contract.load  # type: ignore[method-assign]  # FastAPI documents this override
    return app


def _wrap(app: FastAPI, settings: Settings) -> None:
    """What each request passes before it is routed; the last is the outermost."""
    for each in (Compression, HeadAsGet, BodyLimit):
        app.add_middleware(each)
    allow_origins(app, settings.cors_origins)
    app.add_middleware(SafeHeaders)


@asynccontextmanager
async def _running(
    app: FastAPI, settings: Settings, clock: Clock
) -> AsyncIterator[Mapping[str, float]]:
    """What holds while it is served: a database, and nobody gets in by a demonstration that is
    not."""
    patience = {PATIENCE: settings.slow_request_seconds}  # for the server's protocol
    async with connected(settings.database_url, connections=settings.connections) as database:
        if settings.demonstration:
            app.state.database = database
            yield patience
        else:
            async with without_demonstration(app, database, clock):
                yield patience


def _equip(state: State, settings: Settings, clock: Clock) -> None:
    """What the handlers find in the state of the application, beside its database."""
    keys = KeyRing(settings.signing_key_file)
    state.tokens = tokens = TokenSigner(keys, settings.issuer, settings.audience)
    state.permits = permits = PermitCache(second_factor_for=settings.second_factor_for)
    queue = Queue(at_once=2 * THREADS, waiting=SIGN_INS_WAITING)
    rate = Rate(settings.failures_per_minute, 2 * settings.failures_per_minute)
    state.arrivals = Arrivals(rate)
    state.counter = counter = Counter(keys, rate)
    state.sign_ins = SignInQueue(counter, queue)
    state.sessions = SessionStarter(tokens, permits)
    state.settings = settings
    state.clock = clock
    state.external = external_reader(settings)
    state.cursors = CursorCipher(settings.signing_key_file.read_text("ascii"))


def external_reader(settings: Settings) -> ExternalTokenReader | None:
    """Checks the tokens of the outside OpenID provider, where one is set."""
    issuer, audience = settings.external_issuer, settings.external_audience
    if issuer is None or audience is None:
        return None
    acr = settings.external_second_factor_acr
    trust = Trust(issuer, audience, settings.external_parties, acr)
    return ExternalTokenReader(trust, ProviderKeys(issuer, settings.external_jwks_url))


def from_environment() -> FastAPI:
    """What a server starts: settings from the environment."""
    return create_app(Settings())
