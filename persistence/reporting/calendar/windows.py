"""SQL fragments: until when a cut takes reports."""


def extended_to() -> str:
    """When the cut `c` closes for the place of the obligation `o`, its extensions counted."""
    return """greatest(c.closes_at, (
    select max(e.closes_at) from cut_extension e where e.cut_code = c.code and e.place @> o.place
))"""
