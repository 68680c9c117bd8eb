"""`HEAD` wherever there is `GET`: the same answer without its body (RFC 9110, 9.3.2)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Asks the operation as `GET` and sends the headers alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        asked = {**scope, "method": "GET"}

        async def without_body(message: Message) -> None:
            scope.update(asked | {"method": "HEAD"})  # who called, for the log; how often they may
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app(asked, receive, without_body)
