"""Every operation of the contract x every role x where the caller stands: what is answered.

Generated from the contract, so that a new operation without a request here fails; rendered for
readers in docs/access-matrix.md, which must be what this run found (JEC_WRITE_DOCS=1 writes it).
"""

import os
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from api import contract
from domain.access.roles import Role
from domain.access.scopes import AUTHORED, PERSONAL, ROLE_SCOPES, Scope
from tests.access.answers import OTHERWISE, answer_to, outcome, undone
from tests.access.call import Call
from tests.access.page import rendered
from tests.access.requests import calls
from tests.access.standing import NOT_NOW, OUTSIDE, RELATIONS, everyones, impossible, stand
from tests.access.targets import Target, absent, example, make_targets
from tests.world import Connection, World

PAGE = Path(__file__).parents[2] / "docs" / "access-matrix.md"
SCOPE_OF = {op: Scope(scope) for op, scope in contract.scopes_by_operation().items() if scope}
WHOLE_REPORTS = {Role.MINEDU, Role.DRE, Role.UGEL, Role.DIRECTOR, Role.INTEGRATOR}
"""All others read what they wrote and, in their post, what is about them: not the target's."""
FROM_BELOW = {"getAccessGrant", "getSchoolBreak"}
"""Temporary access over the place above, and its days without lessons, are seen by those they
touch."""
OF_A_REPORT = frozenset({
    "getReport", "listReviews", "listRevisions", "getRevision", "compareRevisions",
    "listMessages", "writeMessage", "getWorkloadAssignment", "getWorkloadExecution",
    "listWorkEntries", "getWorkEntry", "putWorkEntry", "deleteWorkEntry",
})  # fmt: skip
"""What coordinators are told of their own reports and hours alone, others of what they wrote."""
OF_A_VISIT = frozenset({
    "getVisit", "moveVisit", "recordVisitDone", "recordVisitNotDone", "cancelVisit",
    "getDialogue", "putDialogue", "saveDialogueSection", "prepareDialogue", "resumeDialogue",
    "holdDialogue", "confirmDialogue", "reviewCommitment", "getReferral",
})  # fmt: skip
WHOLE_VISITS = {Role.UGEL, Role.DIRECTOR}
"""All others read and change the visits that they made: not the target's."""
STANDINGS = [(r, relation) for r in Role for relation in RELATIONS if not impossible(r, relation)]
found: dict[tuple[str, Role, str], str] = {}


def check(op: str, role: Role, relation: str, call: Call, answer: Response, t: Target) -> None:
    what = f"{op} as {role} ({relation}): {outcome(answer)} {answer.text[:300]}"
    scope, result = SCOPE_OF[op], outcome(answer)
    assert answer.status_code not in {400, 401, 429, 500, 503}, what
    if scope not in ROLE_SCOPES[role] | everyones(role):
        assert result == "403 missing-scope", what
    elif relation in NOT_NOW:
        if scope not in everyones(role):
            assert result == "403 no-role-carries", what
        elif call.about:
            assert result == "404 not-found", what
        if scope not in PERSONAL:  # which tell when one was there, or will be
            check_silence(call, answer, t, what)
    elif relation in OUTSIDE:
        if op in FROM_BELOW and relation == "parent":
            assert result == "200", what
            return
        if call.about:
            assert result in {"404 not-found", OTHERWISE.get(op)}, what
        if relation != "parent":  # whoever is right above owes, grants and extends in plain sight
            check_silence(call, answer, t, what)
    elif (op in OF_A_REPORT and role not in WHOLE_REPORTS) or (
        op in OF_A_VISIT and role not in WHOLE_VISITS
    ):
        assert result == "404 not-found", what
    else:  # allowed, or refused by a rule of the field: never as if it did not exist
        assert not call.about or answer.status_code != 404, what
        assert result not in {"403 missing-scope", "403 no-role-carries"}, what


def check_silence(call: Call, answer: Response, t: Target, what: str) -> None:
    """Nothing of the target stands in the answer, headers and all, that was not in the request."""
    sent = f"{call.path} {call.json} {call.content and call.content + t.code}"
    received = answer.text + str(answer.headers)
    assert {s for s in t.secrets if s in received and s not in sent} == set(), what


def test_every_secured_operation_has_a_request() -> None:
    assert calls(example()).keys() == SCOPE_OF.keys()


@pytest.mark.slow
@pytest.mark.parametrize(("role", "relation"), STANDINGS)
async def test_what_each_role_is_answered(
    client: AsyncClient, world: World, connection: Connection, role: Role, relation: str
) -> None:
    targets = await make_targets(world)
    standing = await stand(world, targets, role, relation)
    target, nobody = standing.target, absent(standing.target)
    of_nobody = calls(nobody)
    for op, call in calls(target).items():
        if not call.fits(target.level):
            continue
        async with undone(connection):
            answer = await answer_to(client, call, standing.auth)
        found[op, role, relation] = outcome(answer)
        check(op, role, relation, call, answer, target)
        if answer.is_client_error and call.about and relation in OUTSIDE:
            async with undone(connection):
                of_absent = await answer_to(client, of_nobody[op], standing.auth)
            assert of_absent.json() == answer.json(), (
                f"{op} as {role} ({relation}) tells them apart"
            )


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
async def test_a_scope_without_a_role_that_carries_it_gives_nothing(
    client: AsyncClient, world: World, connection: Connection, role: Role
) -> None:
    targets = await make_targets(world)
    standing = await stand(world, targets, role, "own")
    person = standing.person
    every = world.auth(person, tuple(Scope))
    for op, call in calls(standing.target).items():
        beyond = SCOPE_OF[op] not in ROLE_SCOPES[role] | PERSONAL | AUTHORED
        if beyond and call.fits(standing.target.level):
            async with undone(connection):
                answer = await answer_to(client, call, every)
            assert outcome(answer) == "403 no-role-carries", f"{op} as {role}: {answer.text}"


@pytest.mark.slow
def test_the_page_for_readers_is_what_was_found() -> None:
    if len({(role, relation) for _, role, relation in found}) < len(STANDINGS):
        pytest.skip("only the whole matrix makes the page")
    page = rendered(found, SCOPE_OF)
    if os.environ.get("JEC_WRITE_DOCS"):
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page, "run with JEC_WRITE_DOCS=1 and read the difference"
