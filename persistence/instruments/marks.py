"""SQL fragments: the places of a form in which something is scored, whatever they stand in."""


def marks(version: str) -> str:
    """A lateral set `mark (n, code, path, kind, scale, performance)`: the items of a version that
    take a level or a yes or no, and such columns of every row of its tables, in order.

    `path` is where the answer stands (`answers #> path`), `code` the same in one word. Marks of
    conduct are scored nowhere and left out.
    """
    return f"""lateral (
    select i.n * 100000 as n, i.item ->> 'code' as code, array[i.item ->> 'code'] as path,
        i.item ->> 'kind' as kind, i.item ->> 'scale' as scale,
        i.item ->> 'performance' as performance
    from jsonb_path_query({version}.definition, '$.sections[*].items[*]')
        with ordinality as i (item, n)
    where i.item ->> 'kind' in ('level', 'boolean')
    and (i.item ->> 'conduct_flag')::boolean is not true
    union all
    select i.n * 100000 + l.n * 100 + c.n,
        concat_ws('/', i.item ->> 'code', l.line ->> 'code', c.col ->> 'code'),
        array[i.item ->> 'code', l.line ->> 'code', c.col ->> 'code'],
        c.col ->> 'kind', c.col ->> 'scale', l.line ->> 'performance'
    from jsonb_path_query({version}.definition, '$.sections[*].items[*]')
        with ordinality as i (item, n),
        jsonb_path_query(i.item, '$.rows[*]') with ordinality as l (line, n),
        jsonb_path_query(i.item, '$.columns[*]') with ordinality as c (col, n)
    where i.item ->> 'kind' = 'table' and c.col ->> 'kind' in ('level', 'boolean')
) mark"""


def value(answers: str) -> str:
    """What was answered to a `mark`: the level, or 1 for yes and 0 for no; null if nothing was."""
    return f"""case jsonb_typeof({answers} #> mark.path)
    when 'number' then ({answers} #>> mark.path)::int
    when 'boolean' then ({answers} #>> mark.path)::boolean::int end"""
