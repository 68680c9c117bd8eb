"""Spreadsheets as bodies, and the report that answers them: shared by every import."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from api.problems import language_of
from api.wire_problems import UnsupportedMediaType
from domain.exchange.sheets.faults import Faults, Notices
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
DryRun = Annotated[bool, Query()]
Accept = Annotated[Literal["all", "valid"], Query()]
"""`all`: one faulty row refuses the sheet. `valid`: the other rows are stored."""


def refuse_faulty(faults: Faults, *, accept: str, dry_run: bool, quoting: bool = True) -> None:
    """Refuse a faulty sheet (`ImportRefused`), unless its other rows or only a forecast are
    wanted. `quoting`: whether the problem may repeat what stands in the cells."""
    if accept == "all" and not dry_run:
        faults.refuse_any(quoting=quoting)


def reported(
    request: Request,
    sheet: Sheet,
    counts: Mapping[str, int],
    faults: Faults,
    notices: Notices,
    *,
    dry_run: bool,
) -> Response:
    """200 with what became of the rows, in the caller's language."""
    es = language_of(request) == "es"
    warnings = [
        {"code": rule.code, "column": column, "rows": rows, "detail": rule.es if es else rule.en}
        for (rule, column), rows in notices.counted.items()
    ]
    errors = [
        {
            "row": fault.row,
            "column": fault.column,
            "value": fault.value,
            "code": fault.rule.code,
            "detail": fault.text("es" if es else "en"),
        }
        for fault in faults.listed
    ]
    body = {
        "rows": len(sheet.rows),
        **counts,
        "refused": len(faults.rows),
        "warnings": warnings,
        "ignored_columns": list(sheet.ignored),
        "dry_run": dry_run,
        "errors": errors,
    }
    return JSONResponse(body)
