"""`python -m migrations upgrade head`: Alembic without an ini file, from a checkout or a wheel."""

import sys
from pathlib import Path

from alembic.config import CommandLine, Config


def main(arguments: list[str]) -> None:
    """Run one Alembic command on the database of `JEC_DATABASE_URL`."""
    command = CommandLine(prog="python -m migrations")
    options = command.parser.parse_args(arguments)
    config = Config(cmd_opts=options)
    config.set_main_option("script_location", str(Path(__file__).parent))
    command.run_cmd(config, options)


if __name__ == "__main__":
    main(sys.argv[1:])
