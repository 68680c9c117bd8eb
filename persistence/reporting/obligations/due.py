"""SQL fragments: what is owed and why, derived from windows, active schools and their posts.

What settles the nation and what explains one obligation are these same lines.
"""


def windows(which: str) -> str:
    """Cuts `c` of streams `s`, with the days in Peru of which some moment lies in the window."""
    return f"""
    select c.code, c.year, c.stream_code, s.subject_kind, s.enabled,
        daterange(
            (c.opens_at at time zone 'America/Lima')::date,
            ((c.closes_at - interval '1 microsecond') at time zone 'America/Lima')::date, '[]'
        ) as days
    from report_cut c
    join report_stream s on s.year = c.year and s.code = c.stream_code
    where {which}"""


def active(which: str) -> str:
    """Schools `i` that are JEC on some day of a window of `windows`, unless nothing is owed."""
    return f"""
    select w.code as cut, w.year, w.stream_code, w.subject_kind, w.days, i.code, i.path
    from windows w
    cross join institution i
    where w.enabled and {which} and exists (
        select from institution_status t
        where t.institution_code = i.code and t.valid && w.days
        and t.status in ('active', 'exclusion_in_process')
    )"""


def due() -> str:
    """What is owed in `active`: cut, path of the school, subject, post, and why."""
    return """
    select cut, path, 'institution' as subject, 0 as post, 'school_active' as why
    from active where subject_kind = 'institution'
    union all
    select a.cut, a.path, n.subject, post, case
        when post > coalesce(y.posts, 1) then 'post_held'
        when y.posts is null then 'post_by_default'
        else 'post_of_year' end
    from active a
    join stream_instrument n on n.year = a.year and n.stream_code = a.stream_code
    left join lateral (
        select case n.subject when 'cp' then g.cp_posts else g.ct_posts end as posts
        from institution_year g where g.institution_code = a.code and g.year = a.year
    ) y on true
    cross join lateral generate_series(1, greatest(
        coalesce(y.posts, 1),
        (select max(p.post) from appointment p
         where p.place = any(array[a.path]) and p.role = n.subject and (p.valid && a.days) is true)
    )) as post
    where a.subject_kind <> 'institution' and n.subject in ('cp', 'ct')"""
