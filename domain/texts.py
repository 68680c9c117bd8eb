"""How written words are kept: one form of each letter, no blanks around them, nothing unseen.

Two texts that look the same are the same: they are compared, searched and repeated by their signs.
"""

import re
import unicodedata

UNSEEN = {
    "\u00ad": ("un guion opcional", "a soft hyphen"),
    "\u034f": ("un unidor de grafemas", "a grapheme joiner"),
    "\u061c": ("una marca de dirección", "a direction mark"),
    "\u115f": ("un relleno invisible", "an invisible filler"),
    "\u1160": ("un relleno invisible", "an invisible filler"),
    "\u17b4": ("un relleno invisible", "an invisible filler"),
    "\u17b5": ("un relleno invisible", "an invisible filler"),
    "\u180e": ("un separador invisible", "an invisible separator"),
    "\u200b": ("un espacio de ancho cero", "a zero-width space"),
    "\u200c": ("un carácter de ancho cero", "a zero-width character"),
    "\u200d": ("un carácter de ancho cero", "a zero-width character"),
    "\u200e": ("una marca de dirección", "a direction mark"),
    "\u200f": ("una marca de dirección", "a direction mark"),
    "\u2028": ("un separador de líneas (U+2028)", "a line separator (U+2028)"),
    "\u2029": ("un separador de párrafos (U+2029)", "a paragraph separator (U+2029)"),
    **dict.fromkeys(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        ("una marca de dirección", "a direction mark"),
    ),
    "\u2060": ("un carácter de ancho cero", "a zero-width character"),
    "\u2800": ("un espacio braille", "a braille blank"),
    "\u3164": ("un relleno invisible", "an invisible filler"),
    "\ufeff": ("un carácter de ancho cero", "a zero-width character"),
    "\uffa0": ("un relleno invisible", "an invisible filler"),
}
"""Signs that nobody sees and that tell two equal words apart, by name; others by their class."""
OTHERS = {
    "Cc": ("un carácter de control", "a control character"),
    "Cf": ("un carácter invisible", "an invisible character"),
    "Co": ("un carácter de uso privado", "a private-use character"),
    "Cs": ("medio carácter", "half a character"),
}
_LINE_ENDS = re.compile(r"\r\n?")
_AROUND_ENDS = re.compile(r"[^\S\n]*\n[^\S\n]*")
_BLANK_LINES = re.compile(r"\n{3,}")


class UnseenSignFault(ValueError):
    """A text has a sign that nobody sees: its name in Spanish and English, and where it stands."""

    def __init__(self, es: str, en: str, at: int) -> None:
        super().__init__(en)
        self.es, self.en, self.at = es, en, at


def line(words: str) -> str:
    """What is written in one line: composed letters, single spaces, none at the ends; or
    `UnseenSignFault`. The length is bounded before: composing grows with the square of marks."""
    _refuse_unseen(words)
    return _with_letters(" ".join(unicodedata.normalize("NFC", words).split()))


def paragraphs(words: str) -> str:
    """What may have lines: they stay, two at a time at most, without blanks around them; or
    `UnseenSignFault`."""
    _refuse_unseen(words)
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", words))
    return _with_letters(_BLANK_LINES.sub("\n\n", _AROUND_ENDS.sub("\n", text)).strip())


def _with_letters(words: str) -> str:
    """The words, or nothing where there are only marks that letters would carry: tildes, signs of
    variation."""
    if words.isascii() or any(unicodedata.category(s)[0] not in "MZ" for s in words if s != "\n"):
        return words
    return ""


def _refuse_unseen(words: str) -> None:
    if words.isascii() and words.isprintable():
        return
    for at, sign in enumerate(words):
        if sign in "\t\n\r":
            continue
        named = UNSEEN.get(sign) or OTHERS.get(unicodedata.category(sign))
        if named is not None:
            raise UnseenSignFault(*named, at)
