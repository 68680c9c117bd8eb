"""Offices that vouch for accounts, in PostgreSQL: what many statements ask of them."""

from domain.identity.vouchers import OFFICE_DEPTH


def _depth(role: str) -> str:
    depths = " ".join(f"when '{name}' then {depth}" for name, depth in OFFICE_DEPTH.items())
    return f"(case {role} {depths} end)"


def counts(person: str, role: str, place: str) -> str:
    """True when an office that appoints to the role there, or one above it, vouched for the
    account of the person."""
    return f"""exists (
        select from account_voucher v where v.person_id = {person} and v.place @> {place}
        and nlevel(v.place) <= {_depth(role)}
    )"""


def answered_for(place: str, person: str = ":by") -> str:
    """True when an office at a place, or one above it, vouched for the account of a person. What
    others recorded of them there is told to the account only then: it may be in other hands."""
    return f"""exists (
        select from account_voucher vouch
        where vouch.person_id = {person} and vouch.place @> {place}
    )"""


def office(role: str, place: str) -> str:
    """The path of the lowest office that appoints to the role there."""
    return f"subpath({place}, 0, least(nlevel({place}), {_depth(role)}))"


def vouchers_of(person: str) -> str:
    """The paths of all the offices that vouch for the account of a person, as JSON."""
    return f"""(
        select coalesce(json_agg(v.place::text order by v.place), '[]')
        from account_voucher v where v.person_id = {person}
    )"""


def vouching(source: str) -> str:
    """Store that the offices `:offices` (paths) vouch for everybody of a CTE (`person_id`), by
    whoever made the card (`made_by`)."""
    return f"""insert into account_voucher (person_id, place, made_by, made_at)
    select person_id, o.place::ltree, made_by, :now
    from {source} cross join unnest(:offices::text[]) as o (place)
    on conflict (person_id, place) do nothing"""
