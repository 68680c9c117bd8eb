"""What the environment decides. Every name starts with `JEC_`."""

from pathlib import Path

from pydantic import PositiveInt, PostgresDsn, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once, in `create_app`; never imported as a global."""

    model_config = SettingsConfigDict(env_prefix="JEC_", frozen=True)

    database_url: str
    signing_key_file: Path
    """PEM of an EC P-256 private key; `jec keygen` makes one."""
    issuer: str = "http://127.0.0.1:8000"
    audience: str = "jec"
    connections: PositiveInt = 8
    """Connections of one process to PostgreSQL; two cores are busy with eight."""

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: str) -> str:
        if "?host=" not in url:
            PostgresDsn(url)
        return url
