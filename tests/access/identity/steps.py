"""The acts of a walk over a region, through the API, and what its sessions are told after each."""

import json
from datetime import timedelta
from uuid import uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.access.identity.identities import bearer, confirm, link
from tests.access.identity.offices import Offices, identity, kind, offices
from tests.access.identity.region import OWNER, Account, Card, Post, Region, Session
from tests.clock import now, today
from tests.documents import filed
from tests.places import place
from tests.school_work import save_promise, save_session
from tests.world import AMAZONAS, BAGUA, Auth, World

ROLES = (Role.TEACHER, Role.CP, Role.TEACHER, Role.DIRECTOR, Role.UGEL, Role.DRE)
HELD = {"appointments", "access_grants", "events"}
"""Parts of one's data that tell of what is held: dormant posts are told as such."""


class Steps:
    """Of one walk: the offices, and the model of what they did."""

    def __init__(self, client: AsyncClient, world: World) -> None:
        self.client, self.world = client, world
        self.o: Offices
        self.region: Region
        self.auths: dict[str, Auth] = {}
        self.schools: list[str] = []
        self.cut = ""
        self.done = 0

    async def begin(self) -> Region:
        self.undone = self.world.db.transaction()
        await self.undone.start()
        self.o = await offices(self.client, self.world)
        self.schools = [*self.o.schools, await self.world.school(BAGUA)]
        self.auths = {"ministry": self.o.ministry, "region": self.o.region, "ugel": self.o.ugel}
        places = {"ministry": "pe", "region": AMAZONAS, "ugel": BAGUA}
        for n, (school, auth) in enumerate(zip(self.o.schools, self.o.directors, strict=True)):
            self.auths[f"school {n}"], places[f"school {n}"] = auth, school
        self.cut = await self.world.cut("implementation")
        self.region = Region(places)
        return self.region

    async def undo(self) -> None:
        """Leave nothing behind."""
        await self.undone.rollback()

    def where(self, what: int) -> tuple[Role, str]:
        """A role, and a place where it is held."""
        role = ROLES[what % len(ROLES)]
        if role in {Role.UGEL, Role.DRE}:
            return role, BAGUA if role is Role.UGEL else AMAZONAS
        return role, self.schools[3 if role is Role.DIRECTOR else what % 3]

    async def register(self, by: Auth) -> None:
        id, about = uuid4(), identity()
        if (await self.o.rename(by, id, about)).is_success:
            self.region.accounts[id] = Account(id, about)

    async def rename(self, by: Auth, who: Account, number: str) -> None:
        about = who.about | {"doc_number": number}
        answer = await self.o.rename(by, who.id, about, **{"If-Match": f'"{who.version}"'})
        if answer.is_success:
            self.region.renamed(who.id, number)

    async def appoint(self, by: Auth, who: Account, what: int) -> None:
        role, at = self.where(what)
        id, since = uuid4(), str(today() - timedelta(days=30))
        body = {
            "actor_id": str(who.id), "role": role, "place": place(at), "regime": "tenured",
            "valid_from": since, "act_number": "RD 1", "doc_number": who.about["doc_number"],
        }  # fmt: skip
        answer = await self.o.client.put(f"/v1/appointments/{id}", json=body, headers=by)
        if answer.is_success:
            self.region.posts.append(Post(who.id, role, at, id))

    async def take_on(self, by: Auth, who: Account, school: str) -> None:
        """By a sheet: document and surnames are all that it takes."""
        names = ("doc_number", "given_names", "paternal_surname", "maternal_surname")
        row = [*(who.about[name] for name in names), "Docente"]
        row += [*school.rpartition(".")[2].split("-"), "nombrado", f"{today():%d/%m/%Y}"]
        header = "DNI;Nombres;Apellido paterno;Apellido materno;Cargo;Código modular;Anexo"
        content = f"{header};Régimen;Desde\n{';'.join(row)}".encode()
        headers = by | {"Content-Type": "text/csv"}
        await self.o.client.post("/v1/imports/actors", content=content, headers=headers)
        found = await self.o.world.db.fetch(
            "select id, place::text from appointment where person_id = $1 and role = 'teacher'"
            " and not id = any($2::uuid[]) and valid @> $3::date",
            who.id, [post.id for post in self.region.posts if post.id], today(),
        )  # fmt: skip
        self.region.posts += [Post(who.id, Role.TEACHER, r["place"], r["id"]) for r in found]

    async def end(self, by: Auth, post: Post) -> None:
        body = {"last_day": str(today() - timedelta(days=1)), "reason": "Renuncia"}
        path = f"/v1/appointments/{post.id}/end"
        if (await self.o.client.put(path, json=body, headers=by)).is_success:
            self.region.posts.remove(post)

    async def grant(self, by: Auth, who: Account, what: int) -> None:
        role, at = self.where(what)
        if (await self.o.grant(by, who.id, role, at)).is_success:
            self.region.posts.append(Post(who.id, role, at))

    async def card(self, by: Auth, hand: str, own: set[str], who: Account, lost: bool) -> None:
        body = {"actors": [str(who.id)], "drop_second_factor": lost}
        answer = await self.o.client.post("/v1/enrolments", json=body, headers=by)
        item = answer.json()["items"][0] if answer.is_success else {}
        if item.get("code") is not None:
            made = Card(who.id, hand, frozenset(own), item["code"], item["effect"])
            self.region.cards.append(made)

    async def redeem(self, card: Card, hand: str) -> None:
        await self.forget_attempts()
        sent = {"code": card.code, "password": self.password(hand)}
        answer = await self.o.client.post("/v1/auth/enrolment", json=sent)
        if answer.is_success:
            self.region.redeemed(card, str(answer.json()["username"]), hand)
            self.region.cards.remove(card)

    async def sign_in(self, who: Account, hand: str) -> None:
        await self.forget_attempts()
        auth = await self.o.sign_in(who.username or "", self.password(hand))
        may = who.known_by == hand and not who.suspended
        assert (auth is not None) is may, f"{hand} signs in as {who.username}"
        if auth is not None:
            self.region.sessions.append(Session(hand, who.id, auth, who.resets))

    async def link(self, by: Auth, session: Session) -> None:
        """An office links an identity of the hand's, which the hand confirms from within."""
        id, subject = uuid4(), f"{session.hand} {session.person}"
        made = await link(self.o.client, by, session.person, subject, id=id)
        if not made.is_success:
            return
        await self.forget_attempts()
        word = self.password(session.hand)
        if (await confirm(self.o.client, session.auth, id, word)).is_success:
            who = self.region.accounts[session.person]
            auth = bearer(subject)
            self.region.sessions.append(Session(session.hand, who.id, auth, who.resets))

    async def ask_document(self, session: Session, number: str) -> None:
        wanted = {"field": "doc_number", "wanted": number, "reason": "Se digitó mal."}
        path = f"/v1/me/corrections/{uuid4()}"
        if (await self.o.client.put(path, json=wanted, headers=session.auth)).is_success:
            self.region.accounts[session.person].asked.add(number)

    async def write(self, session: Session) -> None:
        """The owner, by what counts, writes a report of a school where they are director or CP."""
        for post in self.region.counting(session.person):
            if post.role in {Role.DIRECTOR, Role.CP} and session.hand == OWNER:
                self.done += 1
                owed = await self.o.world.obligation(self.cut, post.place, "cp", self.done)
                await filed(self.o.world, owed, session.person)
                return

    async def record(self, post: Post) -> None:
        """A school where they are convenes somebody, who promises something."""
        if post.place not in self.schools:
            return
        self.done += 1
        session = await save_session(
            self.o.world, post.place, organiser=await self.o.world.person(),
            convened=[post.person], status="held", starts_at=now() - timedelta(hours=3 * self.done),
        )  # fmt: skip
        await save_promise(self.o.world, post.place, session=session, owner=post.person)

    async def forget_attempts(self) -> None:
        await self.o.world.db.execute("delete from throttle")

    @staticmethod
    def password(hand: str) -> str:
        return f"llueve mucho en Bagua, dice {hand}"

    async def check(self, session: Session) -> None:
        """What a session is told, against what it may hold."""
        me = await self.o.client.get("/v1/me", headers=session.auth)
        live = self.region.live(session)
        assert me.is_success is live, f"{session.hand}: {me.status_code} {kind(me)}"
        if not live:
            return
        places = {at for right in me.json()["rights"] for at in right["places"]}
        assert places <= self.region.may_hold(session), f"{session.hand}: {places}"
        if session.hand == OWNER:
            assert places == self.region.may_hold(session), "what counts is not kept back"
        for path in ("me/data", "reports", "commitments", "appointments"):
            self.check_read(session, await self.o.client.get(f"/v1/{path}", headers=session.auth))

    def check_read(self, session: Session, answer: Response) -> None:
        """No school outside the hand's own office is told of, but as a post that is dormant."""
        if not answer.is_success:
            assert kind(answer) in {"missing-scope", "no-role-carries"}, answer.text
            return
        told = json.dumps({k: v for k, v in answer.json().items() if k not in HELD})
        seen = {school for school in self.schools if school.rpartition(".")[2] in told}
        beyond = {school for school in seen if not self.region.within_sight(session, school)}
        assert beyond == set(), f"{session.hand} reads {answer.url.path}"
