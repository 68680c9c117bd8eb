"""The service as its users meet it: requests, and what its answers told of states and refusals."""

import re
from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response

from domain.access.permits import PersonId
from domain.access.scopes import Scope
from domain.accompaniment import learning_assessments, referrals
from domain.accompaniment.collaborative_sessions.model import SessionStatus
from domain.accompaniment.commitments.model import CommitmentStatus
from domain.accompaniment.dialogues.life import DialogueStatus
from domain.accompaniment.plans.amending import AmendmentStatus
from domain.accompaniment.plans.life import PlanStatus
from domain.accompaniment.visits.life import VisitStatus
from domain.reporting.reports.life import ReportStatus
from tests.clock import Clock
from tests.world import World

MACHINES = {
    "visit": VisitStatus,
    "dialogue": DialogueStatus,
    "commitment": CommitmentStatus,
    "referral": referrals.ReferralStatus,
    "plan": PlanStatus,
    "amendment": AmendmentStatus,
    "session": SessionStatus,
    "assessment": learning_assessments.AssessmentStatus,
    "report": ReportStatus,
}
"""The states that something of the work between the cuts may have; a school action has none."""
TOLD_BY = {
    r"/v1/(visits|me/dialogues)/[^/]+/dialogue.*|/v1/me/dialogues.*": "dialogue",
    r"/v1/(me/)?visits.*": "visit",
    r"/v1/(me/)?commitments.*": "commitment",
    r"/v1/referrals.*": "referral",
    r"/v1/plans/[^/]+/amendments.*": "amendment",
    r"/v1/(me/)?plans(/[^/]+(/(?!history).*)?)?": "plan",
    r"/v1/(me/)?collaborative-sessions.*": "session",
    r"/v1/learning-assessments.*": "assessment",
    r"/v1/reports(/[^/]+)?": "report",
}
_ID = "/[0-9a-f-]{36}"
_THING = re.compile(rf"(/plans{_ID}/amendments)?{_ID}(/dialogue)?")


class Service:
    """Each answer is kept in mind: the states it tells, the code of a refusal, the version."""

    def __init__(self, client: AsyncClient, world: World, clock: Clock) -> None:
        self.client, self.world, self.clock = client, world, clock
        self.states: set[tuple[str, str]] = set()
        self.codes: set[str] = set()
        self.tags: dict[str, str] = {}
        self.requests = 0

    async def ask(
        self,
        who: UUID,
        method: str,
        path: str,
        body: object = None,
        *,
        tag: str | None = None,
        seen: bool = False,
    ) -> Response:
        """One request of somebody, now. `seen`: it changes what they saw last."""
        scopes = frozenset(Scope)
        issued = self.world.tokens.issue(PersonId(who), scopes, session=who, now=self.clock.moment)
        headers = {"Authorization": f"Bearer {issued.encoded}"}
        if tag or seen:
            headers["If-Match"] = tag or self.tags[_thing(path)]
        answer = await self.client.request(method, path, json=body, headers=headers)
        self.requests += 1
        self._keep_in_mind(path, answer)
        return answer

    async def do(self, who: UUID, method: str, path: str, body: object = None, **more: Any) -> Any:
        """A request that succeeds; its answer."""
        answer = await self.ask(who, method, path, body, **more)
        assert answer.is_success, f"{method} {path} {body}: {answer.text}"
        return answer.json() if answer.content else None

    async def refuse(
        self, code: str, who: UUID, method: str, path: str, body: object = None, **more: Any
    ) -> list[str]:
        """A request that is refused for its one cause; the codes of the faults it tells."""
        answer = await self.ask(who, method, path, body, **more)
        assert not answer.is_success, f"{method} {path} was to be refused: {code}"
        data = answer.json()
        assert data["type"] == f"/problems/{code}", f"{method} {path} {body}: {answer.text}"
        return [fault["code"] for fault in data.get("errors", [])]

    async def all_of(self, who: UUID, path: str) -> list[dict[str, Any]]:
        """Every item of a list, page after page."""
        found, link = [], "&" if "?" in path else "?"
        page = await self.do(who, "GET", f"{path}{link}limit=200")
        found += page["items"]
        while page["next_cursor"]:
            cursor = page["next_cursor"]
            page = await self.do(who, "GET", f"{path}{link}limit=200&cursor={cursor}")
            found += page["items"]
        return found

    def _keep_in_mind(self, path: str, answer: Response) -> None:
        if "etag" in answer.headers and _THING.search(path):
            self.tags[_thing(path)] = answer.headers["etag"]
        if not answer.is_success:
            self.codes.add(answer.json()["type"].removeprefix("/problems/"))
            return
        for pattern, machine in TOLD_BY.items():
            if answer.content and re.fullmatch(pattern, path.partition("?")[0]):
                body = answer.json()
                for each in body.get("items", [body]):
                    self.states.add((machine, each["status"]))
                return


def _thing(path: str) -> str:
    """What a path is about: the first id in it, or that of an amendment, and whether its dialogue
    is meant."""
    found = _THING.search(path)
    assert found, path
    return found.group()
