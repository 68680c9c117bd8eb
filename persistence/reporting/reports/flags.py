"""SQL fragment: answers without the items that may raise a mark of conduct (marca)."""


def without_flags(observation: str) -> str:
    """The answers of an observation without its form's `conduct_flag` items."""
    return f"""({observation}.answers - array(
    select i.item ->> 'code'
    from instrument_version v, jsonb_path_query(
        v.definition, '$.sections[*].items[*] ? (@.conduct_flag == true)'
    ) as i (item)
    where v.instrument_code = {observation}.instrument_code
    and v.version = {observation}.instrument_version
))"""
