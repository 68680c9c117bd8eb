"""Tokens of an outside OpenID provider: checked here, mapped to a person elsewhere.

Such a token says who somebody is at the provider and nothing of what they may do here: no claim of
it grants a scope. RFC 9068 and RFC 8725 (BCP 225), as far as they speak to who receives a token.
"""

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from joserfc.errors import JoseError
from joserfc.jws import CompactSignature, JWSRegistry, extract_compact, validate_compact
from typing_extensions import override

from auth.external_keys import ExternalKey, ProviderKeys
from auth.tokens import SKEW, InvalidToken

ALGORITHMS = frozenset({"RS256", "ES256", "EdDSA", "Ed25519"})
TYPES = frozenset({None, "jwt", "at+jwt", "application/at+jwt"})
NEVER = frozenset({"crit", "jwk", "jku", "x5u"})
"""Headers that extend what is signed, or say where the key would be."""
SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "sc"})
"""Values of `amr` that tell of a second factor (RFC 8176)."""
LONGEST_TOKEN = 8192
LONGEST_LIFE = 24 * 3600
LONGEST_SUBJECT = 255
TOKENS_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class ExternalSubject:
    """Who somebody is at an outside provider."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class ExternalClaims:
    """What a checked token says: who, whether with a second factor, from when until when (epoch
    seconds)."""

    identity: ExternalSubject
    second_factor: bool
    not_before: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class Trust:
    """Which tokens are taken: of which issuer, for which audience, asked for by whom (`azp`; the
    audience itself always may), and which `acr` means a second factor."""

    issuer: str
    audience: str
    parties: frozenset[str] = frozenset()
    second_factor_acr: frozenset[str] = field(default=frozenset())


class _Registry(JWSRegistry):
    """Our list of algorithms and no other; headers may hold a certificate."""

    max_header_length = LONGEST_TOKEN

    @override
    def get_alg(self, name: str) -> Any:  # without its warning of EdDSA's new name (RFC 9864)
        if name not in ALGORITHMS:
            raise InvalidToken
        return self.algorithms[name]


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


class ExternalTokenReader:
    """Checks the bearer tokens of one outside issuer."""

    def __init__(self, trust: Trust, keys: ProviderKeys) -> None:
        self.trust, self._keys = trust, keys
        self._remembered: OrderedDict[str, ExternalClaims] = OrderedDict()
        self._by_keys = keys.changes

    async def read(self, encoded: str, *, now: datetime) -> ExternalClaims:
        """The claims of a token of this issuer, for us, and of now; or `InvalidToken`."""
        claims = await self._known(encoded, now=now) or await self._checked(encoded, now=now)
        if not claims.not_before - SKEW.total_seconds() <= now.timestamp() < claims.expires_at:
            raise InvalidToken
        return claims

    async def _known(self, encoded: str, *, now: datetime) -> ExternalClaims | None:
        if encoded not in self._remembered:
            return None
        await self._keys.refresh(now=now)
        if self._by_keys != self._keys.changes:
            self._remembered.clear()
            self._by_keys = self._keys.changes
        return self._remembered.get(encoded)

    async def _checked(self, encoded: str, *, now: datetime) -> ExternalClaims:
        if len(encoded) > LONGEST_TOKEN:
            raise InvalidToken
        try:
            signed = extract_compact(encoded.encode(), registry=_REGISTRY)
            body = _body_of(signed)
            self._check_head(signed.headers(), body)
            key = await self._keys.of(_kid_of(signed), now=now)
            claims = self._claims(signed, body, key)
        except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as bad:
            raise InvalidToken from bad
        self._remembered[encoded] = claims
        if len(self._remembered) > TOKENS_REMEMBERED:
            self._remembered.popitem(last=False)
        return claims

    def _check_head(self, header: dict[str, Any], body: dict[str, Any]) -> None:
        """What can be told without a key: a token of another issuer makes us ask nobody."""
        kind = header.get("typ")
        kind = kind.lower() if isinstance(kind, str) else kind
        if header.get("alg") not in ALGORITHMS or kind not in TYPES or NEVER & header.keys():
            raise InvalidToken
        if body.get("iss") != self.trust.issuer:
            raise InvalidToken

    def _claims(
        self, signed: CompactSignature, body: dict[str, Any], key: ExternalKey | None
    ) -> ExternalClaims:
        if key is None or not validate_compact(signed, key, registry=_REGISTRY):
            raise InvalidToken
        self._check_meant_for_us(body)
        issued, expires = _moment(body, "iat"), _moment(body, "exp")
        subject = body.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise InvalidToken
        if expires - issued > LONGEST_LIFE:
            raise InvalidToken
        begins = max(issued, _moment(body, "nbf") if "nbf" in body else issued)
        identity = ExternalSubject(self.trust.issuer, subject)
        return ExternalClaims(identity, self._second_factor(body), begins, expires)

    def _check_meant_for_us(self, body: dict[str, Any]) -> None:
        """Audience, and the party that asked for the token: one made for another application is
        not good here, even if it names us beside others (OpenID Connect Core, 3.1.3.7)."""
        audience = body.get("aud")
        several = audience if isinstance(audience, list) else [audience]
        party = body.get("azp")
        ours = self.trust.parties | {self.trust.audience}
        if self.trust.audience not in several or (party is not None and party not in ours):
            raise InvalidToken
        if len(several) > 1 and party is None:
            raise InvalidToken

    def _second_factor(self, body: dict[str, Any]) -> bool:
        methods, level = body.get("amr"), body.get("acr")
        by_method = isinstance(methods, list) and bool(SECOND_FACTORS & {str(m) for m in methods})
        return by_method or (isinstance(level, str) and level in self.trust.second_factor_acr)


def _body_of(signed: CompactSignature) -> dict[str, Any]:
    body = json.loads(signed.payload)
    if not isinstance(body, dict):
        raise InvalidToken
    return body


def _kid_of(signed: CompactSignature) -> str | None:
    kid = signed.headers().get("kid")
    if kid is not None and not isinstance(kid, str):
        raise InvalidToken
    return kid


def _moment(body: dict[str, Any], name: str) -> float:
    """An instant in epoch seconds; no other type is one, and neither is what no clock shows."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**40:
        raise InvalidToken
    return float(value)
