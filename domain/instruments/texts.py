"""The words of a definition, in the form in which all texts are kept (`domain/texts.py`)."""

from collections.abc import Mapping

from domain import texts
from domain.errors import Finding
from domain.instruments.model import pointer
from domain.texts import UnseenSignFault

IN_ONE_LINE = frozenset({"title", "title_en", "label", "aspects"})


def kept_texts(
    definition: Mapping[str, object],
) -> tuple[Mapping[str, object], list[Finding]]:
    """A definition that parses, with its texts as they are kept; and what is wrong with those that
    cannot be: a sign that nobody sees, or no letter at all."""
    defects: list[Finding] = []
    kept = {
        name: _kept(part, ("definition", name), defects, one_line=False)
        for name, part in definition.items()
    }
    return kept, defects


def _kept(
    value: object, path: tuple[object, ...], defects: list[Finding], *, one_line: bool
) -> object:
    if isinstance(value, str):
        return _words(value, path, defects, one_line=one_line)
    if isinstance(value, Mapping):
        return {
            name: _kept(each, (*path, name), defects, one_line=name in IN_ONE_LINE)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [
            _kept(each, (*path, at), defects, one_line=one_line) for at, each in enumerate(value)
        ]
    return value


def _words(value: str, path: tuple[object, ...], defects: list[Finding], *, one_line: bool) -> str:
    try:
        words = texts.line(value) if one_line else texts.paragraphs(value)
    except UnseenSignFault as unseen:
        es = f"Tiene {unseen.es} en el carácter {unseen.at + 1}: no se ve y cambia la palabra."
        en = f"It has {unseen.en} at character {unseen.at + 1}: unseen, it changes the word."
        defects.append(Finding(pointer(*path), "unseen-character", es, en))
        return value
    if value and not words:
        es, en = "No puede estar vacío.", "Cannot be empty."
        defects.append(Finding(pointer(*path), "empty", es, en))
    return words
