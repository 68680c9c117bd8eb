"""How the log of events is asked for; it matches the contract exactly."""

from typing import Annotated

from pydantic import StringConstraints

EventSubject = Annotated[
    str, StringConstraints(pattern=r"^[a-z-]{1,40}(/[A-Za-z0-9._-]{1,60}){0,2}$")
]
"""What a change was about, `<resource>/<id>`: `report/…`, `instrument/ficha-cp/2`."""
EventKind = Annotated[str, StringConstraints(pattern=r"^[a-z_-]{1,40}\.[a-z_-]{1,40}$")]
"""What happened: `report.filed`."""
