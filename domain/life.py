"""The shape of every life: a table of moves, and the refusal that names the state, and the act."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from domain.errors import Conflict

Names = Mapping[Any, tuple[str, str]]
"""How people call states or acts, in Spanish and English."""
Move = TypeVar("Move", bound=tuple[Any, ...])
End = TypeVar("End")


class NotInState(Conflict):
    """Family: something stands in a state that takes no such act."""

    status_names: ClassVar[Names]
    act_names: ClassVar[Names] = {}
    """None where the text names the state alone."""

    def __init__(self, status: StrEnum, act: StrEnum | None = None) -> None:
        (status_es, status_en), (act_es, act_en) = (
            self.status_names[status],
            self.act_names.get(act, ("", "")),
        )
        super().__init__(status_es=status_es, status_en=status_en, act_es=act_es, act_en=act_en)


def after(moves: Mapping[Move, End], move: Move, refusal: type[NotInState]) -> End:
    """Where a move leads, which begins with the state and the act; or its refusal."""
    if move not in moves:
        raise refusal(*move[:2])
    return moves[move]
