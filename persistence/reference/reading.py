"""Reference data the product ships: territory, catalogue, calendar, workloads and instruments.

Each function reads one packaged YAML file anew and returns frozen values; nothing is read at
import. The files say what each datum is, where it comes from and as of when.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

# Both are safe loaders; the C one is absent where PyYAML was built without libyaml.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Iged:
    """A UGEL: its six-digit official code, its name, and spellings met elsewhere."""

    code: str
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A DRE or GRE with its UGELs (F14, F51).

    `kind` is "dre" or "gre"; `jec_target` counts JEC schools; `manages_institutions` says that it
    performs the UGEL's actions over schools of its own (F54); `macro_region` is unknown (F66).
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    body_name: str
    jec_target: int
    manages_institutions: bool
    macro_region: str | None
    igeds: tuple[Iged, ...]


@dataclass(frozen=True, slots=True)
class Trait:
    """What belongs to a component, with the number of the fact that says so."""

    fact: str
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class Component:
    """One of the three components of the model (F15)."""

    code: str
    name_es: str
    name_en: str
    traits: tuple[Trait, ...]


@dataclass(frozen=True, slots=True)
class Organ:
    """One of the four organs of a JEC school's management (F22)."""

    code: str
    name_es: str
    name_en: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Norm:
    """A legal norm; `text_held` is false where its body was not at hand (F11)."""

    code: str
    year: int
    issued_on: date | None
    title_es: str
    effect_es: str
    facts: tuple[str, ...]
    text_held: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The vocabulary of the model: components, organs, norms (F11, F15-F24)."""

    components: tuple[Component, ...]
    organs: tuple[Organ, ...]
    norms: tuple[Norm, ...]


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """First and last day of classes, and the weekly *horas pedagógicas* of students (F16)."""

    starts_on: date
    ends_on: date
    weekly_hours: int
    norm: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word people read, in both languages."""

    es: str
    en: str


@dataclass(frozen=True, slots=True)
class CutDates:
    """One cut of a stream (F85): local days of Peru, both ends included.

    `stage` is "diagnostic", "process" or "closing"; observations of the cut are dated from
    `period_from` to `period_to`.
    """

    ordinal: int
    month: int
    stage: str
    opens_on: date
    closes_on: date
    period_from: date
    period_to: date


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """A report stream and its cuts (F82-F86, A1, A22).

    `subject_kind` is "institution", "coordinator" or "teacher"; `instruments` maps a role to an
    instrument code, the declarant's role or the subject's as `instrument_by` says.
    """

    code: str
    fact: str
    name_es: str
    name_en: str
    declarant_roles: tuple[str, ...]
    subject_kind: str
    instrument_by: str
    instruments: Mapping[str, str]
    review_required: bool
    reviewer_role: str
    cuts: tuple[CutDates, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The year's default calendar: days are local to `time_zone`."""

    year: int
    time_zone: str
    school_year: SchoolYear
    stage_labels: Mapping[str, Label]
    streams: tuple[StreamPlan, ...]


@dataclass(frozen=True, slots=True)
class WorkloadNode:
    """A line of a week's hours; the hours of `children`, where there are any, add up to it."""

    code: str
    name: str
    hours: int
    children: tuple["WorkloadNode", ...]
    proof: str | None = None
    """The records by which it is carried out; only a line without children has some."""


@dataclass(frozen=True, slots=True)
class WorkloadPlan:
    """How the week of a coordinator ("cp" or "ct") is shared out, in `unit` (F44, F50)."""

    year: int
    unit: str
    norm: str
    role: str
    name_es: str
    total: int
    lines: tuple[WorkloadNode, ...]


@dataclass(frozen=True, slots=True)
class InstrumentForm:
    """A form as shipped; `definition` is JSON as `domain.instruments` describes it (F82-F84).

    `model_form` is true where the official text is not public and the form is our proposal;
    `model_note` tells the user so, in Spanish.
    """

    code: str
    version: int
    title: str
    title_en: str
    fact: str
    source: str
    model_form: bool
    model_note: str
    definition: Mapping[str, object]


def _read(file: Traversable) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  a safe one


def _home() -> Traversable:
    return files("persistence").joinpath("reference")


def territory() -> tuple[Region, ...]:
    """The 26 regions in the order of F14, each with its UGELs (224 in all)."""

    def iged(raw: Mapping[str, Any]) -> Iged:
        return Iged(raw["code"], raw["name"], tuple(raw.get("aliases", ())))

    def region(raw: Mapping[str, Any]) -> Region:
        lists = {
            "aliases": tuple(raw["aliases"]),
            "igeds": tuple(iged(each) for each in raw["igeds"]),
        }
        return Region(**{**raw, **lists})

    return tuple(region(raw) for raw in _read(_home() / "territory.yaml")["regions"])


def catalogue() -> Catalogue:
    """Components, organs and norms of the model (F11, F15-F24)."""
    raw = _read(_home() / "catalogue.yaml")
    return Catalogue(
        components=tuple(
            Component(**{**each, "traits": tuple(Trait(**trait) for trait in each["traits"])})
            for each in raw["components"]
        ),
        organs=tuple(
            Organ(**{**each, "examples": tuple(each["examples"])}) for each in raw["organs"]
        ),
        norms=tuple(Norm(**{**each, "facts": tuple(each["facts"])}) for each in raw["norms"]),
    )


def calendar(year: int = 2024) -> Calendar:
    """The school year, its three streams and their cuts; FileNotFoundError if not shipped."""

    def stream(raw: Mapping[str, Any]) -> StreamPlan:
        lists = {
            "declarant_roles": tuple(raw["declarant_roles"]),
            "cuts": tuple(CutDates(**cut) for cut in raw["cuts"]),
        }
        return StreamPlan(**{**raw, **lists})

    raw = _read(_home() / f"calendar_{year}.yaml")
    return Calendar(
        year=raw["year"],
        time_zone=raw["time_zone"],
        school_year=SchoolYear(**raw["school_year"]),
        stage_labels={stage: Label(**label) for stage, label in raw["stage_labels"].items()},
        streams=tuple(stream(each) for each in raw["streams"]),
    )


def workloads(year: int = 2024) -> tuple[WorkloadPlan, ...]:
    """The weekly hours of the CP and of the CT; FileNotFoundError if not shipped."""

    def node(raw: Mapping[str, Any]) -> WorkloadNode:
        return WorkloadNode(**{**raw, "children": tuple(map(node, raw["children"]))})

    raw = _read(_home() / f"workloads_{year}.yaml")
    shared = {name: raw[name] for name in ("year", "unit", "norm")}
    return tuple(
        WorkloadPlan(**{**shared, **each, "lines": tuple(map(node, each["lines"]))})
        for each in raw["templates"]
    )


def instruments() -> tuple[InstrumentForm, ...]:
    """The five forms of the three streams, ordered by code (F82-F84)."""
    shipped = (_home() / "instruments").iterdir()
    forms = (InstrumentForm(**_read(file)) for file in shipped if file.name.endswith(".yaml"))
    return tuple(sorted(forms, key=lambda form: form.code))
