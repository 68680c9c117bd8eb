"""Signing keys: EC P-256, made here, kept in a file that only the service can read.

The file holds one or more private keys, the newest first: it signs, all are believed and published.
So a key is changed without anybody noticing: `jec keygen --rotate` puts a new one in front, and
once the tokens of the old one have expired, `jec keygen --retire` takes that away.
"""

import hashlib
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jose import jwk
from jose.utils import base64url_encode

ALGORITHM = "ES256"
_PEM = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----\n?", re.S)
_LOOK_AGAIN = 1.0  # seconds


def new_key() -> str:
    """A private key as PEM (PKCS 8)."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode("ascii")


def keep_key(file: Path) -> Path:
    """Make a key in `file` unless there is one; readable by its owner only."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, new_key(), os.O_EXCL)
    return file


def rotate(file: Path) -> int:
    """Put a new key in front; answers how many there are now."""
    present = _PEM.findall(file.read_text("ascii"))
    _replace(file, "".join((new_key(), *present)))
    return len(present) + 1


def retire(file: Path) -> int:
    """Take every key but the first away; answers how many went."""
    first, *others = _PEM.findall(file.read_text("ascii"))
    if others:
        _replace(file, first)
    return len(others)


def _replace(file: Path, text: str) -> None:
    """All at once, so that no process ever reads half a file."""
    made = file.with_name(f"{file.name}.new")
    made.unlink(missing_ok=True)
    _write(made, text, os.O_EXCL)
    made.replace(file)


def _write(file: Path, text: str, *flags: int) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | sum(flags), 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(text)


def derived(pem: str, purpose: str) -> bytes:
    """A secret of 32 bytes for one purpose, which tells nothing of the key (HKDF, RFC 5869)."""
    material = _PEM.findall(pem)[0].encode()
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(material)


@dataclass(frozen=True, slots=True)
class Key:
    """One signing key: its public name, its parts, and secrets derived from it: of refresh tokens,
    to seal second factors with, and to count attempts by what cannot be read back."""

    id: str
    signing: Any
    checking: Any
    public: dict[str, str]
    refresh: bytes
    sealing: bytes
    counting: bytes


class KeyRing:
    """The keys of a file, read again when it changes: at most once a second."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_from: tuple[int, int] | None = None
        self._looked = 0.0
        self._keys: tuple[Key, ...] = ()
        self._by_id: dict[str, Key] = {}
        self._changes = 0
        self._look()

    @property
    def changes(self) -> int:
        """How often another set of keys was read: what was checked before may no longer hold."""
        self._look()
        return self._changes

    @property
    def first(self) -> Key:
        """The key that signs."""
        self._look()
        return self._keys[0]

    def all(self) -> tuple[Key, ...]:
        """Every key that is believed."""
        self._look()
        return self._keys

    def of(self, id: object) -> Key | None:
        """The key of a name."""
        self._look()
        return self._by_id.get(id) if isinstance(id, str) else None

    def _look(self) -> None:
        now = time.monotonic()
        if self._keys and now - self._looked < _LOOK_AGAIN:
            return
        self._looked = now
        status = self._file.stat()
        version = (status.st_mtime_ns, status.st_ino)
        if version == self._read_from:
            return
        keys = tuple(_key(pem) for pem in _PEM.findall(self._file.read_text("ascii")))
        if not keys:
            raise ValueError(f"{self._file} holds no key")
        self._keys, self._read_from = keys, version
        self._by_id = {key.id: key for key in keys}
        self._changes += 1


def _key(pem: str) -> Key:
    # Key objects are built once: parsing a PEM for each signature costs more than the signature.
    signing = jwk.construct(pem, ALGORITHM)
    checking = signing.public_key()
    public = _public_jwk(checking.to_dict())
    secrets = (derived(pem, of) for of in ("refresh tokens", "second factors", "attempts"))
    return Key(public["kid"], signing, checking, public, *secrets)


def _public_jwk(described: dict[str, Any]) -> dict[str, str]:
    """The key as a JWK whose `kid` is its RFC 7638 thumbprint."""
    key = {name: _text(described[name]) for name in ("crv", "kty", "x", "y")}
    canonical = "{" + ",".join(f'"{name}":"{key[name]}"' for name in sorted(key)) + "}"
    thumbprint = base64url_encode(hashlib.sha256(canonical.encode()).digest()).decode()
    return key | {"alg": ALGORITHM, "use": "sig", "kid": thumbprint}


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
