"""A section, however the school writes it: `3° a`, `3 A` and `3A` are one."""

import re

_SIGNS = re.compile(r"[°º.\s-]+")
_WRITTEN = re.compile(r"([0-9]*) ?(.*)")


def section_of(written: str) -> str:
    """Grade and section as they are kept: `3A`, or `3 AMISTAD` where it has a name."""
    words = _SIGNS.sub(" ", written).upper().strip()
    grade, name = _WRITTEN.fullmatch(words).groups()  # type: ignore[union-attr]  # matches any
    between = " " if grade and len(name) > 1 else ""
    return f"{grade}{between}{name}"
