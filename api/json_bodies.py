"""JSON as RFC 8259 has it, and nothing that two readers may understand in two ways.

Python's own reader takes more: UTF-16, a name twice (the last one counts), half a surrogate pair. A
mark of the order of bytes in front is passed over, as the RFC allows: some programs of offices
write one. NaN and what is infinite are refused by each shape that is sent (`api.types`), with the
place where they stand.
"""

import email.message
import json
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from api.wire_problems import MalformedBody, UnsupportedMediaType
from domain.errors import Finding, InvalidRequest

_MAYBE_LONE = re.compile(rb"\\u[dD][89a-fA-F]")
_LONE = re.compile("[\ud800-\udfff]")
_SHOWN = 80
MOST_NAMES = 20_000
"""In the objects of a body together: each that is unknown is a finding, and all are made before the
first hundred are told. The largest draft has some three thousand."""


def is_json(content_type: str | None) -> bool:
    """Whether this names JSON; `UnsupportedMediaType` where it names another coding than UTF-8."""
    told = email.message.Message()
    told["content-type"] = content_type or ""
    if not content_type or told.get_content_maintype() != "application":
        return False
    subtype = told.get_content_subtype()
    if subtype != "json" and not subtype.endswith("+json"):
        return False
    if str(told.get_param("charset", "utf-8")).strip().lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType
    return True


def is_form(content_type: str | None) -> bool:
    """Whether this names the form of a token request."""
    named = (content_type or "").partition(";")[0].strip().lower()
    return named == "application/x-www-form-urlencoded"


def check_form(fields: Iterable[tuple[str, object]]) -> None:
    """Pass, or `InvalidRequest`: a field that is there twice has no one value (RFC 6749, 3.2)."""
    twice = [name for name, times in Counter(name for name, _ in fields).items() if times > 1]
    if twice:
        es, en = "Este dato llegó más de una vez.", "This field came more than once."
        faults = [Finding(f"/{name[:_SHOWN]}", "sent-twice", es, en) for name in twice]
        raise InvalidRequest(faults, count=len(faults))


def read_json(body: bytes) -> Any:
    """The value, or `MalformedBody` that says why; `InvalidRequest` for a text that is none."""
    names = 0

    def counted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal names
        names += len(pairs)
        if names > MOST_NAMES:
            _refuse_names()
        return _object(pairs)

    try:
        text = body.removeprefix(BOM_UTF8).decode()
        value = json.loads(text, object_pairs_hook=counted)
    except UnicodeDecodeError as bad:
        raise _malformed("not-utf-8", "No es UTF-8.", "Not UTF-8.") from bad
    except RecursionError as deep:
        es, en = "Demasiados niveles, uno dentro de otro.", "Too many levels, one in another."
        raise _malformed("too-deep", es, en) from deep
    except ValueError as bad:
        at = getattr(bad, "pos", 0) + 1
        es = f"No es JSON desde el carácter {at}."
        raise _malformed("json-invalid", es, f"Not JSON from character {at} on.") from bad
    if _MAYBE_LONE.search(body):
        _refuse_lone(value)
    return value


def _malformed(code: str, es: str, en: str) -> MalformedBody:
    return MalformedBody([Finding("/", code, es, en)])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse_twice(pairs)
    return found


def _refuse_names() -> NoReturn:
    es = f"Demasiados datos en el cuerpo: hasta {MOST_NAMES}."
    en = f"Too many members in the body: up to {MOST_NAMES}."
    raise InvalidRequest([Finding("/", "too-many-names", es, en)], count=1)


def _refuse_twice(pairs: list[tuple[str, Any]]) -> NoReturn:
    [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
    shown = _LONE.sub("\ufffd", name[:_SHOWN])
    es, en = f"«{shown}» está dos veces en un objeto.", f"«{shown}» is twice in one object."
    raise _malformed("sent-twice", es, en)


def _refuse_lone(value: Any) -> None:
    """Half a surrogate pair is no character: it could not be kept, nor sent back."""
    found = [place for place, text in _texts(value) if _LONE.search(text)]
    if found:
        es, en = "El texto no es Unicode válido.", "The text is not valid Unicode."
        faults = [Finding(_LONE.sub("\ufffd", at), "string-unicode", es, en) for at in found]
        raise InvalidRequest(faults, count=len(faults))


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    """Every text of a value, names too, with its JSON Pointer."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        place, node = waiting.pop()
        if isinstance(node, str):
            yield place or "/", node
        elif isinstance(node, list):
            waiting.extend((f"{place}/{n}", each) for n, each in enumerate(node))
        elif isinstance(node, dict):
            for name, each in node.items():
                inner = f"{place}/{name[:_SHOWN].replace('~', '~0').replace('/', '~1')}"
                waiting.extend(((inner, name), (inner, each)))
