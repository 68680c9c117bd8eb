"""A token of the outside provider is taken when everything about it is right, and else refused."""

import hmac
import json
import warnings
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey
from joserfc.util import json_b64encode
from typing_extensions import override

from auth.external import LONGEST_LIFE, LONGEST_TOKEN
from auth.external_keys import (
    AGAIN,
    LONGEST_ANSWER,
    MAX_AGE,
    STALE_FOR,
    IdentityProviderUnavailable,
    is_protected,
)
from auth.tokens import SKEW, InvalidToken
from tests.auth.provider import AUDIENCE, ISSUER, Key, Provider, claims, ec, okp, rsa, signed
from tests.clock import now

KEY, OTHER = rsa("r1"), rsa("r2")


def moment() -> int:
    """Of the test, in seconds as tokens tell it."""
    return int(now().timestamp())


async def read(provider: Provider, token: str, **trust: Any) -> Any:
    return await provider.reader(**trust).read(token, now=now())


async def refused(provider: Provider, token: str, **trust: Any) -> None:
    with pytest.raises(InvalidToken):
        await read(provider, token, **trust)


@pytest.mark.parametrize(
    ("key", "alg"),
    [(KEY, "RS256"), (ec(), "ES256"), (okp(), "EdDSA"), (okp(), "Ed25519")],
    ids=["RS256", "ES256", "EdDSA", "Ed25519"],
)
async def test_a_good_token_tells_who_it_is(key: Key, alg: str) -> None:
    identity = await read(Provider(key), signed(key, alg))
    assert (identity.identity.issuer, identity.identity.subject) == (ISSUER, "u-1")
    assert identity.second_factor is False


@pytest.mark.parametrize("typ", [None, "JWT", "at+jwt", "application/at+jwt"])
async def test_usual_types_and_unknown_headers_are_taken(typ: str | None) -> None:
    head = {"typ": typ, "x5t": "dGh1bWI", "vendor": 7}
    assert await read(Provider(KEY), signed(KEY, head=head))


@dataclass(frozen=True)
class After:
    """An instant, so many seconds after the moment of the test, as a claim tells it."""

    seconds: int
    kind: type[int | str] = int

    @override
    def __str__(self) -> str:
        return f"now{self.seconds:+} as {self.kind.__name__}"

    def claim(self) -> int | str:
        return self.kind(moment() + self.seconds)


