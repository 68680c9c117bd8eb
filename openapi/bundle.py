"""Bundle `openapi/*.yaml` into the one file that clients download.

`root.yaml` carries what all resources share; each other file brings `paths` and `schemas` of one
resource. `$ref: '#/components/schemas/X'` means X of the bundle, whichever file defines it.

An operation names its scope and the refusals particular to it; the bundler writes out what every
operation of its kind has in common, so that no author can forget it:

    x-scope: reports:read      ->  security: [{session: [reports:read]}]   (x-scope: null -> [])
    x-refuses: [404]           ->  responses 404 and those of every secured read or write
    x-etag: true               ->  its answers carry an ETag, as those with 304 or 428 do

The types of problem that it answers with (`x-problems`) are those of `problems.json`.
A parameter in a query says what its value names (`x-names: institution`, or null for what names
nothing), unless its schema lists the values: what is named has to exist, else it is refused.

The kinds of events are told beside `Event` (`x-events`), as the code knows them.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from domain.events import EventKind
from domain.exchange.event_feed import LEFT_OUT

HERE = Path(__file__).parent
BUNDLE = HERE / "openapi.json"
PROBLEMS = HERE / "problems.json"
"""The types of problem that each operation answers with, found in the code by
`tests/contract/test_problem_codes.py`."""
METHODS = ("get", "put", "post", "patch", "delete")

REFUSALS = {
    400: "Malformed",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    412: "Stale",
    413: "TooLarge",
    415: "WrongMediaType",
    422: "Invalid",
    428: "Unconditional",
    429: "Limited",
    503: "Unavailable",
}
ETAG = {"$ref": "#/components/headers/ETag"}
SECURED = (401, 403, 422, 429, 503)
WITH_INPUT = (422,)
WITH_BODY = (400, 413, 415, 422)


class ContractProblem(Exception):
    """Two files define the same thing, or an operation says too little."""


def _add(into: dict[str, Any], more: dict[str, Any], what: str) -> None:
    for name, value in more.items():
        if name in into:
            raise ContractProblem(f"{what} {name} is defined twice")
        into[name] = value


def _finished(
    operation: dict[str, Any], path_item: dict[str, Any], problems: dict[str, list[str]]
) -> dict[str, Any]:
    """One operation with its security and its common refusals written out."""
    if "x-scope" not in operation:
        raise ContractProblem(f"{operation.get('operationId')} names no scope (x-scope: null?)")
    done = {k: v for k, v in operation.items() if k not in {"x-scope", "x-refuses", "x-etag"}}
    scope = operation["x-scope"]
    if "parameters" in done:
        done["parameters"] = checked_parameters(done["parameters"])
    done["security"] = [{"session": [scope]}] if scope else []
    statuses = set(operation.get("x-refuses", ()))
    statuses |= set(SECURED if scope else ())
    statuses |= set(WITH_BODY if "requestBody" in operation else ())
    has_input = operation.get("parameters") or path_item.get("parameters")
    statuses |= set(WITH_INPUT if has_input else ())
    refused = {str(s): {"$ref": f"#/components/responses/{REFUSALS[s]}"} for s in sorted(statuses)}
    answers = {str(s): r for s, r in operation["responses"].items()}
    if operation.get("x-etag", 304 in operation["responses"] or 428 in statuses):
        for status in answers.keys() & {"200", "201"}:
            answers[status] = {**answers[status], "headers": {"ETag": ETAG}}
    done["responses"] = answers | refused
    done["x-problems"] = problems.get(operation.get("operationId", ""), [])
    return done


def bundle() -> dict[str, Any]:
    """The whole contract, from its sources."""
    whole: dict[str, Any] = yaml.safe_load((HERE / "root.yaml").read_text("utf-8"))
    whole["paths"] = {}
    for source in sorted(HERE.rglob("*.yaml"), key=lambda source: source.name):
        if source.name == "root.yaml":
            continue
        part = yaml.safe_load(source.read_text("utf-8"))
        _add(whole["paths"], part.get("paths", {}), "path")
        for kind in ("schemas", "parameters"):
            _add(whole["components"][kind], part.get(kind, {}), kind)
    whole["components"]["schemas"]["Event"]["x-events"] = event_catalogue()
    problems = json.loads(PROBLEMS.read_text("utf-8"))
    whole["x-problems"] = problems["*"]
    shared = whole["components"]["parameters"]
    whole["components"]["parameters"] = dict(
        zip(shared, checked_parameters(list(shared.values())), strict=True)
    )
    whole["paths"] = {
        path: {
            key: _finished(value, item, problems) if key in METHODS else value
            for key, value in item.items()
        }
        for path, item in sorted(whole["paths"].items())
    }
    return whole


def checked_parameters(parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Parameters, each of which says what it names, without those that name nothing."""
    done = []
    for each in parameters:
        if each.get("in") == "query" and "x-names" not in each and not _lists(each["schema"]):
            raise ContractProblem(f"{each['name']} does not say what it names (x-names: null?)")
        done.append({k: v for k, v in each.items() if (k, v) != ("x-names", None)})
    return done


def _lists(schema: dict[str, Any]) -> bool:
    """True when a schema alone says which values there are: a list, true or false, a day."""
    types = schema.get("type", ())
    closed = "enum" in schema or "anyOf" in schema or schema.get("format") == "date"
    return closed or "boolean" in ([types] if isinstance(types, str) else types)


def event_catalogue() -> dict[str, Any]:
    """Each kind of event that somebody else may be told: the scope it takes, and the names that its
    `data` always holds (`required`) or at times (`optional`)."""
    return {
        kind.value: {
            "scope": kind.read_by.value,
            "required": sorted(kind.needed - {LEFT_OUT}),
            "optional": sorted(kind.names - kind.needed),
        }
        for kind in sorted(EventKind)
        if kind.read_by
    }


def bundled_text() -> str:
    """The bundle as it is committed."""
    return json.dumps(bundle(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the bundle, or with `--check` say whether it is current."""
    if "--check" in sys.argv[1:]:
        sys.exit(BUNDLE.read_text("utf-8") != bundled_text())
    BUNDLE.write_text(bundled_text(), "utf-8")


if __name__ == "__main__":
    main()
