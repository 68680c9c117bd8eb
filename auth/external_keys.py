"""The public keys of an outside OpenID provider: found, fetched, and kept for a while.

Nothing in a token says where keys are: they come from the configured address, or from the one that
the issuer's own discovery document names (OpenID Connect Discovery 1.0, 4). Over https only, but on
this very machine; bounded in size and time; never more often than `AGAIN`, so that tokens with
invented key names make us ask nobody.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from domain.errors import Unavailable

ExternalKey = RSAKey | ECKey | OKPKey

MAX_AGE = timedelta(minutes=10)
"""Keys are asked for again after this: one that the provider withdrew is no longer believed."""
STALE_FOR = timedelta(hours=1)
"""For how long old keys serve while the provider does not answer."""
AGAIN = timedelta(minutes=1)
"""Between two requests for an unknown key."""
AGAIN_AFTER_FAILURE = timedelta(seconds=5)
LONGEST_ANSWER = 256 * 1024
MOST_KEYS = 50
_SECONDS = 5.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_SMALLEST_RSA = 2048
_KINDS: Mapping[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_PUBLIC = frozenset({"kty", "kid", "use", "alg", "n", "e", "crv", "x", "y"})
_CURVES = {"EC": "P-256", "OKP": "Ed25519"}
_log = structlog.get_logger()


class IdentityProviderUnavailable(Unavailable):
    """The outside provider's keys cannot be had now, so its tokens cannot be checked."""

    code = "identity-provider-unavailable"
    title_es, title_en = "Proveedor de identidad no disponible", "Identity provider unavailable"
    es = "El proveedor de identidad no responde. Reintente en unos segundos, o ingrese con clave."
    en = "The identity provider does not answer. Try again in some seconds, or use your password."


class _NoAnswer(Exception):
    """The provider's answer is none that keys can be read from."""


def is_loopback(url: str) -> bool:
    """True for an address of this very machine."""
    return urlsplit(url).hostname in _LOOPBACK


def is_protected(url: str) -> bool:
    """True when nobody on the way can change what is answered."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))


class ProviderKeys:
    """The signing keys of one issuer, asked for when they are needed."""

    def __init__(
        self,
        issuer: str,
        jwks_url: str | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._issuer, self._jwks_url, self._transport = issuer, jwks_url, transport
        self._keys: dict[str, ExternalKey] = {}
        self._read_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._asking = asyncio.Lock()
        self.changes = 0
        """How often other keys were read: what was checked before may no longer hold."""

    async def of(self, kid: str | None, *, now: datetime) -> ExternalKey | None:
        """The key of a name, or the only key there is for a token that names none; None when there
        is no such key. `IdentityProviderUnavailable` when none can be had."""
        await self.refresh(now=now)
        key = self._find(kid)
        if key is None and self._may_ask(AGAIN, now):
            await self._ask(now=now)
            key = self._find(kid)
        return key

    async def refresh(self, *, now: datetime) -> None:
        """Have keys that are not too old, or raise `IdentityProviderUnavailable`."""
        if self._age(now) >= MAX_AGE and self._may_ask(AGAIN_AFTER_FAILURE, now):
            await self._ask(now=now)
        if self._age(now) >= STALE_FOR:
            raise IdentityProviderUnavailable

    def _find(self, kid: str | None) -> ExternalKey | None:
        if kid is not None:
            return self._keys.get(kid)
        return next(iter(self._keys.values())) if len(self._keys) == 1 else None

    def _age(self, now: datetime) -> timedelta:
        return now - self._read_at if self._read_at else timedelta.max

    def _may_ask(self, pause: timedelta, now: datetime) -> bool:
        return self._tried_at is None or now - self._tried_at >= pause

    async def _ask(self, *, now: datetime) -> None:
        """Ask once, whoever else waits for the same; a failure leaves what was known."""
        tried = self._tried_at
        async with self._asking:
            if self._tried_at != tried:
                return
            self._tried_at = now
            try:
                keys = dict(_usable(await self._fetched()))
            except (httpx.HTTPError, TimeoutError, ValueError, RecursionError, _NoAnswer) as bad:
                _log.warning("identity-provider-unavailable", error=type(bad).__name__)
                return
            if {k: v.thumbprint() for k, v in keys.items()} != {
                k: v.thumbprint() for k, v in self._keys.items()
            }:
                self.changes += 1
            self._keys, self._read_at = keys, now

    async def _fetched(self) -> Any:
        async with (
            asyncio.timeout(2 * _SECONDS),
            httpx.AsyncClient(
                timeout=_SECONDS, follow_redirects=False, transport=self._transport
            ) as http,
        ):
            url = self._jwks_url or await self._discovered(http)
            return (await _json(http, url)).get("keys")

    async def _discovered(self, http: httpx.AsyncClient) -> str:
        about = await _json(http, f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        url = about.get("jwks_uri")
        if about.get("issuer") != self._issuer or not isinstance(url, str):
            raise _NoAnswer
        if not is_protected(url) or (is_loopback(url) and not is_loopback(self._issuer)):
            raise _NoAnswer
        return url


async def _json(http: httpx.AsyncClient, url: str) -> dict[str, Any]:
    """A JSON object of bounded size; no redirect is followed."""
    body = bytearray()
    async with http.stream("GET", url, headers={"Accept": "application/json"}) as answer:
        if answer.status_code != httpx.codes.OK:
            raise _NoAnswer
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > LONGEST_ANSWER:
                raise _NoAnswer
    read = json.loads(body)
    if not isinstance(read, dict):
        raise _NoAnswer
    return read


def _usable(sent: Any) -> Iterator[tuple[str, ExternalKey]]:
    """The keys that may sign, by name; others, of kinds that we do not take too, are left out."""
    if not isinstance(sent, list):
        raise _NoAnswer
    for described in sent[:MOST_KEYS]:
        key = _key(described)
        if key is not None:
            yield str(described.get("kid") or key.thumbprint()), key


def _key(described: Any) -> ExternalKey | None:
    if not isinstance(described, dict) or described.get("use", "sig") != "sig":
        return None
    kind = described.get("kty")
    if not isinstance(kind, str) or kind not in _KINDS:  # never `oct`: a secret is no public key
        return None
    if described.get("crv") != _CURVES.get(kind):
        return None
    if kind == "RSA" and len(str(described.get("n"))) * 6 < _SMALLEST_RSA:
        return None
    try:
        return _KINDS[kind].import_key({k: v for k, v in described.items() if k in _PUBLIC})
    except (JoseError, ValueError, TypeError):
        return None
