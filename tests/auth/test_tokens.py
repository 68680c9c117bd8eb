"""Only a token that this service signed, for itself, and that has not expired, is believed."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from jose import jwt

from auth.keys import new_key
from auth.tokens import LIFETIME, InvalidToken, TokenOffice
from domain.access import PersonId, Scope

NOW = datetime.now(UTC)
KEY = new_key()
PERSON = PersonId(uuid4())


@pytest.fixture
def office() -> TokenOffice:
    return TokenOffice(KEY, "https://issuer.test", "jec")


def claims(**changed: Any) -> dict[str, Any]:
    body = {
        "iss": "https://issuer.test",
        "aud": "jec",
        "sub": str(PERSON),
        "sid": str(uuid4()),
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + LIFETIME).timestamp()),
        "scope": "me:read",
    }
    return {name: value for name, value in (body | changed).items() if value is not None}


def signed(body: dict[str, Any], key: str = KEY, algorithm: str = "ES256") -> str:
    return str(jwt.encode(body, key, algorithm))


def test_what_it_issues_it_reads(office: TokenOffice) -> None:
    issued = office.issue(PERSON, frozenset({Scope.ME_READ}), now=NOW)
    read = office.read(issued.encoded, now=NOW)
    assert (read.person, read.scopes) == (PERSON, frozenset({Scope.ME_READ}))


def test_it_expires_to_the_second(office: TokenOffice) -> None:
    issued = office.issue(PERSON, frozenset(), now=NOW)
    office.read(issued.encoded, now=NOW + LIFETIME - timedelta(seconds=2))
    with pytest.raises(InvalidToken):
        office.read(issued.encoded, now=NOW + LIFETIME)


def unsigned() -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims())
    encoded = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*encoded, ""])


def hmac_with_public_key(encoding: Encoding) -> str:
    """What a library tricked into HS256 would believe: signed with the *public* key."""
    key = load_pem_private_key(KEY.encode(), None).public_key()
    secret = key.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
    import hashlib
    import hmac

    head, body = (
        base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=")
        for p in ({"alg": "HS256", "typ": "JWT"}, claims())
    )
    seal = hmac.new(secret, head + b"." + body, hashlib.sha256).digest()
    return b".".join([head, body, base64.urlsafe_b64encode(seal).rstrip(b"=")]).decode()


BAD = {
    "empty": lambda: "",
    "not a token": lambda: "abc.def",
    "alg none": unsigned,
    "HMAC with the public key in PEM": lambda: hmac_with_public_key(Encoding.PEM),
    "HMAC with the public key in DER": lambda: hmac_with_public_key(Encoding.DER),
    "another key": lambda: signed(claims(), new_key()),
    "another issuer": lambda: signed(claims(iss="https://evil.test")),
    "another audience": lambda: signed(claims(aud="other")),
    "no exp": lambda: signed(claims(exp=None)),
    "no sub": lambda: signed(claims(sub=None)),
    "no sid": lambda: signed(claims(sid=None)),
    "no scope": lambda: signed(claims(scope=None)),
    "sub is no UUID": lambda: signed(claims(sub="admin")),
    "expired": lambda: signed(claims(exp=int((NOW - timedelta(seconds=1)).timestamp()))),
    "oversize": lambda: signed(claims(scope="me:read " * 2000)),
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD.keys())
def test_what_is_not_ours_is_not_believed(office: TokenOffice, make: Any) -> None:
    with pytest.raises(InvalidToken):
        office.read(make(), now=NOW)


def test_a_tampered_scope_is_noticed(office: TokenOffice) -> None:
    issued = office.issue(PERSON, frozenset({Scope.ME_READ}), now=NOW).encoded
    head, body, seal = issued.split(".")
    loaded = json.loads(base64.urlsafe_b64decode(body + "=="))
    loaded["scope"] = "calendar:write"
    forged = base64.urlsafe_b64encode(json.dumps(loaded).encode()).decode().rstrip("=")
    with pytest.raises(InvalidToken):
        office.read(f"{head}.{forged}.{seal}", now=NOW)


def test_others_can_check_our_tokens_with_the_published_key(office: TokenOffice) -> None:
    (key,) = office.jwks()["keys"]
    issued = office.issue(PERSON, frozenset({Scope.ME_READ}), now=NOW).encoded
    body = jwt.decode(issued, key, algorithms=["ES256"], audience="jec")
    assert body["sub"] == str(PERSON)
    assert "d" not in key, "the private part stays here"
