"""Which kinds of refusal an operation can end in: those that its code names, at any depth.

From the handler on, through whatever its functions name (functions, classes with their methods,
the shapes in annotations, constants that hold refusals of constraints). It finds rather too many
than too few: a method counts once its class is named.
"""

import inspect
import typing
from collections.abc import Callable, Iterator, Mapping, Set
from types import CodeType, FunctionType, ModuleType
from typing import Any

from api import contract, wire_problems
from api.paging import CursorCipher
from api.problems import status_of
from api.routers import ROUTERS
from api.security import claims_of
from auth.arrivals import Arrivals
from auth.counting import Counter
from auth.external import ExternalTokenReader
from auth.permits import PermitCache
from auth.sessions import SessionStarter
from auth.sign_in_queue import SignInQueue
from domain.errors import DomainError, InvalidRequest
from domain.errors import kinds as all_kinds
from persistence.database import DatabaseUnavailable

OURS = ("api", "auth", "domain", "persistence", "services")
STATE = {
    "arrivals": Arrivals,
    "counter": Counter,
    "cursors": CursorCipher,
    "external": ExternalTokenReader,
    "permits": PermitCache,
    "sessions": SessionStarter,
    "sign_ins": SignInQueue,
}
"""What a function finds in the state of the application, which no name of its own tells."""
OF_A_BODY = (
    wire_problems.MalformedBody,
    wire_problems.BodyTooLarge,
    wire_problems.UnsupportedMediaType,
)
OF_ANY_REQUEST = (
    wire_problems.HeadersTooLarge,
    wire_problems.MalformedRequest,
    wire_problems.MethodNotAllowed,
    wire_problems.NoSuchPath,
    wire_problems.RequestCutOff,
    wire_problems.RequestTooSlow,
    wire_problems.UnexpectedFault,
)
"""Refused before an operation is known, or not by its own doing."""


OPERATORS_OWN = {"ministry-has-account", "not-migrated"}
"""Met by `jec` on the server alone; whether its module is loaded depends on the tests beside."""


def kinds_of_ours() -> list[type[DomainError]]:
    return [kind for kind in all_kinds() if not kind.__module__.startswith("tests.")]


def is_ours(thing: Any) -> bool:
    return str(getattr(thing, "__module__", "")).partition(".")[0] in OURS


def codes_of(function: FunctionType) -> Iterator[CodeType]:
    waiting = [function.__code__]
    while waiting:
        code = waiting.pop()
        yield code
        waiting.extend(each for each in code.co_consts if isinstance(each, CodeType))


def named_by(function: FunctionType) -> Iterator[Any]:
    names = {name for code in codes_of(function) for name in code.co_names}
    for name in names:
        thing = function.__globals__.get(name)
        if isinstance(thing, ModuleType):
            yield from (getattr(thing, each) for each in names if hasattr(thing, each))
        else:
            yield thing
    if "state" in names:
        yield from (STATE[name] for name in names & STATE.keys())
    yield from function.__annotations__.values()
    yield from (cell.cell_contents for cell in function.__closure__ or ())
    yield getattr(function, "__wrapped__", None)


def inside(thing: Any) -> Iterator[Any]:
    """What a thing leads to."""
    if isinstance(thing, FunctionType):
        yield from named_by(thing) if is_ours(thing) or is_ours(inspect.unwrap(thing)) else ()
    elif isinstance(thing, type):
        if is_ours(thing):
            yield from vars(thing).values()
            yield from inspect.get_annotations(thing).values()
            yield from thing.__bases__
    elif isinstance(thing, property):
        yield thing.fget
    elif isinstance(thing, (staticmethod, classmethod)):
        yield thing.__func__
    elif isinstance(thing, Mapping):
        yield from thing.values()
    elif isinstance(thing, (tuple, list, Set)):
        yield from thing
    elif typing.get_origin(thing) is not None:
        yield from (*typing.get_args(thing), *getattr(thing, "__metadata__", ()))
    elif hasattr(thing, "dependency"):
        yield thing.dependency
    elif is_ours(type(thing)):
        yield type(thing)
        yield from getattr(thing, "__dict__", {}).values()


def reached(*roots: Any) -> set[type[DomainError]]:
    found: set[type[DomainError]] = set()
    seen: dict[int, Any] = {}
    waiting = list(roots)
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing
        if isinstance(thing, type) and issubclass(thing, DomainError) and hasattr(thing, "code"):
            found.add(thing)
        waiting.extend(inside(thing))
    return found


def operations() -> Mapping[str, Mapping[str, Any]]:
    return {
        operation["operationId"]: operation
        for item in contract.load()["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    }


def endpoints() -> Mapping[str, Callable[..., Any]]:
    return {
        route.operation_id: route.endpoint  # type: ignore[attr-defined]  # all are API routes
        for router in ROUTERS
        for route in router.routes
        if route.operation_id  # type: ignore[attr-defined]
    }


def problems_of(operation: Mapping[str, Any], endpoint: Callable[..., Any]) -> list[str]:
    """The codes, of those statuses that the operation has at all."""
    kinds = reached(endpoint) | {InvalidRequest}
    if operation["security"]:
        kinds |= reached(claims_of, PermitCache)
    if "requestBody" in operation:
        kinds |= {*OF_A_BODY, *reached(*([] if operation["security"] else [Arrivals]))}
    statuses = operation["responses"].keys()
    if "503" in statuses:
        kinds.add(DatabaseUnavailable)
    return sorted(kind.code for kind in kinds if str(status_of(kind)) in statuses)


def all_problems() -> dict[str, list[str]]:
    """By operation; `*` are those of any request."""
    known = endpoints()
    each = {name: problems_of(operation, known[name]) for name, operation in operations().items()}
    return {"*": sorted(kind.code for kind in OF_ANY_REQUEST), **dict(sorted(each.items()))}
