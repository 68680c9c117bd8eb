"""Classroom visits: a CP's to teachers, a CT's to tutors (F44, F49, F50; field 2.4c)."""

from domain.visits.correcting import VisitReliedOn, VisitTalkedOver
from domain.visits.hours import HourCount, Notice
from domain.visits.life import MOVES, STATUS_NAMES, Act, Party, Status, VisitNotInState, after
from domain.visits.model import (
    WHAT,
    Asked,
    Following,
    InvalidVisit,
    Standing,
    Took,
    VisitDiffers,
    VisitId,
    VisitTimeAhead,
    VisitTimePast,
)
from domain.visits.planning import (
    MoveAsked,
    Planned,
    PlanningDesk,
    move_visit,
    plan_visit,
    post_at,
)
from domain.visits.recording import PARTY, Recorded, Told, corrects, record
from domain.visits.suggesting import Candidate, CutAhead, Suggested, Suggestion, suggest

__all__ = [
    "MOVES",
    "PARTY",
    "STATUS_NAMES",
    "WHAT",
    "Act",
    "Asked",
    "Candidate",
    "CutAhead",
    "Following",
    "HourCount",
    "InvalidVisit",
    "MoveAsked",
    "Notice",
    "Party",
    "Planned",
    "PlanningDesk",
    "Recorded",
    "Standing",
    "Status",
    "Suggested",
    "Suggestion",
    "Told",
    "Took",
    "VisitDiffers",
    "VisitId",
    "VisitNotInState",
    "VisitReliedOn",
    "VisitTalkedOver",
    "VisitTimeAhead",
    "VisitTimePast",
    "after",
    "corrects",
    "move_visit",
    "plan_visit",
    "post_at",
    "record",
    "suggest",
]
