"""The people of the demonstration: invented names, documents that start with 0000, and posts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from uuid import UUID, uuid5

from demonstration.schools import MAIN_SCHOOL, WITHOUT_CP, WITHOUT_DIRECTOR, schools_in
from demonstration.storing import Appointment, Demonstration, Person, School
from domain.access.permits import PersonId
from domain.access.roles import Role
from persistence.reference.reading import Region

INVENTED = UUID("9900cafe-0000-5000-8000-000000000000")
"""Namespace of every id of the demonstration."""

GIVEN_NAMES = (
    "Rosa María",
    "José Ángel",
    "Luz Begoña",
    "Íñigo",
    "Sofía",
    "Martín",
    "Inés",
    "Óscar",
    "Yésica",
    "Raúl",
    "Milagros",
    "Julián",
    "Nélida",
)
PATERNAL = (
    "Quispe",
    "Ñahui",
    "Huamán",
    "Núñez",
    "Tananta",
    "Ccori",
    "Zúñiga",
    "Mamani",
    "Ñaupari",
    "Peña",
    "Yupanqui",
)
MATERNAL = ("Castañeda", "Condori", "Ordóñez", "Arévalo", "Ibáñez", "Chávez", "Muñoz")

STAFF = (Role.DIRECTOR, Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.CIST)
REGIMES = {Role.PSYCHOLOGIST: "cas", Role.CIST: "cas", Role.CP: "acting", Role.CT: "acting"}
WITH_POST = frozenset({Role.DIRECTOR, Role.CP, Role.CT, Role.DRE, Role.UGEL})
ONCE_A_MACHINE = 2
"""A number that is nobody's: a machine stood for it once, and the others keep theirs."""
VACANT = {WITHOUT_CP: Role.CP, WITHOUT_DIRECTOR: Role.DIRECTOR}

Post = tuple[Role, str]


def invented_id(words: str) -> UUID:
    """The id of something invented, the same on every machine."""
    return uuid5(INVENTED, words)


def demonstration(regions: Sequence[Region], *, since: date) -> Demonstration:
    """Schools, people and appointments of the demonstration; appointments start on `since`."""
    schools = schools_in(regions)
    posts = list(_posts(regions, schools))
    numbers = (n for n in count(1) if n != ONCE_A_MACHINE)
    people = [_person(number) for _, number in zip(posts, numbers, strict=False)]
    appointments = [
        _appointment(person.id, role, place, since=since)
        for person, (role, place) in zip(people, posts, strict=True)
    ]
    return Demonstration(schools, people, appointments, accounts_of(appointments, regions, schools))


def accounts_of(
    appointments: Sequence[Appointment], regions: Sequence[Region], schools: Sequence[School]
) -> dict[str, PersonId]:
    """User names: one for each role, all of one school, its UGEL and its region; and DRE Callao."""
    (school,) = (s.path for s in schools if s.code == MAIN_SCHOOL)
    region, iged = school.split(".")[1:3]
    callao = next(r.code for r in regions if r.manages_institutions)
    at: Mapping[str, Post] = {
        "minedu": (Role.MINEDU, "pe"),
        "dre": (Role.DRE, f"pe.{region}"),
        "ugel": (Role.UGEL, f"pe.{region}.{iged}"),
        **{role.value: (role, school) for role in (*STAFF, Role.TEACHER)},
        "dre.callao": (Role.DRE, f"pe.{callao}"),
    }
    holders: dict[Post, PersonId] = {}
    for a in appointments:
        holders.setdefault((a.role, a.place), PersonId(a.person_id))
    return {username: holders[post] for username, post in at.items()}


def _posts(regions: Sequence[Region], schools: Sequence[School]) -> Iterator[Post]:
    """Every post that somebody holds; a few stay vacant, as in life."""
    yield Role.MINEDU, "pe"
    for region in regions:
        yield Role.DRE, f"pe.{region.code}"
    for iged in dict.fromkeys(school.path.rpartition(".")[0] for school in schools):
        region_code, code = iged.split(".")[1:3]
        if code != region_code:  # schools that a DRE manages are its own specialist's
            yield Role.UGEL, iged
    for school in schools:
        for role in STAFF:
            if VACANT.get(school.code) is not role:
                yield role, school.path
        for _ in range(school.teachers):
            yield Role.TEACHER, school.path


def _person(number: int) -> Person:
    return Person(
        id=invented_id(f"person/{number}"),
        doc_number=f"0000{number:04d}",
        given_names=GIVEN_NAMES[number % len(GIVEN_NAMES)],
        paternal_surname=PATERNAL[number % len(PATERNAL)],
        maternal_surname=MATERNAL[number % len(MATERNAL)],
    )


def _appointment(person_id: UUID, role: Role, place: str, *, since: date) -> Appointment:
    return Appointment(
        id=invented_id(f"appointment/{person_id}"),
        person_id=person_id,
        role=role,
        place=place,
        post=1 if role in WITH_POST else None,
        regime=REGIMES.get(role, "tenured"),
        act_number="RD DEMOSTRACIÓN",
        since=since,
    )
