"""What the environment decides. Every name starts with `JEC_`."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Self

from pydantic import PositiveFloat, PositiveInt, PostgresDsn, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from auth.external_keys import is_protected
from domain.access.roles import Role

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")


class Settings(BaseSettings):
    """Read once, in `create_app`; never imported as a global."""

    model_config = SettingsConfigDict(env_prefix="JEC_", frozen=True)

    database_url: str
    signing_key_file: Path
    """PEM of one or more EC P-256 private keys, the newest first; `jec keygen` makes it."""
    issuer: str = "http://127.0.0.1:8000"
    audience: str = "jec"
    second_factor_for: frozenset[Role] = frozenset({Role.MINEDU})
    """Roles that count only in sessions in which a second factor was shown."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses or networks of the proxies whose `X-Forwarded-For` is believed, by commas."""
    slow_request_seconds: PositiveFloat = 30.0
    """A request that brings less than 2 KB in so many seconds is closed, headers and body alike."""
    failures_per_minute: PositiveInt = 60
    """Failed sign-ins from one network address, twice as many at once: schools share addresses."""
    public_url: str = "http://127.0.0.1:8000"
    """Where people reach the service: what the links of enrolment cards begin with."""
    external_issuer: str | None = None
    """Issuer of an outside OpenID provider whose tokens are taken too; none unless it is set."""
    external_audience: str | None = None
    """What its tokens must name as their audience: this service, as the provider knows it."""
    external_jwks_url: str | None = None
    """Where its keys are; left out, where its discovery document says."""
    external_parties: frozenset[str] = frozenset()
    """Applications (`azp`) that may have asked for its tokens, beside the audience itself."""
    external_second_factor_acr: frozenset[str] = frozenset()
    """Values of its claim `acr` that mean a second factor; `amr` is understood without them."""
    cors_origins: frozenset[str] = frozenset()
    """Addresses of web pages, such as `https://tablero.example.pe`, that may ask from a browser;
    none unless it is set."""
    demonstration: bool = False
    """Serves the demonstration, as `jec serve --demo` says; else its accounts are taken away."""
    connections: PositiveInt = 8
    """Connections of one process to PostgreSQL; two cores are busy with eight."""

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: str) -> str:
        if "?host=" not in url:
            PostgresDsn(url)
        return url

    @field_validator("external_issuer", "external_jwks_url")
    @classmethod
    def _is_protected(cls, url: str | None) -> str | None:
        if url is not None and not is_protected(url):
            raise ValueError("must be https")
        return url

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: frozenset[str]) -> frozenset[str]:
        """As a browser sends it: `*` would let every page of the world ask."""
        if wrong := [origin for origin in origins if not _ORIGIN.fullmatch(origin)]:
            raise ValueError(f"not scheme://host[:port]: {', '.join(sorted(wrong))}")
        return origins

    @model_validator(mode="after")
    def _trusts_wholly(self) -> Self:
        if (self.external_issuer is None) != (self.external_audience is None):
            raise ValueError("an external issuer and its audience are set together")
        if self.external_issuer == self.issuer:
            raise ValueError("the external issuer is another one than this service")
        return self

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, proxies: str) -> str:
        """Each an address or a network: `*` would let anybody say where they are."""
        for proxy in proxies.split(","):
            ip_network(proxy.strip())
        return proxies
