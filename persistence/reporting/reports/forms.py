"""The forms that reports are filled on, parsed once in each process.

Parsing one costs more than all the rest of a filing, and its text is longer than most reports.
"""

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from domain.instruments.model import Definition
from domain.instruments.parsing import parse_definition
from domain.reporting.reports.model import Form
from persistence.database import Reading

FORMS_REMEMBERED = 64

DEFINITIONS = """
select fingerprint, definition::text from instrument_version
where (instrument_code, version) in (select * from unnest($1::text[], $2::int[]))
"""

_parsed: OrderedDict[str, Definition] = OrderedDict()
"""By fingerprint: whatever the database, the same content is the same form."""


async def forms_of(
    db: Reading, named: Sequence[tuple[str, int, str, str]]
) -> Mapping[tuple[str, int], Form]:
    """The form of each (instrument, version, state, fingerprint) that a filing names."""
    unknown = [(code, version) for code, version, _, told in named if told not in _parsed]
    read = await _read(db, unknown) if unknown else {}
    return {
        (code, version): Form(state, read.get(told) or _parsed[told])
        for code, version, state, told in named
        if told in read or told in _parsed  # not so for a draft that changed in between
    }


async def _read(db: Reading, unknown: Sequence[tuple[str, int]]) -> Mapping[str, Definition]:
    codes, versions = [code for code, _ in unknown], [version for _, version in unknown]
    rows = await db.fetch(DEFINITIONS, codes, versions)
    read = {told: parse_definition(json.loads(text)) for told, text in rows}
    _parsed.update(read)
    while len(_parsed) > FORMS_REMEMBERED:
        _parsed.popitem(last=False)
    return read
