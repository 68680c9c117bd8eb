"""Reading untrusted JSON: each part by its sort, noting what is wrong and going on."""

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal

from domain.errors import Finding
from domain.instruments.model import CODE, MAX_NUMBER, UNWRITABLE, pointer
from domain.json_values import same

TITLE = 300
"""The longest title or label, in characters."""

DEFECTS = {
    "missing": ("Falta este dato.", "This value is missing."),
    "wrong-type": ("Debe ser {es}.", "Must be {en}."),
    "unknown-property": ("No existe esta propiedad.", "There is no such property."),
    "empty": ("No puede estar vacío.", "Cannot be empty."),
    "too-long": ("Admite hasta {limit} caracteres.", "May have up to {limit} characters."),
    "too-many": ("Admite hasta {limit} elementos.", "May have up to {limit} elements."),
    "bad-character": (
        "Tiene caracteres de control que no se pueden guardar.",
        "Has control characters that cannot be stored.",
    ),
    "bad-code": (
        "Un código tiene de 1 a 40 letras sin tilde, números, guiones o guiones bajos.",
        "A code has 1 to 40 unaccented letters, digits, hyphens or underscores.",
    ),
    "out-of-range": ("Debe estar entre {low} y {high}.", "Must be between {low} and {high}."),
    "duplicate-code": ("Este código ya está usado.", "This code is already used."),
    "unknown-kind": ("Los tipos son: {kinds}.", "The kinds are: {kinds}."),
    "not-for-kind": (
        "Esta propiedad no corresponde al tipo del ítem.",
        "This property does not belong to the item's kind.",
    ),
    "few-levels": ("Una escala tiene al menos dos niveles.", "A scale has two levels or more."),
    "few-options": ("Ofrezca al menos dos opciones.", "Offer two options or more."),
    "levels-out-of-order": (
        "Los niveles van de menor a mayor, sin repetirse.",
        "Levels go from lowest to highest, without repeats.",
    ),
    "missing-scale": ("Un ítem de nivel necesita su escala.", "A level item needs its scale."),
    "unknown-scale": ("La ficha no define esta escala.", "The form defines no such scale."),
    "unknown-level": ("La escala no tiene este nivel.", "The scale has no such level."),
    "weight-without-scale": (
        "Solo puntúan los ítems de nivel y de sí o no.",
        "Only level and boolean items are scored.",
    ),
    "flag-scored": ("Un ítem que da marca no puntúa.", "An item that raises a mark is not scored."),
    "flag-skips": (
        "Un ítem que da marca no salta: lo que se deja de llenar la revelaría.",
        "An item that raises a mark skips nothing: what is left out would reveal it.",
    ),
    "min-over-max": ("El mínimo supera al máximo.", "The minimum exceeds the maximum."),
    "skip-value": (
        "Esta respuesta no es posible en el ítem.",
        "This is not a possible answer to the item.",
    ),
    "skip-unknown-item": ("La ficha no tiene este ítem.", "The form has no such item."),
    "skip-backwards": ("Solo se puede saltar hacia adelante.", "A skip only goes forward."),
    "unknown-column": ("El cuadro no tiene esta columna.", "The table has no such column."),
    "asks-nothing": (
        "Un cuadro obligatorio necesita alguna celda obligatoria.",
        "A required table needs some required cell.",
    ),
    "too-deep": (
        "La condición tiene más de {limit} niveles.",
        "The condition has more than {limit} levels.",
    ),
    "rule-operator": (
        "Una condición es un objeto con una sola de estas claves: {operators}.",
        "A condition is an object with exactly one of these keys: {operators}.",
    ),
    "rule-sides": (
        'Se compara un ítem, {{"item": código}}, con otro o con un valor.',
        'An item, {{"item": code}}, is compared with another or with a value.',
    ),
    "rule-unknown-item": (
        "La ficha no tiene esta pregunta; una celda se nombra cuadro/fila/columna.",
        "The form has no such question; a cell is named table/row/column.",
    ),
    "rule-names-flag": (
        "Ninguna regla nombra un ítem que da marca: las otras respuestas la revelarían.",
        "No rule names an item that raises a mark: the other answers would reveal it.",
    ),
    "rule-types": (
        "Estas respuestas no se pueden comparar así.",
        "These answers cannot be compared like this.",
    ),
    "rule-value": (
        "El ítem nunca puede tener esta respuesta.",
        "The item can never have this answer.",
    ),
    "rule-not-level": ("Solo se cuentan ítems de nivel.", "Only level items are counted."),
    "rule-count": (
        "Pide más ítems que los que nombra.",
        "It asks for more items than it names.",
    ),
    "bad-example": ("No es una respuesta válida al ítem.", "This is no valid answer to the item."),
}


