"""What `jec serve` serves, in as many processes as it is told."""

from starlette.types import ASGIApp

from api.access_log import AccessLog, configure_log
from api.app import from_environment


def application() -> ASGIApp:
    """The service by the settings of the environment, with one log event per request."""
    configure_log()
    return AccessLog(from_environment())
