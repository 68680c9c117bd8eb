"""Access tokens: bearer JWTs (RFC 9068, ES256). Issue them, check them, publish the keys."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from jose import JWTError, jwt

from auth.keys import ALGORITHM, KeyRing
from domain.access.permits import PersonId
from domain.access.scopes import Scope
from domain.errors import Unauthenticated

LIFETIME = timedelta(minutes=15)
SKEW = timedelta(seconds=30)
"""How far another process's clock may run ahead of ours."""
LONGEST_TOKEN = 4096
TOKENS_REMEMBERED = 4096
TYPE = "at+jwt"
_HEADER = {"alg", "kid", "typ"}
_REQUIRED = ("iat", "sub", "aud", "iss")
"""Beside `exp`, which is read below: required of the library, it would be checked by its clock."""


# A header of brackets within brackets is read before any signature: hence the RecursionError.
_MALFORMED = (
    JWTError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)


class InvalidToken(Unauthenticated):
    """Missing, malformed, forged, expired, ended or not meant for us: never told apart."""

    code = "invalid-token"
    title_es, title_en = "Sesión no válida", "Invalid token"
    es = "Inicie sesión de nuevo: su sesión falta, venció, terminó o no es válida."
    en = "Sign in again: the bearer token is missing, expired, ended or not valid."


@dataclass(frozen=True, slots=True)
class Claims:
    """What a checked token says: who, which scopes, which session, from when until when (epoch
    seconds)."""

    person_id: PersonId
    scopes: frozenset[Scope]
    session: UUID
    not_before: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token just made, and how many seconds it lives."""

    encoded: str
    expires_in: int
    scopes: frozenset[Scope]


class TokenSigner:
    """Signs and checks access tokens with the keys of a ring."""

    def __init__(self, keys: KeyRing, issuer: str, audience: str) -> None:
        self.keys, self.issuer, self.audience = keys, issuer, audience
        self._remembered: OrderedDict[str, Claims] = OrderedDict()
        self._by_keys = keys.changes

    def issue(
        self, person_id: PersonId, scopes: frozenset[Scope], *, session: UUID, now: datetime
    ) -> IssuedToken:
        """A token of a session, for a person or a client."""
        body = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": str(person_id),
            "sid": str(session),
            "jti": str(uuid4()),
            "iat": int(now.timestamp()),
            "nbf": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "scope": " ".join(sorted(scopes)),
        }
        key = self.keys.first
        headers = {"kid": key.id, "typ": TYPE}
        encoded = jwt.encode(body, key.signing, ALGORITHM, headers=headers)
        return IssuedToken(encoded, int(LIFETIME.total_seconds()), scopes)

    def read(self, encoded: str, *, now: datetime) -> Claims:
        """The claims of a token that this office issued, and that is of now."""
        if self._by_keys != self.keys.changes:
            self._remembered.clear()
            self._by_keys = self.keys.changes
        claims = self._remembered.get(encoded)
        if claims is None:
            claims = self._check(encoded)
            self._remembered[encoded] = claims
            if len(self._remembered) > TOKENS_REMEMBERED:
                self._remembered.popitem(last=False)
        moment = now.timestamp()
        if not claims.not_before - SKEW.total_seconds() <= moment < claims.expires_at:
            raise InvalidToken
        return claims

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The public keys that other services check our tokens with (RFC 7517)."""
        return {"keys": [key.public for key in self.keys.all()]}

    def _check(self, encoded: str) -> Claims:
        if len(encoded) > LONGEST_TOKEN:
            raise InvalidToken
        try:
            header = jwt.get_unverified_header(encoded)
            key = self.keys.of(header.get("kid"))
            # Our tokens have no other header: none that names a key, an extension or a place.
            if key is None or header.keys() != _HEADER or header["typ"] != TYPE:
                raise InvalidToken
            body = jwt.decode(
                encoded,
                key.checking,
                algorithms=[ALGORITHM],
                audience=self.audience,
                issuer=self.issuer,
                options={f"require_{claim}": True for claim in _REQUIRED}
                | {"verify_exp": False, "verify_nbf": False},  # by the caller's clock, each time
            )
            return _claims(body)
        except _MALFORMED as bad:
            raise InvalidToken from bad


def _claims(body: Mapping[str, Any]) -> Claims:
    """What a body says whose signature is right; a scope that is no more is passed over."""
    known = {scope.value for scope in Scope}
    return Claims(
        PersonId(UUID(body["sub"])),
        frozenset(Scope(s) for s in str(body["scope"]).split() if s in known),
        UUID(body["sid"]),
        max(int(body["iat"]), int(body.get("nbf", body["iat"]))),
        int(body["exp"]),
    )
