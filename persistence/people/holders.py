"""SQL fragments: who holds the post that an obligation `o` is about, and who owes it, on a day.

Both follow the appointments in force, so a succession or a vacancy needs no rewriting of rows. A
place is looked up with `= any(array[...])`: only a B-tree answers that, and the GiST index that
reach needs would read a thousand pages for one equal path (14 ms instead of 0.02). For the same
reason `(valid @> day) is true`: the constraints' indexes must not be asked for the day.
"""

from persistence.fragments import managed_by_region


def about(day: str) -> str:
    """The person in the CP or CT post that a coordinator's report is about; null elsewhere."""
    return f"""(
    select h.person_id from appointment h
    where s.subject_kind = 'coordinator' and h.place = any(array[o.place]) and h.role = o.subject
    and h.post = o.post and (h.valid @> {day}) is true
)"""


def owner(day: str) -> str:
    """A lateral row `owner (person_id, role, appointment_id, since)`: the declarant in force, the
    responsible first.

    The director of the school; the CP or CT in the post itself; or the specialist of the school's
    IGED, which for schools that a DRE manages itself is the DRE's (F54).
    """
    return f"""lateral (
    select h.person_id, h.role, h.id as appointment_id, lower(h.valid) as since
    from (values
        (o.place, 'director', 'director', null),
        (o.place, o.subject, o.subject, o.post),
        (subpath(o.place, 0, 3), 'ugel', 'ugel', null),
        (case when {managed_by_region("o.place")} then subpath(o.place, 0, 2) end,
            'dre', 'ugel', null)
    ) as due (place, role, duty, post)
    join appointment h on h.place = any(array[due.place]) and h.role = due.role
    where due.duty = any(s.declarant_roles) and (due.post is null or h.post = due.post)
    and (h.valid @> {day}) is true
    order by h.post nulls last, h.valid
    limit 1
)"""


def subject_vacant(day: str) -> str:
    """True when the obligation is about a CP or CT post that nobody holds."""
    return f"""(o.subject <> 'institution' and not exists (
    select from appointment h
    where h.place = any(array[o.place]) and h.role = o.subject and h.post = o.post
    and (h.valid @> {day}) is true
))"""


def full_name(person: str) -> str:
    """A person's name as people say it: given names, then surnames."""
    return (
        f"{person}.given_names || ' ' || {person}.paternal_surname"
        f" || coalesce(' ' || {person}.maternal_surname, '')"
    )
