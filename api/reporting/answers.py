"""Answers to a form as clients send them: a value for each item, or for each cell of a table."""

from typing import Annotated, Any

from pydantic import (
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StringConstraints,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError, ValidationError

from api.types import text

ItemCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Written = Annotated[str, text(10_000, shortest=None)]
_WRITTEN: TypeAdapter[str] = TypeAdapter(Written)


def _value(sent: object, check: ValidatorFunctionWrapHandler) -> object:
    """One fault for one answer: a union of kinds would tell one for each kind."""
    if isinstance(sent, str):
        return _WRITTEN.validate_python(sent)
    try:
        return check(sent)
    except ValidationError as fault:
        raise PydanticCustomError("answer_shape", "not an answer") from fault


Value = Annotated[StrictBool | StrictInt | StrictFloat | Written, WrapValidator(_value)]
Cells = Annotated[dict[ItemCode, Value], Field(max_length=20)]
Rows = Annotated[dict[ItemCode, Cells], Field(max_length=50)]
# An adapter of its own does not see the model's config: a cell would be NaN, which JSON has not.
_ROWS: TypeAdapter[dict[str, Any]] = TypeAdapter(Rows, config=ConfigDict(allow_inf_nan=False))


def _answer(sent: object, check: ValidatorFunctionWrapHandler) -> object:
    if isinstance(sent, dict):
        return _ROWS.validate_python(sent)
    return _value(sent, check)


Answer = Annotated[StrictBool | StrictInt | StrictFloat | Written | Rows, WrapValidator(_answer)]
Answers = Annotated[dict[ItemCode, Answer], Field(max_length=500)]
"""By item code, as the version's schema says; a table is an object of rows, each of cells."""
