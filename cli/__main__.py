"""`python -m cli`: the `jec` command from a checkout that is not installed."""

from cli.main import run

if __name__ == "__main__":
    run()
