"""Pages of other addresses may ask, where the operator names them; no cookie is ever looked at."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

SENT = ("Accept-Language", "Authorization", "Content-Type", "If-Match", "If-None-Match")
READ = (
    "Content-Language",
    "ETag",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    "X-Request-Id",
)
A_PREFLIGHT_LASTS = 600


def allow_origins(app: FastAPI, origins: frozenset[str]) -> None:
    """Nothing where none is named: browsers keep foreign pages away by themselves."""
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=sorted(origins),
            allow_methods=("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"),
            allow_headers=(*SENT, "X-Request-Id"),
            expose_headers=READ,
            allow_credentials=False,
            max_age=A_PREFLIGHT_LASTS,
        )
