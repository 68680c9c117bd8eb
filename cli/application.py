"""What `jec serve` serves, in as many processes as it is told."""

from starlette.types import ASGIApp

from api.access_log import AccessLog, configure_log
from api.app import create_app
from api.security_log import Origins
from api.settings import Settings
from auth.keys import derived


def application() -> ASGIApp:
    """The service by the settings of the environment, with one log event per request."""
    configure_log()
    settings = Settings()
    key = settings.signing_key_file.read_text("ascii")
    return AccessLog(create_app(settings), Origins(derived(key, "network addresses")))
