"""The token matrix: only a token that this service signed, for itself, and that is of now, is
believed. Rendered for readers in docs/token-matrix.md (JEC_WRITE_DOCS=1 writes it)."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jose import jwe, jwt

from auth.keys import KeyRing, keep_key, new_key, retire, rotate
from auth.tokens import LIFETIME, SKEW, InvalidToken, TokenSigner
from domain.access.permits import PersonId
from domain.access.scopes import Scope
from tests.clock import now

PERSON, SESSION = PersonId(uuid4()), uuid4()
PAGE = Path(__file__).parents[2] / "docs" / "token-matrix.md"


class Forge:
    """What an attacker has: our public key, keys of their own, and every library."""

    def __init__(self, signer: TokenSigner, pem: str) -> None:
        self.signer, self.pem = signer, pem
        self.kid = signer.keys.first.id

    def claims(self, **changed: Any) -> dict[str, Any]:
        body = {
            "iss": "https://issuer.test",
            "aud": "jec",
            "sub": str(PERSON),
            "sid": str(SESSION),
            "iat": int(now().timestamp()),
            "exp": int((now() + LIFETIME).timestamp()),
            "scope": "me:read",
        }
        return {name: value for name, value in (body | changed).items() if value is not None}

    def signed(self, *, key: str | None = None, header: Any = None, **changed: Any) -> str:
        """Signed as we would, but for what is changed; in a header, None takes it away."""
        given = {"kid": self.kid, "typ": "at+jwt"} | (header or {})
        headers = {name: value for name, value in given.items() if value is not None}
        token = jwt.encode(self.claims(**changed), key or self.pem, "ES256", headers=headers)
        return str(token)

    def raw(self, header: dict[str, Any], seal: bytes = b"") -> str:
        return ".".join((part(header), part(self.claims()), text(seal)))

    def hmac(self, encoding: Encoding) -> str:
        """What a library tricked into HS256 would believe: signed with the *public* key."""
        key = load_pem_private_key(self.pem.encode(), None).public_key()
        secret = key.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
        head = {"alg": "HS256", "typ": "at+jwt", "kid": self.kid}
        signed = f"{part(head)}.{part(self.claims())}".encode()
        return f"{signed.decode()}.{text(hmac.new(secret, signed, hashlib.sha256).digest())}"

    def rsa(self) -> str:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        headers = {"kid": self.kid, "typ": "at+jwt"}
        return str(jwt.encode(self.claims(), pem, "RS256", headers=headers))

    def own(self) -> str:
        issued = self.signer.issue(PERSON, frozenset({Scope.ME_READ}), session=SESSION, now=now())
        return issued.encoded

    def tampered(self) -> str:
        """Ours, with one scope more."""
        head, body, seal = self.own().split(".")
        loaded = json.loads(base64.urlsafe_b64decode(body + "=="))
        return f"{head}.{part(loaded | {'scope': 'calendar:write'})}.{seal}"

    def swapped(self) -> str:
        """The seal of one of our tokens below another."""
        head, body, _ = self.own().split(".")
        return f"{head}.{body}.{self.signed(sub=str(uuid4())).rpartition('.')[2]}"

    def with_own_key(self) -> str:
        """Signed by the attacker, the key that checks it enclosed."""
        key = KEYS["attacker"]
        public = load_pem_private_key(key.encode(), None).public_key()
        numbers: Any = public.public_numbers()  # type: ignore[union-attr]
        enclosed = {"kty": "EC", "crv": "P-256", "x": number(numbers.x), "y": number(numbers.y)}
        return self.signed(key=key, header={"jwk": enclosed})

    def encrypted(self) -> str:
        sealed = jwe.encrypt(json.dumps(self.claims()), "k" * 32, "A256GCM", "dir")
        return sealed.decode() if isinstance(sealed, bytes) else str(sealed)


KEYS = {"attacker": new_key()}


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def part(value: dict[str, Any]) -> str:
    return text(json.dumps(value).encode())


def number(value: int) -> str:
    return text(value.to_bytes(32))


def at(moment: datetime) -> int:
    return int(moment.timestamp())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return keep_key(tmp_path_factory.mktemp("keys") / "signing.pem")


@pytest.fixture
def signer(file: Path) -> TokenSigner:
    return TokenSigner(KeyRing(file), "https://issuer.test", "jec")


@pytest.fixture
def forge(signer: TokenSigner, file: Path) -> Forge:
    return Forge(signer, file.read_text())


BAD: dict[str, Callable[[Forge], str]] = {
    "empty": lambda _: "",
    "malformed: no token": lambda _: "abc.def",
    "malformed: parts that are no base64": lambda _: "%%%.%%%.%%%",
    "malformed: a body that is no JSON": lambda f: f"{part({'alg': 'ES256'})}.{text(b'{')}.x",
    "malformed: brackets within brackets": lambda _: f"{text(b'[' * 3000)}.e30.x",
    "alg `none`": lambda f: f.raw({"alg": "none", "typ": "at+jwt", "kid": f.kid}),
    "alg `None`, `nOnE`": lambda f: f.raw({"alg": "nOnE", "typ": "at+jwt", "kid": f.kid}),
    "wrong alg: RS256 with a key of one's own": Forge.rsa,
    "HMAC with the public key in PEM": lambda f: f.hmac(Encoding.PEM),
    "HMAC with the public key in DER": lambda f: f.hmac(Encoding.DER),
    "unknown key": lambda f: f.signed(key=KEYS["attacker"], header={"kid": "another"}),
    "another key under our `kid`": lambda f: f.signed(key=KEYS["attacker"]),
    "`kid` missing": lambda f: f.signed(header={"kid": None}),
    "`kid` as a path": lambda f: f.signed(header={"kid": "../../../dev/null"}),
    "`kid` as SQL": lambda f: f.signed(header={"kid": "' or '1'='1"}),
    "`kid` that is no text": lambda f: f.signed(header={"kid": ["a"]}),
    "a key enclosed (`jwk`)": Forge.with_own_key,
    "a key to fetch (`jku`)": lambda f: f.signed(header={"jku": "https://evil.test/jwks"}),
    "a certificate to fetch (`x5u`)": lambda f: f.signed(header={"x5u": "https://evil.test"}),
    "an extension that must be understood (`crit`)": lambda f: f.signed(header={"crit": ["b64"]}),
    "another type of token (`typ`)": lambda f: f.signed(header={"typ": "JWT"}),
    "wrong issuer": lambda f: f.signed(iss="https://evil.test"),
    "wrong audience": lambda f: f.signed(aud="other"),
    "no issuer": lambda f: f.signed(iss=None),
    "no audience": lambda f: f.signed(aud=None),
    "expired": lambda f: f.signed(exp=at(now() - timedelta(seconds=1))),
    "no `exp`": lambda f: f.signed(exp=None),
    "`exp` beyond all numbers": lambda f: f.signed(exp=1e400),
    "not yet valid (`nbf`)": lambda f: f.signed(nbf=at(now() + SKEW + timedelta(seconds=2))),
    "issued in the future (`iat`)": lambda f: f.signed(iat=at(now() + SKEW + timedelta(seconds=2))),
    "no `iat`": lambda f: f.signed(iat=None),
    "no `sub`": lambda f: f.signed(sub=None),
    "`sub` that is no person": lambda f: f.signed(sub="admin"),
    "no `sid`": lambda f: f.signed(sid=None),
    "`sid` that is no session": lambda f: f.signed(sid="1"),
    "no scope": lambda f: f.signed(scope=None),
    "tampered scope": Forge.tampered,
    "the seal of another token": Forge.swapped,
    "oversize": lambda f: f.signed(scope="me:read " * 2000),
    "JWE": Forge.encrypted,
}

IN_SERVICE = {
    "missing": "tests/api/identity/test_sessions.py::test_who_sends_no_token_is_nobody",
    "two Authorization headers": "tests/api/identity/test_sessions.py::test_two_tokens_are_nobodys",
    "unknown `sid`": "tests/api/identity/test_sessions.py::test_a_session_that_never_was",
    "revoked `sid`": (
        "tests/api/identity/test_sessions.py::test_signing_out_ends_the_access_tokens_too"
    ),
    "replayed `sid`": (
        "tests/api/identity/test_sessions.py::test_a_refresh_token_used_twice_ends_the_session"
    ),
    "`sid` of a session whose password was changed": (
        "tests/api/identity/test_passwords.py::test_a_new_password_ends_the_other_sessions"
    ),
}
"""What needs the database, and where it is tried."""


def test_what_it_issues_it_reads(signer: TokenSigner, forge: Forge) -> None:
    read = signer.read(forge.own(), now=now())
    assert (read.person_id, read.session) == (PERSON, SESSION)
    assert read.scopes == frozenset({Scope.ME_READ})


def test_what_the_forge_leaves_unchanged_is_believed(signer: TokenSigner, forge: Forge) -> None:
    """So that each of the forgeries is refused for what it changes and for nothing else."""
    assert signer.read(forge.signed(), now=now()).person_id == PERSON


def test_it_expires_to_the_second(signer: TokenSigner, forge: Forge) -> None:
    encoded = forge.own()
    signer.read(encoded, now=now() + LIFETIME - timedelta(seconds=2))
    with pytest.raises(InvalidToken):
        signer.read(encoded, now=now() + LIFETIME)


def test_it_is_of_the_callers_time_and_of_no_other_clock(signer: TokenSigner) -> None:
    then = now() - timedelta(days=400)
    issued = signer.issue(PERSON, frozenset({Scope.ME_READ}), session=SESSION, now=then)
    with pytest.raises(InvalidToken):
        signer.read(issued.encoded, now=now())
    assert signer.read(issued.encoded, now=then).person_id == PERSON


@pytest.mark.parametrize("make", BAD.values(), ids=BAD.keys())
def test_what_is_not_ours_is_not_believed(
    signer: TokenSigner, forge: Forge, make: Callable[[Forge], str]
) -> None:
    with pytest.raises(InvalidToken):
        signer.read(make(forge), now=now())


def test_others_can_check_our_tokens_with_the_published_key(
    signer: TokenSigner, forge: Forge
) -> None:
    (key,) = signer.jwks()["keys"]
    body = jwt.decode(forge.own(), key, algorithms=["ES256"], audience="jec")
    assert body["sub"] == str(PERSON)
    assert "d" not in key, "the private part stays here"


def test_a_key_is_rotated_without_anybody_noticing(tmp_path: Path) -> None:
    file = keep_key(tmp_path / "signing.pem")
    before = TokenSigner(KeyRing(file), "i", "jec")
    running = TokenSigner(KeyRing(file), "i", "jec")
    old = before.issue(PERSON, frozenset(), session=SESSION, now=now()).encoded
    running.read(old, now=now())
    assert rotate(file) == 2
    after = TokenSigner(KeyRing(file), "i", "jec")
    new = after.issue(PERSON, frozenset(), session=SESSION, now=now()).encoded
    forget_when_looked(running)
    assert running.read(new, now=now()).person_id == PERSON, "without a restart"
    assert running.read(old, now=now()).person_id == PERSON
    assert len(running.jwks()["keys"]) == 2
    assert retire(file) == 1
    forget_when_looked(running)
    with pytest.raises(InvalidToken):
        running.read(old, now=now())
    assert running.read(new, now=now()).person_id == PERSON
    assert file.stat().st_mode & 0o077 == 0, "nobody else reads it"


def forget_when_looked(signer: TokenSigner) -> None:
    """As if a second had passed."""
    signer.keys._looked = 0.0


def test_the_page_for_readers_has_every_case() -> None:
    lines = [
        "# Token matrix",
        "",
        "Every way a bearer token can be wrong, each refused with `401 invalid-token` and never",
        "told apart. Kept by `tests/auth/test_tokens.py`; do not edit.",
        "",
        "| case | test |",
        "|---|---|",
        *(f"| {name} | `test_what_is_not_ours_is_not_believed[{name}]` |" for name in BAD),
        *(f"| {name} | `{test}` |" for name, test in IN_SERVICE.items()),
    ]
    page = "\n".join(lines) + "\n"
    if os.environ.get("JEC_WRITE_DOCS"):
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page, "run with JEC_WRITE_DOCS=1 and read the difference"


@pytest.mark.parametrize("test", IN_SERVICE.values())
def test_the_tests_that_the_page_names_exist(test: str) -> None:
    file, _, name = test.partition("::")
    assert f"def {name}(" in (PAGE.parents[1] / file).read_text("utf-8")
