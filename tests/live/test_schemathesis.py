"""Schemathesis against the running service as each role: no 500, no answer off contract."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from api import contract
from auth import tokens
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.access.targets import make_targets
from tests.live.conftest import begin_anew
from tests.live.processes import ROOT, Service
from tests.world import AMAZONAS, BAGUA, Auth, World

pytestmark = pytest.mark.slow

# Off, each with its reason: `unsupported_method` wants an Allow header on 405 for methods that the
# router does not know at all; `positive_data_acceptance` takes a refusal by the present state, or
# of an id that does not exist, for a fault of ours (rules that no JSON Schema can tell).
EXCLUDED = "unsupported_method,positive_data_acceptance"
PLACE = {Role.MINEDU: "pe", Role.DRE: AMAZONAS, Role.UGEL: BAGUA, Role.INTEGRATOR: AMAZONAS}


STAND_INS = 8

LEAVING = "endMySession"
"""Asked apart: whoever ends the session that they ask in is answered nothing of the rest."""


@pytest.fixture
async def service(process: Service) -> Service:
    """For each run: what others asked, and so made, is not there."""
    return await begin_anew(process)


SignedIn = Mapping[str, Sequence[str]]
"""By role, what several people send as their Authorization; the first holds the role's post."""


@pytest.fixture
async def signed_in(world: World, monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """Good for as long as a busy machine may need, and for one whose access a request ends."""
    school = (await make_targets(world))["institution"].school
    monkeypatch.setattr(tokens, "LIFETIME", timedelta(hours=12))
    signed_in = {}
    for role in Role:
        at = PLACE.get(role, school)
        await world.db.execute("delete from appointment where place = $1 and role = $2", at, role)
        people = [world.auth(await world.appoint(role, at), ROLE_SCOPES[role])]
        people += [await stand_in(world, role) for _ in range(STAND_INS)]
        signed_in[role.value] = [headers["Authorization"] for headers in people]
    return signed_in


async def stand_in(world: World, role: Role) -> Auth:
    """Who asks when the access of the one before has ended: of another school, or a deputy."""
    if role in {Role.MINEDU, Role.DRE, Role.UGEL}:
        return await world.deputy(role, PLACE[role])
    return await world.login(role, PLACE.get(role) or await world.school(BAGUA))


def run(service: Service, folder: Path, authorization: str, *more: str, **environment: str) -> None:
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{service.url}/openapi.json",
            "--header", f"Authorization: {authorization}", "--exclude-checks", EXCLUDED,
            "--max-examples", "12", "--seed", "451", "--continue-on-failure",
            "--workers", "1", "--request-timeout", "20", "--no-color", *more,
        ],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True, text=True, cwd=folder,
    )  # fmt: skip
    failures = done.stdout.partition("= FAILURES =")[2] or done.stdout[-6000:]
    assert done.returncode == 0, failures[:6000] + done.stderr[-2000:]


def run_as_everybody(
    service: Service, folder: Path, signed_in: SignedIn, *more: str
) -> tuple[dict[str, dict[str, int]], dict[str, list[str]]]:
    """What each role asked for as itself, how often; and whose access ended, and when."""
    file = folder / "report.json"
    first = next(iter(signed_in.values()))[0]
    phases = ("--phases", "examples,coverage,fuzzing")
    with_the_rest = {"SCHEMATHESIS_HOOKS": "tests.live.every_role", "REPORT": str(file)}
    run(service, folder, first, *phases, *more, SIGNED_IN=json.dumps(signed_in), **with_the_rest)
    report = json.loads(file.read_text("utf-8"))
    return report["requests"], report["ended"]


def operations(*, leaving: bool) -> set[str]:
    """As Schemathesis names them: the one that ends the session, or all the others."""
    return {
        f"{method.upper()} {path}"
        for path, methods in contract.load()["paths"].items()
        if path != "/openapi.json"  # where the contract is read: asked, but not as a case
        for method, operation in methods.items()
        if "operationId" in operation and (operation["operationId"] == LEAVING) == leaving
    }


def test_no_request_is_answered_off_contract_whoever_asks(
    service: Service, signed_in: SignedIn, tmp_path: Path
) -> None:
    but_one = ("--exclude-operation-id", LEAVING)
    requests, ended = run_as_everybody(service, tmp_path, signed_in, *but_one)
    assert {role: set(counted) for role, counted in requests.items()} == dict.fromkeys(
        signed_in, operations(leaving=False)
    ), f"access that ended meanwhile: {ended}"


def test_whoever_leaves_is_not_answered_off_contract_either(
    service: Service, signed_in: SignedIn, tmp_path: Path
) -> None:
    only = ("--include-operation-id", LEAVING)
    requests, _ = run_as_everybody(service, tmp_path, signed_in, *only)
    for role in signed_in:
        assert requests[role].keys() >= operations(leaving=True), role


@pytest.mark.parametrize("role", list(Role))
def test_no_chain_of_requests_of_a_role_is_answered_off_contract(
    service: Service, signed_in: SignedIn, role: Role, tmp_path: Path
) -> None:
    run(service, tmp_path, signed_in[role.value][0], "--phases", "stateful")
