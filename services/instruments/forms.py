"""The forms that reports, dialogues and trials are filled on, parsed once in each process.

Parsing one costs more than all the rest of a filing, and its text is longer than most reports.
"""

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from domain.instruments.model import Definition
from domain.instruments.parsing import parse_definition
from domain.reporting.reports.model import Form, Forms, FormVersion
from persistence.calls import Call
from persistence.database import Reading
from persistence.instruments.forms import read_definitions

FORMS_REMEMBERED = 64

_parsed: OrderedDict[str, Definition] = OrderedDict()
"""By fingerprint: whatever the database, the same content is the same form."""


async def forms_of(call: Call[Reading], versions: Sequence[FormVersion]) -> Forms:
    """The forms of these versions."""
    unknown = [each for each in versions if each.fingerprint not in _parsed]
    read = await _read(call, unknown) if unknown else {}
    known = (
        (each, read.get(each.fingerprint) or _parsed.get(each.fingerprint)) for each in versions
    )
    return {
        (each.instrument, each.version): Form(each.state, definition)
        for each, definition in known
        if definition is not None  # not so for a draft that changed in between
    }


async def form_of(call: Call[Reading], version: FormVersion | None) -> Form | None:
    """The form of one version; None: there is none."""
    if version is None:
        return None
    return (await forms_of(call, [version])).get((version.instrument, version.version))


async def _read(call: Call[Reading], unknown: Sequence[FormVersion]) -> Mapping[str, Definition]:
    texts = await read_definitions(call, unknown)
    read = {fingerprint: parse_definition(json.loads(text)) for fingerprint, text in texts}
    _parsed.update(read)
    while len(_parsed) > FORMS_REMEMBERED:
        _parsed.popitem(last=False)
    return read
