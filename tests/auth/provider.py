"""An OpenID provider for tests: its keys, its tokens, and its two pages, without a network."""

from typing import Any

import httpx
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from typing_extensions import override

from auth.external import ExternalTokenReader, Trust
from auth.external_keys import ProviderKeys
from tests.clock import now

ISSUER, AUDIENCE = "https://login.test", "jec-test"
Key = RSAKey | ECKey | OKPKey | OctKey


class _Registry(jws.JWSRegistry):
    """Signs with anything: what is refused must be refused by who checks."""

    @override
    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]


_ANYTHING = _Registry(strict_check_header=False)


def rsa(kid: str = "r1", size: int = 2048) -> RSAKey:
    return RSAKey.generate_key(size, {"kid": kid, "use": "sig"})


def ec(kid: str = "e1", curve: str = "P-256") -> ECKey:
    return ECKey.generate_key(curve, {"kid": kid})


def okp(kid: str = "o1") -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": kid})


def claims(**more: Any) -> dict[str, Any]:
    """The body of a good token; a value of None takes the claim away."""
    moment = int(now().timestamp())
    body = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": "u-1", "iat": moment, "exp": moment + 300,
    } | more  # fmt: skip
    return {name: value for name, value in body.items() if value is not None}


def signed(key: Key, alg: str = "RS256", *, head: dict[str, Any] | None = None, **more: Any) -> str:
    header = {"alg": alg, "kid": key.kid} | (head or {})
    header = {name: value for name, value in header.items() if value is not None}
    return jwt.encode(header, claims(**more), key, registry=_ANYTHING, default_type=None)


class Provider:
    """Lists the paths that were requested; what its pages hold can be changed meanwhile."""

    def __init__(self, *keys: Key, issuer: str = ISSUER) -> None:
        self.requests: list[str] = []
        self.issuer = issuer
        self.jwks_uri = f"{issuer}/keys"
        self.down = False
        self.body: bytes | None = None
        self.serve(*keys)

    def serve(self, *keys: Key) -> None:
        self.keys: Any = {"keys": [key.as_dict(private=False) for key in keys]}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request.url.path)
        if self.down:
            raise httpx.ConnectError("down")
        if request.url.path.endswith("openid-configuration"):
            body: Any = {"issuer": self.issuer, "jwks_uri": self.jwks_uri}
            return httpx.Response(200, json=body)
        if self.body is not None:
            return httpx.Response(200, content=self.body)
        return httpx.Response(200, json=self.keys)

    def keys_of(self, *, issuer: str = ISSUER, jwks_url: str | None = None) -> ProviderKeys:
        return ProviderKeys(issuer, jwks_url, transport=httpx.MockTransport(self))

    def reader(self, **trust: Any) -> ExternalTokenReader:
        about = {"issuer": ISSUER, "audience": AUDIENCE} | trust
        return ExternalTokenReader(Trust(**about), self.keys_of())
