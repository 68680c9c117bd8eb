"""PostgreSQL `ltree` as a column type, known to reflection so that `check` compares it."""

from typing import Any

from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType
from typing_extensions import override


class Ltree(UserDefinedType[str]):
    """A path in the territory tree."""

    cache_ok = True

    @override
    def get_col_spec(self, **_: Any) -> str:
        """The type's name in SQL."""
        return "LTREE"


ischema_names["ltree"] = Ltree
