"""Commitments: what is promised in a dialogue or a session of collective work, and what became of
it: met, not met, or carried over to another day (F34, F36, F44)."""

from domain.commitments.in_dialogues import Asked, NotThisTeachers, ReviewDesk, review
from domain.commitments.in_sessions import (
    AskedInSession,
    NotDueYet,
    NotOfEarlierSession,
    ReviewedInSession,
    SessionReviewDesk,
    review_in_session,
)
from domain.commitments.model import (
    WHAT,
    Carried,
    CommitmentReviewed,
    InvalidReview,
    Outcome,
    Standing,
    Status,
)

__all__ = [
    "WHAT",
    "Asked",
    "AskedInSession",
    "Carried",
    "CommitmentReviewed",
    "InvalidReview",
    "NotDueYet",
    "NotOfEarlierSession",
    "NotThisTeachers",
    "Outcome",
    "ReviewDesk",
    "ReviewedInSession",
    "SessionReviewDesk",
    "Standing",
    "Status",
    "review",
    "review_in_session",
]