@pytest.mark.parametrize(
    "more",
    [
        {"iss": "https://login.test/"},
        {"iss": "https://evil.test"},
        {"iss": None},
        {"aud": "other"},
        {"aud": None},
        {"aud": ["other"]},
        {"aud": {"jec-test": 1}},
        {"aud": [AUDIENCE, "other"]},
        {"azp": "another-application"},
        {"aud": [AUDIENCE, "other"], "azp": "another-application"},
        {"exp": None},
        {"exp": After(0)},
        {"exp": After(-1)},
        {"exp": After(300, str)},
        {"exp": True},
        {"exp": 1e300},
        {"exp": After(LONGEST_LIFE + 1)},
        {"iat": None},
        {"iat": After(60), "exp": After(90)},
        {"nbf": After(60)},
        {"nbf": "soon"},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
    ids=lambda more: " ".join(f"{claim}={str(value)[:30]}" for claim, value in more.items()),
)
async def test_each_claim_must_be_right(more: dict[str, Any]) -> None:
    values: dict[str, Any] = {
        claim: v.claim() if isinstance(v, After) else v for claim, v in more.items()
    }
    await refused(Provider(KEY), signed(KEY, **values))


async def test_the_audience_among_others_needs_a_party_that_may_ask() -> None:
    token = signed(KEY, aud=[AUDIENCE, "account"], azp="portal")
    await refused(Provider(KEY), token)
    assert await read(Provider(KEY), token, parties=frozenset({"portal"}))
    assert await read(Provider(KEY), signed(KEY, azp=AUDIENCE))


@pytest.mark.parametrize(
    "head",
    [
        {"typ": "logout+jwt"},
        {"typ": "dpop+jwt"},
        {"crit": ["b64"], "b64": False},
        {"jku": "https://evil.test/keys"},
        {"x5u": "https://evil.test/cert"},
        {"jwk": OTHER.as_dict(private=False)},
        {"kid": "unknown"},
        {"kid": "../../dev/null"},
    ],
    ids=",".join,
)
async def test_headers_that_extend_or_lead_elsewhere_are_refused(head: dict[str, Any]) -> None:
    await refused(Provider(KEY, ec()), signed(KEY, head=head))


async def test_a_key_of_nobody_is_refused_under_a_known_name() -> None:
    forged = rsa("r1")
    await refused(Provider(KEY), signed(forged))


async def test_a_token_without_a_key_name_is_taken_while_there_is_one_key() -> None:
    token = signed(KEY, head={"kid": None})
    assert await read(Provider(KEY), token)
    await refused(Provider(KEY, OTHER), token)


@pytest.mark.parametrize("form", ["PEM", "DER"])
async def test_a_public_key_is_no_secret(form: str) -> None:
    public = KEY.as_pem(private=False) if form == "PEM" else KEY.as_der(private=False)
    head = json_b64encode({"alg": "HS256", "kid": "r1"}).decode()
    text = f"{head}.{json_b64encode(claims()).decode()}"
    seal = urlsafe_b64encode(hmac.digest(public, text.encode(), "sha256")).decode()
    await refused(Provider(KEY), f"{text}.{seal}")


@pytest.mark.parametrize("alg", ["HS256", "none", "None", "PS256", "RS1", "", None, 7, ["RS256"]])
async def test_no_algorithm_but_ours(alg: Any) -> None:
    _, body, seal = signed(KEY).split(".")
    head = json_b64encode({"alg": alg, "kid": "r1"}).decode()
    await refused(Provider(KEY), ".".join((head, body, seal)))
    await refused(Provider(KEY), f"{head}.{body}.")


async def test_an_algorithm_of_another_kind_of_key_is_refused() -> None:
    curve = ec("e1")
    parts = signed(curve, "ES256").split(".")
    head = json_b64encode({"alg": "RS256", "kid": "e1"}).decode()
    await refused(Provider(curve), ".".join((head, *parts[1:])))


@pytest.mark.parametrize(
    "token",
    [
        "", "x", "a.b", "a.b.c", "a.b.c.d.e", "..", "é.é.é", "x" * (LONGEST_TOKEN + 1),
        "e30.e30.", "W10.W10.x", "bnVsbA.bnVsbA.x",
    ],
    ids=lambda token: token[:12] or "empty",
)  # fmt: skip
async def test_what_is_no_token_asks_nobody(token: str) -> None:
    provider = Provider(KEY)
    await refused(provider, token)
    assert provider.requests == []


async def test_a_token_of_another_issuer_asks_nobody() -> None:
    provider = Provider(KEY)
    await refused(provider, signed(OTHER, iss="https://evil.test"))
    assert provider.requests == []


async def test_a_changed_claim_breaks_the_signature() -> None:
    head, _, seal = signed(KEY).split(".")
    other = json_b64encode(claims(sub="u-2")).decode()
    await refused(Provider(KEY), ".".join((head, other, seal)))


async def test_a_token_is_taken_again_until_it_expires() -> None:
    provider = Provider(KEY)
    reader, token = provider.reader(), signed(KEY)
    await reader.read(token, now=now())
    assert await reader.read(token, now=now() + timedelta(seconds=299))
    with pytest.raises(InvalidToken):
        await reader.read(token, now=now() + timedelta(seconds=300))
    with pytest.raises(InvalidToken):
        await reader.read(token, now=now() - SKEW - timedelta(seconds=2))
    assert provider.requests == ["/.well-known/openid-configuration", "/keys"]


@pytest.mark.parametrize(
    ("more", "second_factor"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": ["mfa"]}, True),
        ({"acr": "gold"}, True),
        ({"acr": "silver"}, False),
        ({"acr": ["gold"]}, False),
    ],
    ids=str,
)
async def test_a_second_factor_is_believed_when_it_is_told_as_it_was_agreed(
    more: dict[str, Any], second_factor: bool
) -> None:
    acr = frozenset({"gold"})
    identity = await read(Provider(KEY), signed(KEY, **more), second_factor_acr=acr)
    assert identity.second_factor is second_factor


async def test_an_unknown_key_is_asked_for_once_a_minute_at_most() -> None:
    provider = Provider(KEY)
    reader = provider.reader()
    await reader.read(signed(KEY), now=now())
    provider.serve(KEY, OTHER)
    for _ in range(20):
        with pytest.raises(InvalidToken):
            await reader.read(signed(rsa("x")), now=now() + timedelta(seconds=1))
    assert provider.requests.count("/keys") == 1
    later = now() + AGAIN
    assert await reader.read(signed(OTHER), now=later), "a new key is found"
    assert provider.requests.count("/keys") == 2


async def test_a_key_that_was_withdrawn_is_believed_ten_minutes_at_most() -> None:
    provider = Provider(KEY, OTHER)
    reader = provider.reader()
    token = signed(KEY, exp=moment() + 3600)
    await reader.read(token, now=now())
    provider.serve(OTHER)
    with pytest.raises(InvalidToken):
        await reader.read(token, now=now() + MAX_AGE)


async def test_while_the_provider_is_down_its_keys_serve_for_an_hour() -> None:
    provider = Provider(KEY)
    reader, token = provider.reader(), signed(KEY, exp=moment() + 2 * 3600)
    await reader.read(token, now=now())
    provider.down = True
    assert await reader.read(token, now=now() + STALE_FOR - timedelta(seconds=1))
    with pytest.raises(IdentityProviderUnavailable):
        await reader.read(token, now=now() + STALE_FOR)
    provider.down = False
    assert await reader.read(token, now=now() + STALE_FOR + timedelta(seconds=9))


async def test_without_any_key_nobody_is_let_in_and_nobody_is_asked_again_at_once() -> None:
    provider = Provider(KEY)
    provider.down = True
    reader = provider.reader()
    for _ in range(5):
        with pytest.raises(IdentityProviderUnavailable):
            await reader.read(signed(KEY), now=now())
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("issuer", "jwks_uri"),
    [
        ("https://evil.test", "https://login.test/keys"),
        (ISSUER, "http://login.test/keys"),
        (ISSUER, "http://127.0.0.1/keys"),
        (ISSUER, "file:///etc/passwd"),
        (ISSUER, 7),
    ],
)
async def test_a_discovery_that_leads_elsewhere_is_not_followed(issuer: str, jwks_uri: Any) -> None:
    provider = Provider(KEY)
    provider.issuer, provider.jwks_uri = issuer, jwks_uri
    with pytest.raises(IdentityProviderUnavailable):
        await provider.reader().read(signed(KEY), now=now())
    assert "/keys" not in provider.requests


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b"null", b'{"keys": {}}', b"[" * 100_000, b'{"keys": []} garbage',
        b" " * (LONGEST_ANSWER + 1), b"\xff\xfe",
    ],
    ids=lambda body: repr(body[:12]),
)  # fmt: skip
async def test_an_answer_that_is_no_set_of_keys_changes_nothing(body: bytes) -> None:
    provider = Provider(KEY)
    provider.body = body
    with pytest.raises(IdentityProviderUnavailable):
        await provider.reader().read(signed(KEY), now=now())


