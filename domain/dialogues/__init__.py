"""The reflective dialogue after a visit: prepared, held, and what both say of it (F43, F44)."""

from domain.dialogues.answering import Answer, AnsweringDesk, answer, confirm
from domain.dialogues.holding import Holding, HoldingDesk, Promise, hold
from domain.dialogues.life import ACTED_BY, MOVES, STATUS_NAMES, Act, Said, Status, Who, is_finished
from domain.dialogues.preparing import (
    Kept,
    Prepared,
    PreparingDesk,
    Work,
    prepare,
    resume,
    save,
    save_part,
)

__all__ = [
    "ACTED_BY",
    "MOVES",
    "STATUS_NAMES",
    "Act",
    "Answer",
    "AnsweringDesk",
    "Holding",
    "HoldingDesk",
    "Kept",
    "Prepared",
    "PreparingDesk",
    "Promise",
    "Said",
    "Status",
    "Who",
    "Work",
    "answer",
    "confirm",
    "hold",
    "is_finished",
    "prepare",
    "resume",
    "save",
    "save_part",
]
