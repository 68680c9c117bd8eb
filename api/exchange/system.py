"""What is public: health, the contract and its page, the key set, the kinds of problem."""

import base64
import hashlib
import re
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from api import contract
from api.answers import FOR_EVERYBODY
from api.calls import PublicCall, public_call
from api.problems import status_of
from api.refusals import refusals
from auth.tokens import TokenSigner
from domain.errors import DomainError, Noun, kinds
from persistence.database import Reading, found
from persistence.exchange.health import check_ready

router = APIRouter(tags=["system"])
Caller = Annotated[PublicCall[Reading], Depends(public_call)]
pages = APIRouter(include_in_schema=False)
ASSETS = files("fastapi_swagger").joinpath("resources")
ASSET_TYPES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
PROBLEM = Noun("ese tipo de problema", "kind of problem")
FILE = Noun("ese archivo", "file")
A_DAY = {"Cache-Control": "public, max-age=86400"}


@router.get("/health/live", operation_id="getLiveness")
async def live() -> Response:
    return JSONResponse({"status": "ok"})


@router.get("/health/ready", operation_id="getReadiness", responses=refusals(503))
async def ready(call: Caller) -> Response:
    await check_ready(call)
    return JSONResponse({"status": "ok"})


@router.get("/openapi.json", operation_id="getContract")
async def get_contract() -> Response:
    return Response(contract.text(), media_type="application/json", headers=FOR_EVERYBODY)


@router.get("/.well-known/jwks.json", operation_id="getKeySet")
async def key_set(request: Request) -> Response:
    tokens: TokenSigner = request.app.state.tokens
    return JSONResponse(tokens.jwks(), headers=A_DAY)


@router.get("/problems", operation_id="listProblemKinds")
async def problem_kinds() -> Response:
    return JSONResponse({"items": [_described(kind) for kind in met()]}, headers=FOR_EVERYBODY)


@router.get("/problems/{code}", operation_id="getProblemKind", responses=refusals(404, 422))
async def problem_kind(code: str) -> Response:
    kind = found(next((kind for kind in met() if kind.code == code), None), PROBLEM)
    return JSONResponse(_described(kind))


def met() -> list[type[DomainError]]:
    """The kinds that an answer may tell of: some are the command's own."""
    return [kind for kind in kinds() if kind.code in contract.operations_by_problem()]


def _described(kind: type[DomainError]) -> dict[str, object]:
    return {
        "type": f"/problems/{kind.code}",
        "code": kind.code,
        "status": status_of(kind),
        "title": {"es": kind.title_es, "en": kind.title_en},
        "detail": {"es": kind.es, "en": kind.en},
        "meaning": " ".join((kind.__doc__ or "").split()),
        "operations": sorted(contract.operations_by_problem().get(kind.code, ())),
    }


@pages.get("/")
async def root() -> Response:
    """Whoever opens the bare address wants to look around."""
    return RedirectResponse("/docs")


def _policy(page: bytes) -> str:
    """What the reference page may load: our own files, and the one script that starts it."""
    (script,) = re.findall(rb"<script>(.*?)</script>", page, re.S)
    seal = base64.b64encode(hashlib.sha256(script).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{seal}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


@pages.api_route("/docs", methods=["GET", "HEAD"])
async def docs() -> HTMLResponse:
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="JEC · API",
        swagger_js_url="/docs/swagger-ui-bundle.js",
        swagger_css_url="/docs/swagger-ui.css",
        swagger_favicon_url="/docs/favicon-32x32.png",
    )
    page.headers["Content-Security-Policy"] = _policy(bytes(page.body))
    return page


@pages.get("/docs/{asset}")
async def docs_asset(asset: str) -> Response:
    """The page's assets come from a package, so that it works without internet."""
    media_type = found(ASSET_TYPES.get(asset), FILE)
    return Response(ASSETS.joinpath(asset).read_bytes(), media_type=media_type, headers=A_DAY)
