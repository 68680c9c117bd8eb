"""From the rows of a sheet to persons and appointments asked for, every faulty cell named."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from domain.access.roles import Role
from domain.exchange.actor_imports import cells
from domain.exchange.actor_imports.words import DAYS, DOC_TYPES, REGIMES, ROLES, shown
from domain.exchange.sheets.faults import DUPLICATED, MISSING, Faults, SheetNotices, SheetRule
from domain.exchange.sheets.header import Column
from domain.exchange.sheets.reading import Sheet, SheetRow
from domain.people.actors import Identity, document_finding, tidy
from domain.people.appointments.model import Regime
from domain.territory.places import OfficialPlace

LONGEST_NAME = 120
Meaning = TypeVar("Meaning")

COLUMNS = (
    Column("doc_type", ("doc_type", "tipo_documento", "tipo_de_documento", "tipo_doc")),
    Column(
        "doc_number",
        ("doc_number", "numero_documento", "numero_de_documento", "nro_documento", "dni"),
        required=True,
    ),
    Column("given_names", ("given_names", "nombres", "nombre"), required=True),
    Column("paternal_surname", ("paternal_surname", "apellido_paterno", "paterno"), required=True),
    Column("maternal_surname", ("maternal_surname", "apellido_materno", "materno")),
    Column("role", ("role", "cargo", "rol"), required=True),
    Column(
        "place",
        (
            "place",
            "lugar",
            "institution",
            "institucion",
            "codigo_modular",
            "cod_mod",
            "iged_code",
            "iged",
            "codigo_iged",
            "codigo_ugel",
        ),
        required=True,
    ),
    Column("annex", ("annex", "anexo")),
    Column("post", ("post", "puesto")),
    Column("regime", ("regime", "regimen", "regimen_laboral", "condicion")),
    Column("act_number", ("act_number", "resolucion", "numero_resolucion", "contrato")),
    Column("post_code", ("post_code", "codigo_plaza", "plaza")),
    Column("valid_from", ("valid_from", "desde", "fecha_inicio", "inicio"), required=True),
    Column("valid_to", ("valid_to", "hasta", "fecha_fin", "fecha_termino", "fin")),
)

_TOO_LONG = SheetRule("too-long", "Más de {most} caracteres.", "More than {most} characters.")
_NO_DOC_TYPE = SheetRule(
    "invalid-doc-type",
    f"«{{value}}» no es un tipo de documento. Se escribe: {shown(DOC_TYPES)}.",
    f"«{{value}}» is no type of document. They are written: {shown(DOC_TYPES)}.",
)
_NO_ROLE = SheetRule(
    "invalid-role",
    f"«{{value}}» no es un cargo de la planilla. Se escribe: {shown(ROLES)}.",
    f"«{{value}}» is no role of the sheet. They are written: {shown(ROLES)}.",
)
_NO_PLACE = SheetRule(
    "invalid-place",
    "«{value}» no es código modular (7 dígitos, con anexo) ni código de IGED (6 dígitos).",
    "«{value}» is no modular code (7 digits, with annex) nor IGED code (6 digits).",
)
_NO_POST = SheetRule(
    "invalid-post", "«{value}» no es un puesto (1 a 9).", "«{value}» is no post (1-9)."
)
_NO_REGIME = SheetRule(
    "invalid-regime",
    f"«{{value}}» no es un régimen de la planilla. Se escribe: {shown(REGIMES)}.",
    f"«{{value}}» is no regime of the sheet. They are written: {shown(REGIMES)}.",
)
_NO_DAY = SheetRule(
    "invalid-day",
    f"«{{value}}» no es una fecha. El primero de marzo se escribe: {', '.join(DAYS)}.",
    f"«{{value}}» is no day. The first of March is written: {', '.join(DAYS)}.",
)
ZEROS_RESTORED = SheetRule(
    "zeros-restored",
    "DNI a los que se devolvieron los ceros iniciales.",
    "DNI whose leading zeros were put back.",
)


@dataclass(frozen=True, slots=True)
class ActorLine:
    """One row: a person and what they are appointed to. None: the cell was left empty."""

    number: int
    identity: Identity
    role: Role
    place: OfficialPlace
    post: int | None
    regime: Regime | None
    act_number: str | None
    post_code: str | None
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> tuple[str, str, Role, OfficialPlace, date]:
        """What makes two rows the same appointment."""
        about = self.identity
        return about.doc_type, about.doc_number, self.role, self.place, self.valid_from


@dataclass(frozen=True, slots=True)
class CheckedPeople:
    """A sheet whose rows have been read: the lines, and the faults and notices of the others."""

    sheet: Sheet
    lines: list[ActorLine]
    faults: Faults
    notices: SheetNotices


def check(sheet: Sheet) -> CheckedPeople:
    """The rows that could be read; the others leave their faults."""
    faults, notices = Faults(sheet.headers, sheet.faults), SheetNotices(sheet.headers)
    return CheckedPeople(sheet, _lines(sheet.rows, faults, notices), faults, notices)


def _lines(rows: Iterable[SheetRow], faults: Faults, notices: SheetNotices) -> list[ActorLine]:
    first: dict[tuple[str, str, Role, OfficialPlace, date], int] = {}
    lines = []
    for row in rows:
        line = _line(row, faults, notices)
        if line is None:
            continue
        if line.key in first:
            number = line.identity.doc_number
            faults.add(DUPLICATED, row.number, "doc_number", number, first=first[line.key])
            continue
        first[line.key] = row.number
        lines.append(line)
    return lines


def _line(row: SheetRow, faults: Faults, notices: SheetNotices) -> ActorLine | None:
    before = faults.count
    cell = _Cells(row, faults)
    identity, role = _identity(cell, notices), cell.read("role", cells.role_of, _NO_ROLE)
    place = cell.place(role)
    post = cell.post()
    regime = cell.read("regime", cells.regime_of, _NO_REGIME, required=False)
    act, code = cell.text("act_number", required=False), cell.text("post_code", required=False)
    valid_from = cell.read("valid_from", cells.day_of, _NO_DAY)
    valid_to = cell.read("valid_to", cells.day_of, _NO_DAY, required=False)
    if faults.count > before or not (identity and role and place and valid_from):
        return None
    number = row.number
    return ActorLine(number, identity, role, place, post, regime, act, code, valid_from, valid_to)


def _identity(cell: "_Cells", notices: SheetNotices) -> Identity | None:
    doc_type = cells.doc_type_of(cell["doc_type"][:LONGEST_NAME])
    number = cell["doc_number"]
    if doc_type is None:
        cell.fault(_NO_DOC_TYPE, "doc_type")
    elif not number:
        cell.fault(MISSING, "doc_number")
    else:
        number, restored = cells.document_of(doc_type, number)
        if restored:
            notices.add(ZEROS_RESTORED, "doc_number")
        if found := document_finding(doc_type, number, field="doc_number"):
            cell.fault(SheetRule(found.code, found.es, found.en), "doc_number")
    given_names, paternal = cell.text("given_names"), cell.text("paternal_surname")
    maternal = cell.text("maternal_surname", required=False)
    if not (doc_type and given_names and paternal):
        return None
    return Identity(doc_type, number, given_names, paternal, maternal)


class _Cells:
    """The cells of a row, and where their faults are noted."""

    def __init__(self, row: SheetRow, faults: Faults) -> None:
        self._cells: Mapping[str, str] = row.cells
        self._number = row.number
        self._faults = faults

    def __getitem__(self, column: str) -> str:
        return self._cells[column]

    def fault(self, rule: SheetRule, column: str, **facts: object) -> None:
        """Note what is wrong with a cell."""
        self._faults.add(rule, self._number, column, self._cells[column], **facts)

    def text(self, column: str, *, required: bool = True) -> str | None:
        """A text of bounded length; None when it is empty."""
        words = self._cells[column]
        if len(words) > LONGEST_NAME:
            self.fault(_TOO_LONG, column, most=LONGEST_NAME)
        if required and not words:
            self.fault(MISSING, column)
        return (words and tidy(words)) or None

    def read(
        self,
        column: str,
        how: Callable[[str], Meaning | None],
        rule: SheetRule,
        *,
        required: bool = True,
    ) -> Meaning | None:
        """What a cell means; None when it is empty or means nothing, which is then its fault."""
        words = self._cells[column]
        if not words:
            if required:
                self.fault(MISSING, column)
            return None
        value = how(words) if len(words) <= LONGEST_NAME else None
        if value is None:
            self.fault(rule, column)
        return value

    def place(self, role: Role | None) -> OfficialPlace | None:
        """The place, as the role needs it."""
        if role is None:
            return None
        code, annex = self._cells["place"][:LONGEST_NAME], self._cells["annex"][:LONGEST_NAME]
        found = cells.place_of(role, code, annex)
        if found is None:
            self.fault(_NO_PLACE if self._cells["place"] else MISSING, "place")
        return found

    def post(self) -> int | None:
        """The number of the post."""
        words = self._cells["post"]
        if not words:
            return None
        if not re.fullmatch("[1-9]", words):
            self.fault(_NO_POST, "post")
            return None
        return int(words)
