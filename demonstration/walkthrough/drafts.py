"""The reports that the walk-through files: full and valid, the same when it is run again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from cli.client import Caller
from demonstration.people import invented_id
from demonstration.walkthrough.cast import Teacher
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition
from domain.peru_time import day_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A report ready to be filed: the id that the client chose, and the body."""

    id: str
    body: dict[str, Any]

    @property
    def path(self) -> str:
        """Where it is filed."""
        return f"/v1/reports/{self.id}"

    def but(self, **other: Any) -> dict[str, Any]:
        """The body with other values at its top."""
        return self.body | other

    def observed(self, **other: Any) -> dict[str, Any]:
        """The body with other values in its one observation."""
        return self.body | {"observations": [self.body["observations"][0] | other]}


@dataclass(frozen=True, slots=True)
class Forms:
    """The instruments of the year's streams, as the service tells them."""

    instruments: dict[tuple[str, str], str]
    """By stream and subject."""
    versions: dict[str, tuple[int, dict[str, Any]]]
    retired: dict[str, int]

    def draft(self, obligation: dict[str, Any], *, teacher: Teacher | None) -> Draft:
        """A report that fulfils an obligation, observed on the day its cut opened, or when the
        teacher it is about came to the school, if that was later."""
        instrument = self.instruments[obligation["stream"], obligation["subject"]]
        version, definition = self.versions[instrument]
        seed = crc32(obligation["id"].encode())
        opened = day_of(datetime.fromisoformat(obligation["opens_at"]))
        observed = max(opened, teacher.since) if teacher else opened
        observation = {
            "id": str(invented_id(f"demo/observation/{obligation['id']}")),
            "instrument": instrument,
            "version": version,
            "observed_on": observed.isoformat(),
            "teacher_id": teacher.id if teacher else None,
            "students_present": 20 + seed % 10,
            "answers": example_answers(parse_definition(definition), seed=seed),
        }
        body = {
            "obligation_id": obligation["id"],
            "sworn": True,
            "narrative": "Presentado por el recorrido de demostración.",
            "observations": [observation],
        }
        return Draft(report_id_of(obligation), body)


def report_id_of(obligation: dict[str, Any]) -> str:
    """The id under which the walk-through files a report: always the same."""
    return str(invented_id(f"demo/report/{obligation['id']}"))


def load_forms(caller: Caller, year: int) -> Forms:
    """Read the streams of a year, and the present version of each of their instruments."""
    streams = caller.get(f"/v1/years/{year}")["streams"]
    instruments = {
        (stream["code"], each["subject"]): each["instrument"]
        for stream in streams
        for each in stream["instruments"]
    }
    versions, retired = {}, {}
    for code in sorted(set(instruments.values())):
        known = caller.get(f"/v1/instruments/{code}")["versions"]
        present = max(v["version"] for v in known if v["state"] == "published")
        definition = caller.get(f"/v1/instruments/{code}/versions/{present}")["definition"]
        versions[code] = (present, definition)
        for each in known:
            if each["state"] == "retired":
                retired[code] = each["version"]
    return Forms(instruments, versions, retired)


def retire_a_version(caller: Caller, forms: Forms, instrument: str) -> int:
    """A version of the instrument that is no longer taken: one there is, or one made for this.

    The next version is written with the same content, published and retired at once; the present
    one stays in force throughout.
    """
    if instrument in forms.retired:
        return forms.retired[instrument]
    known = caller.get(f"/v1/instruments/{instrument}")["versions"]
    number: int = max(v["version"] for v in known) + 1
    path = f"/v1/instruments/{instrument}/versions/{number}"
    definition = forms.versions[instrument][1]
    notes = "Versión de demostración: se publica y se retira en seguida."
    caller.put(path, {"definition": definition, "notes": notes})
    for state in ("published", "retired"):
        etag = caller.ask("GET", path).etag
        caller.put(f"{path}/state", {"state": state}, if_match=etag)
    return number
