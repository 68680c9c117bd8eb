"""The PostgreSQL server that a checkout brings along: found, prepared, started and stopped here.

Production gives a `JEC_DATABASE_URL` instead and imports nothing of this package.
"""

from persistence.server.binaries import client_program
from persistence.server.home import default_home
from persistence.server.launcher import running
from persistence.server.problem import ServerProblem

__all__ = ["ServerProblem", "client_program", "default_home", "running"]
