"""Documents that two persons within reach have, in PostgreSQL."""

from persistence.calls import Call
from persistence.database import Reading
from persistence.fragments import in_reach
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.people.people import held, names, visible

_RECORD = f"""json_build_object('id', p.id, {names("p")}, 'appointments', (
    select coalesce(
        json_agg(json_build_object({held("a")}) order by lower(a.valid) desc, a.id), '[]'
    ) from appointment a where a.person_id = p.id and {in_reach("a.place")}
))"""
_OF_DOCUMENT = f"""person p
    where p.doc_type = %s.doc_type and p.doc_number = %s.doc_number and {visible("p.id")}"""

REPEATED = in_order(
    f"""
    select d.* from (
        select distinct p.doc_type, p.doc_number from person p where p.doc_copy > 0
    ) d
    where (select count(*) from {_OF_DOCUMENT.replace("%s", "d")}) > 1
    """,
    by="d.doc_type text, d.doc_number text",
    view=f"""json_build_object(
    'doc_type', r.doc_type, 'doc_number', r.doc_number, 'actors', (
        select json_agg({_RECORD} order by p.doc_copy) from {_OF_DOCUMENT.replace("%s", "r")}
    )
)""",
)


async def read_repeated_documents(call: Call[Reading], wanted: PageWanted) -> Page:
    """The documents that more than one person within reach has."""
    return await read_page(call, REPEATED, wanted)
