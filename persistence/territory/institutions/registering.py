"""Registering schools: create, replace, transfer to another IGED."""

from domain.access.permits import Place
from domain.territory.institutions.registering import (
    AlreadyRegistered,
    RegistrationFacts,
    SchoolDetails,
)
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Reading, Writing
from persistence.fragments import in_reach
from persistence.mapping import columns, from_json
from persistence.statements import Command, Query
from persistence.territory.institutions.reading import version

_DETAILS = """json_build_object(
    'name', p.name, 'premise_code', i.premise_code, 'area', i.area, 'management', i.management,
    'ubigeo', i.ubigeo, 'populated_place', i.populated_place,
    'latitude', i.latitude::text, 'longitude', i.longitude::text
)"""

REGISTRATION_FACTS = Query(f"""
select json_build_object(
    'body', (
        select json_build_object('path', g.path, 'manages', g.manages_institutions)
        from iged g where g.code = :iged and {in_reach("g.path")}
    ),
    'present', (
        select json_build_object(
            'path', i.path, 'version', {version(":today")}, 'details', {_DETAILS},
            'jec', exists (
                select from institution_status s
                where s.institution_code = i.code and s.status = 'active'
                and s.valid && daterange(:today::date, null)
            )
        )
        from institution i join place p on p.path = i.path
        where i.code = :code and {in_reach("i.path")}
    )
)::text
""")

_TAKEN = {"place_pkey": AlreadyRegistered, "place_code_once_per_kind": AlreadyRegistered}

CREATE_PLACE = Command(
    """
insert into place (path, kind, code, name)
values (:path::text::ltree, 'institution', :code, :name)
""",
    **_TAKEN,
)

# A new path travels to every row about the school through ON UPDATE CASCADE, so it comes before
# the rest changes: within one statement the school would be checked against the path it left.
MOVE_PLACE = Command(
    """
update place set path = :path::text::ltree, name = :name where kind = 'institution' and code = :code
""",
    **_TAKEN,
)

CREATE_INSTITUTION = Command("""
insert into institution (
    code, path, premise_code, area, management, ubigeo, populated_place, latitude, longitude,
    updated_at
)
values (
    :code, :path::text::ltree, :premise_code, :area, :management, :ubigeo, :populated_place,
    :latitude, :longitude, :now
)
""")

REPLACE_INSTITUTION = Command("""
update institution
set premise_code = :premise_code, area = :area, management = :management, ubigeo = :ubigeo,
    populated_place = :populated_place, latitude = :latitude, longitude = :longitude,
    updated_at = :now, version = version + 1
where code = :code and path = :path::text::ltree
""")

_PLACED = {Change.CREATE: CREATE_PLACE, Change.REPLACE: MOVE_PLACE}
_STORED = {Change.CREATE: CREATE_INSTITUTION, Change.REPLACE: REPLACE_INSTITUTION}


async def load_registration_facts(call: Call[Reading], code: str, iged: str) -> RegistrationFacts:
    """The IGED that is to manage the school, and the school as it stands."""
    return from_json(RegistrationFacts, await REGISTRATION_FACTS.value(call, code=code, iged=iged))


async def store_institution(
    call: Call[Writing], code: str, path: Place, details: SchoolDetails, change: Change
) -> None:
    """The school at its place, as it is known. It is held."""
    values = columns(details)
    name = values.pop("name")
    await _PLACED[change].row(call, code=code, path=path, name=name)
    await _STORED[change].row(call, code=code, path=path, **values)
