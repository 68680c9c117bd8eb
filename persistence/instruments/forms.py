"""The content of forms, as text: public, the same for every caller."""

from collections.abc import Iterable, Sequence

from domain.reporting.reports.model import FormVersion
from persistence.calls import Call
from persistence.database import Reading
from persistence.statements import Query

DEFINITIONS = Query("""
select fingerprint, definition::text from instrument_version
where (instrument_code, version) in (select * from unnest(:instruments::text[], :versions::int[]))
""")


def version_facts(version: str) -> str:
    """A version of an instrument as JSON, as `FormVersion` has it."""
    return f"""json_build_object(
    'instrument', {version}.instrument_code, 'version', {version}.version,
    'state', {version}.state, 'fingerprint', {version}.fingerprint
)"""


async def read_definitions(
    call: Call[Reading], versions: Iterable[FormVersion]
) -> Sequence[tuple[str, str]]:
    """The content of each version, with its fingerprint."""
    named = [(each.instrument, each.version) for each in versions]
    codes, numbers = [code for code, _ in named], [number for _, number in named]
    rows = await DEFINITIONS.rows(call, instruments=codes, versions=numbers)
    return [(row["fingerprint"], row["definition"]) for row in rows]
