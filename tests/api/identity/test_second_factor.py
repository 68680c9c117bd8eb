"""The second factor: set up, asked for at sign-in, good once, replaced, removed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pyotp
import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from api.settings import Settings
from auth import totp
from auth.keys import KeyRing, new_key, retire, rotate
from auth.permits import PermitCache
from auth.totp import SecondFactorCipher
from domain.access.permits import PersonId
from domain.access.roles import Role
from tests.answers import problem
from tests.api.identity.second_factor import PATH, begin, code_of, confirm, set_up
from tests.clock import now
from tests.world import BAGUA, PASSWORD, Auth, Connection, World


@pytest.fixture
async def rosa(world: World) -> UUID:
    person = await world.appoint(Role.UGEL, BAGUA)
    await world.account(person, "rosa")
    return person


@pytest.fixture
def auth(world: World, rosa: UUID) -> Auth:
    return world.auth(rosa)


async def remove(client: AsyncClient, auth: Auth, **body: str) -> Response:
    return await client.request("DELETE", PATH, json={"password": PASSWORD} | body, headers=auth)


async def sign_in(client: AsyncClient, otp: str | None = None, **more: str) -> Response:
    form = {"grant_type": "password", "username": "rosa", "password": PASSWORD}
    return await client.post("/v1/auth/token", data=form | ({"otp": otp} if otp else {}) | more)


async def test_what_an_authenticator_scans_is_shown_once(
    client: AsyncClient, auth: Auth, connection: Connection
) -> None:
    answer = await begin(client, auth)
    begun = answer.json()
    assert begun["uri"].startswith("otpauth://totp/JEC:rosa?secret=")
    assert begun["secret"] in begun["uri"]
    assert begun["qr_svg"].startswith("<svg")
    assert answer.headers["cache-control"] == "no-store, no-transform"
    stored = await connection.fetchval("select pending_secret from second_factor")
    assert begun["secret"].encode() not in stored
    state = (await client.get(PATH, headers=auth)).json()
    assert (state["state"], state["recovery_codes_left"]) == ("pending", 0)


async def test_nothing_changes_before_a_code_was_shown(client: AsyncClient, auth: Auth) -> None:
    await begin(client, auth)
    assert (await sign_in(client)).status_code == 200
    assert problem(await confirm(client, auth, "000000")) == (403, "not-proven")
    assert (await sign_in(client)).status_code == 200


async def test_with_it_on_a_password_is_not_enough(client: AsyncClient, auth: Auth) -> None:
    secret, _ = await set_up(client, auth)
    assert problem(await sign_in(client)) == (401, "second-factor-required")
    assert problem(await sign_in(client, "000000")) == (401, "wrong-second-factor")
    assert (await sign_in(client, code_of(secret, steps=1))).status_code == 200


async def test_a_wrong_password_does_not_tell_that_a_factor_is_on(
    client: AsyncClient, auth: Auth
) -> None:
    await set_up(client, auth)
    wrong = await sign_in(client, password="no es esta")
    assert problem(wrong) == (401, "wrong-credentials")


async def test_a_code_is_good_once(client: AsyncClient, auth: Auth) -> None:
    secret, _ = await set_up(client, auth)
    code = code_of(secret, steps=1)
    assert (await sign_in(client, code)).status_code == 200
    assert problem(await sign_in(client, code)) == (401, "wrong-second-factor")
    assert problem(await sign_in(client, code_of(secret))) == (401, "wrong-second-factor"), (
        "earlier"
    )


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_away(steps: int, good: bool) -> None:
    secret = totp.new_secret()
    code = pyotp.TOTP(secret).at(now(), counter_offset=steps)
    assert (totp.step_of(secret, code, now=now(), after=0) is not None) is good


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B (SHA-1, the last six digits)."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        moment = datetime.fromtimestamp(seconds, UTC)
        assert totp.step_of(secret, code, now=moment, after=0) == seconds // 30


async def test_each_recovery_code_stands_in_once(client: AsyncClient, auth: Auth) -> None:
    _, codes = await set_up(client, auth)
    assert len(set(codes)) == 10
    assert (await sign_in(client, codes[0])).status_code == 200
    assert problem(await sign_in(client, codes[0])) == (401, "wrong-second-factor")
    assert (await sign_in(client, codes[1].lower().replace("-", " "))).status_code == 200
    assert (await client.get(PATH, headers=auth)).json()["recovery_codes_left"] == 8


async def test_recovery_codes_are_kept_as_digests(
    client: AsyncClient, auth: Auth, connection: Connection
) -> None:
    _, codes = await set_up(client, auth)
    rows = [row[0] for row in await connection.fetch("select code_hash from recovery_code")]
    assert all(len(digest) == 32 for digest in rows)
    events = " ".join(row[0] for row in await connection.fetch("select payload::text from event"))
    assert not any(code in events for code in codes)


async def test_codes_are_guessed_no_more_often_than_passwords(
    client: AsyncClient, auth: Auth
) -> None:
    secret, _ = await set_up(client, auth)
    for _ in range(5):
        assert (await sign_in(client, "000000")).status_code == 401
        await sign_in(client)  # that the password is right makes no failure undone
    assert (await sign_in(client, code_of(secret, steps=1))).status_code == 429


async def test_asking_for_the_code_is_no_failure(client: AsyncClient, auth: Auth) -> None:
    secret, _ = await set_up(client, auth)
    for _ in range(8):
        assert problem(await sign_in(client)) == (401, "second-factor-required")
    assert (await sign_in(client, code_of(secret, steps=1))).status_code == 200


async def test_it_is_replaced_with_a_code_of_the_one_before(
    client: AsyncClient, auth: Auth
) -> None:
    former, codes = await set_up(client, auth)
    assert problem(await begin(client, auth)) == (403, "not-proven")
    begun = (await begin(client, auth, code=codes[0])).json()
    assert (await sign_in(client, code_of(former, steps=1))).status_code == 200, "until confirmed"
    assert (await confirm(client, auth, code_of(begun["secret"]))).status_code == 200
    assert problem(await sign_in(client, codes[1])) == (401, "wrong-second-factor"), "void"
    assert (await sign_in(client, code_of(begun["secret"], steps=1))).status_code == 200


async def test_it_is_removed_with_password_and_code(client: AsyncClient, auth: Auth) -> None:
    secret, _ = await set_up(client, auth)
    assert problem(await remove(client, auth)) == (403, "not-proven")
    wrong = code_of(secret, steps=1)
    assert problem(await remove(client, auth, code=wrong, password="otra")) == (403, "not-proven")
    assert (await remove(client, auth, code=wrong)).status_code == 204
    assert (await sign_in(client)).status_code == 200
    assert problem(await remove(client, auth)) == (409, "second-factor-off")


async def test_a_factor_that_is_confirmed_or_removed_ends_the_other_sessions(
    client: AsyncClient, auth: Auth, connection: Connection
) -> None:
    opened = (await sign_in(client)).json()
    secret, codes = await set_up(client, auth)
    await ended(client, connection, opened)
    opened = (await sign_in(client, code_of(secret, steps=1))).json()
    assert (await remove(client, auth, code=codes[0])).status_code == 204
    await ended(client, connection, opened)
    assert (await client.get("/v1/me", headers=auth)).status_code == 200, "this one stays"


async def ended(client: AsyncClient, connection: Connection, opened: dict[str, str]) -> None:
    other = {"Authorization": f"Bearer {opened['access_token']}"}
    assert (await client.get("/v1/me", headers=other)).status_code == 401
    form = {"grant_type": "refresh_token", "refresh_token": opened["refresh_token"]}
    assert (await client.post("/v1/auth/token", data=form)).status_code == 401
    why = "select ended_reason from session where ended_at is not null order by ended_at desc"
    assert await connection.fetchval(why) == "second-factor-changed"


async def test_a_factor_that_was_begun_is_not_confirmed_by_guessing(
    client: AsyncClient, auth: Auth
) -> None:
    secret = (await begin(client, auth)).json()["secret"]
    for _ in range(5):
        assert problem(await confirm(client, auth, "000000")) == (403, "not-proven")
    assert problem(await confirm(client, auth, code_of(secret))) == (429, "too-many-attempts")


async def test_confirming_forgets_the_wrong_codes(client: AsyncClient, auth: Auth) -> None:
    for _ in range(2):
        (code,) = (await set_up_slowly(client, auth))[:1]
        await remove(client, auth, code=code)


async def set_up_slowly(client: AsyncClient, auth: Auth) -> list[str]:
    """The recovery codes, after as many wrong codes as are free."""
    secret = (await begin(client, auth)).json()["secret"]
    for _ in range(4):
        assert problem(await confirm(client, auth, "000000")) == (403, "not-proven")
    answer = await confirm(client, auth, code_of(secret))
    assert answer.status_code == 200, answer.text
    codes: list[str] = answer.json()["recovery_codes"]
    return codes


async def test_the_password_is_needed_to_begin(client: AsyncClient, auth: Auth) -> None:
    assert problem(await begin(client, auth, password="no es esta")) == (403, "not-proven")


async def test_one_that_was_begun_too_long_ago_is_begun_again(
    client: AsyncClient, auth: Auth, connection: Connection
) -> None:
    assert problem(await confirm(client, auth, "000000")) == (409, "second-factor-not-begun")
    secret = (await begin(client, auth)).json()["secret"]
    await connection.execute("update second_factor set begun_at = begun_at - interval '31 minutes'")
    assert problem(await confirm(client, auth, code_of(secret))) == (409, "second-factor-not-begun")


async def test_the_ministry_reads_only_about_itself_until_it_is_on(
    client: AsyncClient, world: World, app: FastAPI, settings: Settings
) -> None:
    required = settings.second_factor_for
    app.state.permits = PermitCache(remember=timedelta(0), second_factor_for=required)
    person = await world.appoint(Role.MINEDU, "pe")
    await world.account(person, "rosa")
    opened = (await sign_in(client)).json()
    assert {"me:read", "me:write"} <= set(opened["scope"].split())
    auth = {"Authorization": f"Bearer {opened['access_token']}"}
    assert problem(await client.get("/v1/actors", headers=auth)) == (403, "second-factor-needed")
    assert (await client.get(PATH, headers=auth)).json()["required"] is True
    secret, codes = await set_up(client, auth)
    answer = await remove(client, auth, code=codes[0])
    assert problem(answer) == (403, "second-factor-kept"), "also in a session that came without it"
    form = {"grant_type": "refresh_token", "refresh_token": opened["refresh_token"]}
    turned = (await client.post("/v1/auth/token", data=form)).json()
    auth = {"Authorization": f"Bearer {turned['access_token']}"}
    assert (await client.get("/v1/actors", headers=auth)).status_code == 200
    assert problem(await remove(client, auth, code=code_of(secret, steps=1))) == (
        403,
        "second-factor-kept",
    )


async def test_a_secret_opens_for_its_own_person_only(app: FastAPI) -> None:
    cipher, person = SecondFactorCipher(app.state.tokens.keys), PersonId(uuid4())
    sealed = cipher.seal(person, "SECRET")
    assert cipher.open(person, sealed) == "SECRET"
    assert cipher.open(PersonId(uuid4()), sealed) is None


async def test_a_secret_opens_with_any_key_that_is_still_in_the_file(
    tmp_path: Path,
) -> None:
    person, file = PersonId(uuid4()), tmp_path / "signing.pem"
    file.write_text(new_key())
    former = SecondFactorCipher(KeyRing(file))
    secret = totp.new_secret()
    sealed = former.seal(person, secret)
    rotate(file)
    present = SecondFactorCipher(KeyRing(file))
    assert present.open(person, sealed) == secret
    again = present.seal(person, secret)
    retire(file)
    alone = SecondFactorCipher(KeyRing(file))
    assert alone.open(person, again) == secret
    assert alone.open(person, sealed) is None


async def test_signing_in_seals_with_the_first_key(
    client: AsyncClient, auth: Auth, connection: Connection
) -> None:
    secret, _ = await set_up(client, auth)
    before = await connection.fetchval("select sealed_secret from second_factor")
    await sign_in(client, code_of(secret, steps=1))
    assert await connection.fetchval("select sealed_secret from second_factor") != before
