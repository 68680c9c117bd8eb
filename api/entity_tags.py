"""What `If-Match` and `If-None-Match` name: tags, one or a list, strong or weak, or `*`.

A tag of ours is the version of a record: it names what is kept, not bytes. So a tag that a proxy
made weak, for it compressed the answer, still names its version, in `If-Match` too.
"""

import re

from fastapi import Request

from domain.versions import OneOf, Seen

ANY = '"'
"""What `*` is told as: a sign that no tag can hold."""
_TAG = re.compile(r'(?:W/)?"([^"]*)"|([^\s,"]+)')
_LONGEST_VERSION = 9


def tags_of(request: Request, header: str) -> frozenset[str] | None:
    """The tags without their quotation marks, or `*`; None where the header is not sent."""
    sent = request.headers.getlist(header)
    if not sent:
        return None
    return frozenset(
        ANY if bare == "*" else quoted or bare for quoted, bare in _TAG.findall(",".join(sent))
    )


def seen_by(request: Request) -> Seen | None:
    """The version that the caller read, from `If-Match`; None when it is not sent. What is no tag
    of ours names no version."""
    tags = tags_of(request, "if-match")
    if tags is None:
        return None
    if ANY in tags:
        return OneOf(None)
    versions = frozenset(int(tag) for tag in tags if _is_version(tag))
    return next(iter(versions)) if len(versions) == 1 else OneOf(versions)


def _is_version(tag: str) -> bool:
    return tag.isascii() and tag.isdigit() and len(tag) <= _LONGEST_VERSION
