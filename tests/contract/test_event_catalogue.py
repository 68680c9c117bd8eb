"""The kinds of events that the contract lists, and docs/events.md (JEC_WRITE_DOCS=1 writes)."""

import os
from pathlib import Path
from typing import Any

import pytest

from api import contract
from domain.access.scopes import Scope
from domain.events import EventKind
from domain.exchange.event_feed import LEFT_OUT
from tests.events import KINDS

PAGE = Path(__file__).parents[2] / "docs" / "events.md"
HEAD = """# Events

Every change leaves one event in the log; `GET /v1/events` tells it to whoever may read, or
administers, what it is about, at its place. `name?` is there at times only. The same list stands in
the contract (`x-events` of the schema `Event`). Generated from the kinds of events in the code; do
not edit.

| kind | told to holders of | data |
|---|---|---|
"""
KEPT = """
Told to nobody else, only to the person in `GET /v1/me/data`:

| kind | data |
|---|---|
"""
READ_WITH = {
    "institution": "getInstitution",
    "instrument": "getInstrument",
    "instrument_version": "getInstrumentVersion",
    "year": "getYear",
    "school_break": "getSchoolBreak",
    "report_stream": "listStreams",
    "report_cut": "getReportCut",
    "workload": "getWorkload",
    "workload_assignment": "getWorkloadAssignment",
    "work_entry": "getWorkEntry",
    "cut_extension": "getExtension",
    "extension_request": "getExtensionRequest",
    "obligation": "getObligation",
    "obligations": "listObligations",
    "plan": "getPlan",
    "visit": "getVisit",
    "report": "getReport",
    "observation": "getReport",
    "dialogue": "getDialogue",
    "commitment": "listCommitments",
    "referral": "getReferral",
    "collaborative_session": "getCollaborativeSession",
    "tutoring_record": "getTutoringRecord",
    "school_action": "getSchoolAction",
    "learning_assessment": "getLearningAssessment",
    "results": "getResults",
    "actor": "getActor",
    "appointment": "getAppointment",
    "access": "putAccessGrant",
    "client": "getClient",
    "correction": "listCorrections",
    "enrolment.made": "enrol",
    "import": "importActors",
    "identity.linked": "linkExternalIdentity",
    "identity.unlinked": "unlinkExternalIdentity",
}
"""The operation that reads, or administers, what a kind is about, by what stands before its dot;
where not all that begins so is told to others, by the whole kind."""
KEPT_FROM_OTHERS = {
    "account", "calendar_link", "contact", "demonstration", "enrolment", "identity", "password",
    "reminders", "retention", "second-factor", "sessions", "trial_filling",
}  # fmt: skip
"""How somebody signs in, is written to or tries a form, and the operator's own housekeeping."""


def scopes_of_operations() -> dict[str, Scope]:
    operations = [o for item in contract.load()["paths"].values() for o in item.values()]
    return {
        each["operationId"]: Scope(each["security"][0]["session"][0])
        for each in operations
        if isinstance(each, dict) and each.get("security")
    }


SCOPES = scopes_of_operations()


@pytest.mark.parametrize("kind", EventKind)
def test_a_kind_is_told_to_who_reads_or_administers_what_it_is_about(kind: EventKind) -> None:
    what = kind.partition(".")[0]
    operation = READ_WITH.get(kind) or READ_WITH.get(what)
    assert kind.read_by == (SCOPES[operation] if operation else None)
    assert operation or what in KEPT_FROM_OTHERS, "say here what it is about"


def test_what_is_said_here_is_said_of_some_kind() -> None:
    kinds = {*EventKind, *(kind.partition(".")[0] for kind in EventKind)}
    assert READ_WITH.keys() | KEPT_FROM_OTHERS <= kinds


def test_the_contract_lists_every_kind_that_somebody_else_is_told() -> None:
    events: dict[str, Any] = contract.load()["components"]["schemas"]["Event"]["x-events"]
    assert list(events) == sorted(kind for kind in EventKind if kind.read_by)
    for kind, entry in events.items():
        declared = KINDS[kind]
        assert entry["scope"] == declared.read_by
        assert {*entry["required"], *entry["optional"]} == declared.names - {LEFT_OUT}
        assert set(entry["required"]) <= declared.needed


def data_of(kind: EventKind) -> str:
    return " ".join(f"`{name}`" for name in kind.data if name != LEFT_OUT)


def rendered() -> str:
    public = [
        f"| `{kind}` | `{kind.read_by}` | {data_of(kind)} |"
        for kind in sorted(EventKind)
        if kind.read_by
    ]
    internal = [f"| `{kind}` | {data_of(kind)} |" for kind in sorted(EventKind) if not kind.read_by]
    return HEAD + "\n".join(public) + "\n" + KEPT + "\n".join(internal) + "\n"


def test_the_page_lists_every_kind() -> None:
    if os.environ.get("JEC_WRITE_DOCS"):
        PAGE.write_text(rendered(), "utf-8")
    assert PAGE.read_text("utf-8") == rendered(), "run with JEC_WRITE_DOCS=1"
