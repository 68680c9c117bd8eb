"""Reading a table: rows by columns, each cell a question of its own (the dialogue matrix, F84)."""

from collections.abc import Mapping
from dataclasses import replace

from domain.instruments.items import (
    COLUMN,
    read_aspects,
    read_descriptors,
    read_examples,
    read_item,
    read_weight,
)
from domain.instruments.model import MAX_TEXT, Item, ItemKind, Scale, TableRow
from domain.instruments.reading import TITLE, DefinitionNode, no_repeats

MOST_COLUMNS, MOST_ROWS = 12, 40
_KINDS = frozenset(ItemKind) - {ItemKind.TABLE}
_ROW = {"code", "text", "required", "performance", "aspects", "cells"}
_CELL = {"help", "required", "weight", "descriptors", "examples"}


def read_table(place: DefinitionNode, table: Item, scales: Mapping[str, Scale]) -> Item:
    """The table with its columns and rows, their defects noted."""
    columns = place.some("columns", MOST_COLUMNS)
    read_columns = tuple(read_item(each, scales, names=COLUMN, kinds=_KINDS) for each in columns)
    no_repeats(columns)
    rows = place.some("rows", MOST_ROWS)
    read = tuple(_row(each, read_columns) for each in rows)
    no_repeats(rows)
    if table.required and read and read_columns and not any(needed(row) for row in read):
        place.note("asks-nothing", "required")
    return replace(table, columns=read_columns, rows=read)


def needed(row: TableRow) -> bool:
    """Whether the row cannot be left out."""
    return row.required and any(cell.required for cell in row.cells)


def _row(place: DefinitionNode, columns: tuple[Item, ...]) -> TableRow:
    place.only(_ROW)
    performance, aspects = place.maybe_text("performance", TITLE), read_aspects(place)
    cells = place.inside("cells")
    codes = {column.code for column in columns}
    for name in cells.raw:
        if name not in codes:
            cells.note("unknown-column", name)
    return TableRow(
        code=place.code("code") or "",
        text=place.text("text", MAX_TEXT),
        required=place.flag("required") or not place.has("required"),
        performance=performance,
        aspects=aspects,
        cells=tuple(
            _cell(
                cells.inside(column.code),
                replace(column, performance=performance, aspects=aspects),
            )
            for column in columns
        ),
    )


def _cell(place: DefinitionNode, column: Item) -> Item:
    """The column as the row has it: what the row does not say of it stays."""
    place.only(_CELL)
    met = len(place.defects)
    if place.has("descriptors") and column.kind is not ItemKind.LEVEL:
        place.note("not-for-kind", "descriptors")
    values: dict[str, object] = {}
    if place.has("help"):
        values["help"] = place.text("help", MAX_TEXT)
    if place.has("required"):
        values["required"] = place.flag("required")
    if place.has("weight"):
        values["weight"] = read_weight(place, column.kind)
    if place.has("descriptors"):
        own = read_descriptors(place.inside("descriptors"), column.scale)
        values["descriptors"] = {**column.descriptors, **own}
    cell = replace(column, **values)  # type: ignore[arg-type]  # each as its reader answers it
    if len(place.defects) > met or not place.has("examples"):
        return cell
    return replace(cell, examples=read_examples(place, cell))