async def test_only_keys_that_sign_as_we_take_it_are_kept() -> None:
    good = rsa("good")
    strange: list[Any] = [
        None,
        "key",
        {},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "s"},
        {"kty": "RSA", "kid": "half", "n": "x" * 400},
        {**rsa("enc").as_dict(private=False), "use": "enc"},
        ECKey.generate_key("P-521", {"kid": "p521"}).as_dict(private=False),
        good.as_dict(private=False),
    ]
    provider = Provider()
    provider.body = json.dumps({"keys": strange}).encode()
    keys = provider.keys_of()
    assert await keys.of("good", now=now())
    assert await keys.of(None, now=now()), "it is the only one"
    for kid in ("s", "half", "enc", "p521"):
        assert await keys.of(kid, now=now()) is None


async def test_a_small_rsa_key_is_none() -> None:
    with warnings.catch_warnings(action="ignore"):
        weak = rsa("weak", 1024)
        token = signed(weak)
    await refused(Provider(weak, KEY), token)


@pytest.mark.parametrize(
    ("url", "protected"),
    [
        ("https://login.test/realms/jec", True),
        ("http://127.0.0.1:9400", True),
        ("http://localhost:9400", True),
        ("http://login.test", False),
        ("http://127.0.0.1.evil.test", False),
        ("https://user@login.test", False),
        ("ftp://login.test", False),
        ("login.test", False),
        ("https://", False),
    ],
)
def test_addresses_are_https_but_on_this_machine(url: str, protected: bool) -> None:
    assert is_protected(url) is protected
