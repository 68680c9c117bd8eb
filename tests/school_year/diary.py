"""What was done in the year, as the simulator wrote it down: the one source of the reckoning."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass
class Post:
    """Somebody in a school; `until` is exclusive."""

    person: UUID
    role: str
    school: str
    since: date
    until: date | None = None

    def held_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass
class Talk:
    """A reflective dialogue. `levels`: of its form, by item; `ticks`: of its yes-or-no items."""

    minutes: int
    levels: dict[str, int]
    ticks: int = 0
    state: str = "preparing"
    prepared_at: datetime | None = None
    held_from: datetime | None = None
    held_to: datetime | None = None
    confirmed_at: datetime | None = None
    agrees: bool | None = None


@dataclass
class Visit:
    """A visit to a lesson, and what became of it."""

    id: UUID
    school: str
    visitor: UUID
    role: str
    teacher: UUID
    starts_at: datetime
    ends_at: datetime
    state: str = "planned"
    began_at: datetime | None = None
    finished_at: datetime | None = None
    talk: Talk | None = None
    reported_in: UUID | None = None


@dataclass
class Commitment:
    """`teacher`: with whom it was talked over; else `session` made it. It ends with its review, on
    `ended_on`."""

    id: UUID
    school: str
    owner: UUID
    visitor: UUID | None
    teacher: UUID | None
    due_on: date
    session: UUID | None = None
    state: str = "open"
    ended_on: date | None = None


@dataclass
class Session:
    """`people` were convened; `came`: those of them who did."""

    id: UUID
    school: str
    kind: str
    organiser: UUID
    role: str
    starts_at: datetime
    ends_at: datetime
    people: list[UUID] = field(default_factory=list)
    state: str = "scheduled"
    came: set[UUID] = field(default_factory=set)


@dataclass
class Plan:
    id: UUID
    school: str
    author: UUID
    kind: str
    state: str = "draft"
    in_pat: bool = False
    submitted_at: datetime | None = None
    returned_at: datetime | None = None
    approved_at: datetime | None = None


@dataclass
class Assignment:
    """`hours`: weekly, by line."""

    id: UUID
    school: str
    person: UUID
    role: str
    hours: dict[str, int]


@dataclass
class Entry:
    assignment: UUID
    line: str
    day: date
    minutes: int


@dataclass
class Report:
    """Of a coordinator's in a cut, with the visits whose dialogues it tells. `came`: in time,
    within an extension, or finished in time and received later."""

    id: UUID
    school: str
    role: str
    cut: int
    author: UUID
    state: str = "submitted"
    filed_at: datetime | None = None
    came: str = "on_time"
    visits: list[Visit] = field(default_factory=list)


@dataclass
class Registered:
    """A record of tutoring, an action or an assessment: `what` it is of, and its state."""

    id: UUID
    school: str
    by: UUID
    what: str
    section: str | None
    day: date
    made_at: datetime
    state: str = ""
    decided_at: datetime | None = None


@dataclass
class Break:
    """Days, both inside, on which a place and all below it has no lessons; or, with the kind
    `lessons`, has some in spite of a place above. `of`: which kind of place."""

    id: UUID
    of: str
    code: str
    kind: str
    first: date
    last: date


@dataclass
class Diary:
    """All of it."""

    schools: list[str] = field(default_factory=list)
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of each school its own code and those of the places above it, the nearest first."""
    breaks: list[Break] = field(default_factory=list)
    leads: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    """Of each school the specialist of its UGEL, and its director."""
    exempt: set[tuple[str, str, int]] = field(default_factory=set)
    """School, role and cut of what need not be reported."""
    posts: list[Post] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    tutoring: list[Registered] = field(default_factory=list)
    actions: list[Registered] = field(default_factory=list)
    assessments: list[Registered] = field(default_factory=list)
