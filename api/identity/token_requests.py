"""What is sent to obtain, continue or end a session (RFC 6749, RFC 7009)."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from api.types import NO_NUL, Sent
from domain.errors import Finding, InvalidRequest


def _text(longest: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=longest, pattern=NO_NUL)


Username = Annotated[str, _text(80), AfterValidator(str.strip)]
"""Copied from a card or a message, it comes with blanks."""
Password = Annotated[str, _text(256)]
Otp = Annotated[str, _text(40)]
RefreshToken = Annotated[str, _text(200)]
ClientId = Annotated[str, _text(80)]
ClientSecret = Annotated[str, _text(200)]
AskedScopes = Annotated[str, StringConstraints(max_length=1000, pattern=NO_NUL)]

NEEDS: Mapping[str, tuple[str, ...]] = {
    "password": ("username", "password"),
    "refresh_token": ("refresh_token",),
    "client_credentials": ("client_id", "client_secret"),
}
"""The fields that each grant cannot do without."""


class TokenRequest(Sent):
    """The form of the token endpoint; which fields are needed depends on the grant."""

    grant_type: Literal["password", "refresh_token", "client_credentials"]
    username: Username | None = None
    password: Password | None = None
    otp: Otp | None = None
    refresh_token: RefreshToken | None = None
    client_id: ClientId | None = None
    client_secret: ClientSecret | None = None
    scope: AskedScopes = ""

    def need(self, name: str) -> str:
        """A field that the grant cannot do without; all that are missing are named at once."""
        missing = [n for n in NEEDS[self.grant_type] if getattr(self, n) is None]
        if missing:
            es, en = "Falta este dato.", "This field is missing."
            findings = [Finding(f"/{n}", "missing", es, en) for n in missing]
            raise InvalidRequest(findings, count=len(findings))
        return str(getattr(self, name))


class RevocationRequest(Sent):
    """The refresh token of the session to end."""

    token: RefreshToken
