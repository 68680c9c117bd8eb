"""Where a request came from."""

from typing import Annotated

from fastapi import Depends, Request


async def origin_of(request: Request) -> str:
    """The network address of the caller, as the server was told by its own proxies."""
    return request.client.host if request.client else ""


Origin = Annotated[str, Depends(origin_of)]
