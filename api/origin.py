"""Where a request came from."""

from fastapi import Request


def origin_of(request: Request) -> str:
    """The network address of the caller, as the server was told by its own proxies."""
    return request.client.host if request.client else ""
