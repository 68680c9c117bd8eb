"""Bearer JWTs (ES256): issue them, check them, and publish the key that checks them (JWKS)."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from jose import JWTError, jwk, jwt
from jose.utils import base64url_encode

from domain.access import PersonId, Scope
from domain.errors import Unauthenticated

ALGORITHM = "ES256"
LIFETIME = timedelta(minutes=30)
LONGEST_TOKEN = 4096
TOKENS_REMEMBERED = 4096


class InvalidToken(Unauthenticated):
    """Missing, malformed, forged, expired or not meant for us: never told apart to the caller."""

    code = "invalid-token"
    title_es, title_en = "Sesión no válida", "Invalid token"
    es = "Inicie sesión de nuevo: su sesión falta, venció o no es válida."
    en = "Sign in again: the bearer token is missing, expired or not valid."


@dataclass(frozen=True, slots=True)
class Claims:
    """What a checked token says: who, which scopes, which sign-in, until when (epoch seconds)."""

    person: PersonId
    scopes: frozenset[Scope]
    session: UUID
    expires_at: int


@dataclass(frozen=True, slots=True)
class Issued:
    """A token just made, and how many seconds it lives."""

    encoded: str
    expires_in: int
    scopes: frozenset[Scope]


@dataclass(slots=True)
class TokenOffice:
    """Signs and checks tokens with one EC P-256 key. Key objects are built once: parsing a PEM
    for each signature costs more than the signature."""

    private_pem: str
    issuer: str
    audience: str
    _remembered: OrderedDict[str, Claims] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._signing = jwk.construct(self.private_pem, ALGORITHM)
        self._checking = self._signing.public_key()
        self._public = _public_jwk(self._checking.to_dict())

    _signing: Any = field(init=False, repr=False)
    _checking: Any = field(init=False, repr=False)
    _public: dict[str, str] = field(init=False, repr=False)

    def issue(self, person: PersonId, scopes: frozenset[Scope], *, now: datetime) -> Issued:
        """A token for one sign-in of a person."""
        body = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": str(person),
            "sid": str(uuid4()),
            "jti": str(uuid4()),
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "scope": " ".join(sorted(scopes)),
        }
        headers = {"kid": self._public["kid"]}
        encoded = jwt.encode(body, self._signing, ALGORITHM, headers=headers)
        return Issued(encoded, int(LIFETIME.total_seconds()), scopes)

    def read(self, encoded: str, *, now: datetime) -> Claims:
        """The claims of a token that this office issued and that has not expired."""
        claims = self._remembered.get(encoded)
        if claims is None:
            claims = self._check(encoded)
            self._remembered[encoded] = claims
            if len(self._remembered) > TOKENS_REMEMBERED:
                self._remembered.popitem(last=False)
        if claims.expires_at <= now.timestamp():
            raise InvalidToken
        return claims

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The public key set that other services check our tokens with (RFC 7517)."""
        return {"keys": [self._public]}

    def _check(self, encoded: str) -> Claims:
        if len(encoded) > LONGEST_TOKEN:
            raise InvalidToken
        required = ("exp", "iat", "sub", "aud", "iss")
        try:
            body = jwt.decode(
                encoded,
                self._checking,
                algorithms=[ALGORITHM],
                audience=self.audience,
                issuer=self.issuer,
                options={f"require_{claim}": True for claim in required} | {"verify_exp": False},
            )
            known = {scope.value for scope in Scope}
            return Claims(
                PersonId(UUID(body["sub"])),
                frozenset(Scope(s) for s in str(body["scope"]).split() if s in known),
                UUID(body["sid"]),
                int(body["exp"]),
            )
        except (
            JWTError,
            KeyError,
            ValueError,
            TypeError,
            AttributeError,
            RecursionError,
        ) as bad:  # a header of brackets within brackets is read before any signature
            raise InvalidToken from bad


def _public_jwk(described: dict[str, Any]) -> dict[str, str]:
    """The key as a JWK whose `kid` is its RFC 7638 thumbprint."""
    key = {name: _text(described[name]) for name in ("crv", "kty", "x", "y")}
    canonical = "{" + ",".join(f'"{name}":"{key[name]}"' for name in sorted(key)) + "}"
    thumbprint = base64url_encode(hashlib.sha256(canonical.encode()).digest()).decode()
    return key | {"alg": ALGORITHM, "use": "sig", "kid": thumbprint}


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def utc_now() -> datetime:
    """The present instant, aware."""
    return datetime.now(UTC)