class DefinitionNode:
    """One JSON object being read: what it holds, where it stands, and the defects met so far.

    What cannot be read is noted and replaced by a harmless value, so that reading goes on.
    """

    def __init__(self, raw: object, path: tuple[object, ...], defects: list[Finding]) -> None:
        self.path = path
        self.defects = defects
        self.raw: Mapping[str, object] = raw if isinstance(raw, Mapping) else {}
        self.sound = isinstance(raw, Mapping)
        if not self.sound:
            self.note("wrong-type", es="un objeto", en="an object")

    def note(self, code: str, *steps: object, **facts: object) -> None:
        """Adds a defect at this place, or at `steps` below it."""
        es, en = DEFECTS[code]
        where = pointer(*self.path, *steps)
        self.defects.append(Finding(where, code, es.format(**facts), en.format(**facts)))

    def only(self, names: Iterable[str]) -> None:
        """Notes every property that is none of `names`."""
        for name in self.raw:
            if name not in names:
                self.note("unknown-property", name)

    def has(self, name: str) -> bool:
        """Whether the property is given; null is the same as leaving it out."""
        return self.raw.get(name) is not None

    def needs(self, name: str) -> bool:
        """As `has`, and notes it when it is not there; what is no object lacks nothing more."""
        if self.sound and not self.has(name):
            self.note("missing", name)
        return self.has(name)

    def text(self, name: str, limit: int) -> str:
        """The non-blank text in `name`, which is required."""
        return self.words(self.raw[name], name, limit=limit) if self.needs(name) else ""

    def maybe_text(self, name: str, limit: int) -> str | None:
        """The non-blank text in `name`, if it is given."""
        return self.words(self.raw[name], name, limit=limit) if self.has(name) else None

    def words(self, value: object, *steps: object, limit: int) -> str:
        """`value` as a non-blank text that can be stored."""
        if not isinstance(value, str):
            self.note("wrong-type", *steps, es="un texto", en="a text")
            return ""
        if UNWRITABLE.search(value):
            self.note("bad-character", *steps)
        elif not value.strip():
            self.note("empty", *steps)
        elif len(value) > limit:
            self.note("too-long", *steps, limit=limit)
        return value

    def code(self, name: str) -> str | None:
        """The code in `name`, which is required; None when it is no code."""
        if not self.needs(name):
            return None
        value = self.raw[name]
        if isinstance(value, str) and CODE.fullmatch(value):
            return value
        self.note("bad-code", name)
        return None

    def flag(self, name: str) -> bool:
        """The truth in `name`, false when it is not given."""
        if not self.has(name):
            return False
        if not isinstance(self.raw[name], bool):
            self.note("wrong-type", name, es="verdadero o falso", en="true or false")
        return self.raw[name] is True

    def number(self, name: str, default: int, *, low: int = -MAX_NUMBER) -> Decimal:
        """The finite number in `name`, from `low` to a million million."""
        value = self.raw[name] if self.has(name) else default
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note("wrong-type", name, es="un número", en="a number")
        elif not math.isfinite(value) or not low <= value <= MAX_NUMBER:
            self.note("out-of-range", name, low=low, high=MAX_NUMBER)
        else:
            return Decimal(str(value))
        return Decimal(default)

    def whole(self, name: str, default: int, *, low: int, high: int) -> int:
        """The integer in `name`, from `low` to `high`."""
        value = self.raw[name] if self.has(name) else default
        if isinstance(value, bool) or not isinstance(value, int):
            self.note("wrong-type", name, es="un número entero", en="an integer")
        elif not low <= value <= high:
            self.note("out-of-range", name, low=low, high=high)
        else:
            return value
        return default

    def elements(self, name: str, most: int) -> list[object]:
        """The elements of the list in `name`, none when it is not given."""
        value = self.raw[name] if self.has(name) else []
        if not isinstance(value, list | tuple):
            self.note("wrong-type", name, es="una lista", en="a list")
            return []
        if len(value) > most:
            self.note("too-many", name, limit=most)
        return list(value[:most])

    def places(self, name: str, most: int) -> list["DefinitionNode"]:
        """The objects of the list in `name`, each a place of its own."""
        each = enumerate(self.elements(name, most))
        return [DefinitionNode(value, (*self.path, name, at), self.defects) for at, value in each]

    def inside(self, name: str) -> "DefinitionNode":
        """The object in `name`, a place of its own; an empty one when it is not given."""
        return DefinitionNode(
            self.raw[name] if self.has(name) else {}, (*self.path, name), self.defects
        )

    def some(self, name: str, most: int) -> list["DefinitionNode"]:
        """As `places` of a list that is required, and notes it when it is empty."""
        found = self.places(name, most) if self.needs(name) else []
        if same(self.raw.get(name), []):
            self.note("empty", name)
        return found


def no_repeats(places: Iterable[DefinitionNode]) -> None:
    """Notes every place whose `code` an earlier one has."""
    met: set[object] = set()
    for place in places:
        code = place.raw.get("code")
        if not isinstance(code, str):
            continue
        if code in met:
            place.note("duplicate-code", "code")
        met.add(code)
