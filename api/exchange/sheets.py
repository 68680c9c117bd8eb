"""Spreadsheets as bodies, and the report that answers them: shared by every import."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Protocol

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse

from api.calls import HttpCall
from api.problems import language_of
from api.queries import ListQuery
from api.wire_problems import UnsupportedMediaType
from domain.errors import Language
from domain.exchange.sheets.faults import Acceptance, Fault, Faults, SheetNotices
from domain.exchange.sheets.reading import Sheet

CSV = "text/csv"
REQUEST: dict[str, Any] = {
    "requestBody": {"required": True, "content": {CSV: {"schema": {"type": "string"}}}}
}
"""`openapi_extra=` of a route that takes a sheet."""


async def csv_body(request: Request) -> bytes:
    """The bytes of a sheet, or `UnsupportedMediaType`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != CSV:
        raise UnsupportedMediaType
    return await request.body()


CsvBody = Annotated[bytes, Depends(csv_body)]


class SheetQuery(ListQuery):
    """What is wanted of a sheet. `accept=all`: one faulty row refuses it; `valid`: the other rows
    are stored."""

    dry_run: bool = False
    accept: Literal["all", "valid"] = "all"

    def acceptance(self, *, quoting: bool = True) -> Acceptance:
        """The same, as the domain has it."""
        return Acceptance(self.accept == "valid", self.dry_run, quoting)


class SheetPlan(Protocol):
    """What becomes of a sheet, whatever it is of."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows do what."""
        ...

    @property
    def faults(self) -> Faults:
        """Why rows are refused."""
        ...

    @property
    def notices(self) -> SheetNotices:
        """What was put right or left aside."""
        ...


def reported(
    call: HttpCall[Any], sheet: Sheet, plan: SheetPlan, *, dry_run: bool, **more: object
) -> Response:
    """200 with what became of the rows, in the caller's language, and what else an import tells."""
    es = language_of(call.request) == "es"
    warnings = [
        {"code": rule.code, "column": column, "rows": rows, "detail": rule.es if es else rule.en}
        for (rule, column), rows in plan.notices.counted.items()
    ]
    body = {
        "rows": len(sheet.rows),
        **plan.counts,
        "refused": len(plan.faults.rows),
        "warnings": warnings,
        "ignored_columns": list(sheet.ignored),
        "dry_run": dry_run,
        "errors": [_error(fault, "es" if es else "en") for fault in plan.faults.listed],
        **more,
    }
    return JSONResponse(body)


def _error(fault: Fault, language: Language) -> dict[str, Any]:
    """One cell that refuses its row."""
    return {
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "code": fault.rule.code,
        "detail": fault.text(language),
    }
