"""The page for users about accompaniment: each request, in its order, as a shell sends it."""

import re
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.peru_time import LIMA
from tests.cli.service import CHECKOUT, environment, serving
from tests.clock import now

PAGE = CHECKOUT / "docs" / "accompaniment.md"
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LONGEST = 200
A_LESSON = timedelta(minutes=70)
"""How far back the visit of the page began: today, unless it is just past midnight in Peru."""


def same_day(moment: datetime) -> bool:
    there = moment.astimezone(LIMA)
    return (there - A_LESSON).date() == (there + A_LESSON).date()


def test_it_is_short() -> None:
    assert len(PAGE.read_text("utf-8").splitlines()) < LONGEST


@pytest.mark.slow
def test_every_request_of_the_page_is_answered(home: Path, data: Path) -> None:
    if not same_day(now()):
        pytest.skip("no lessons around midnight in Peru")
    script = "set -euo pipefail\n" + "".join(SHELL.findall(PAGE.read_text("utf-8")))
    with serving(home, "--demo", "--data", data) as service:
        password = (data / "demo-password").read_text("ascii").strip()
        variables = environment({"JEC": service.url, "CLAVE": password})
        done = subprocess.run(
            ["/usr/bin/env", "bash", "-c", script], env=variables, capture_output=True, text=True
        )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr}"
    assert script.count("pide ") > 40
