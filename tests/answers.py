"""What tests look at in any answer."""

from httpx import Response


def problem(answer: Response) -> tuple[int, str]:
    """The status and the problem type of a refusal."""
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def outcome(answer: Response) -> tuple[int, str]:
    """The status, and the problem type where it is a refusal."""
    return answer.status_code, answer.json().get("type", "").removeprefix("/problems/")


def codes(answer: Response) -> list[tuple[str, str]]:
    """The field and the code of each error."""
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def naming_nothing(answer: Response) -> list[str]:
    """The filters that were refused, for they name nothing that the caller may know of."""
    assert answer.status_code == 422, answer.text
    return [field.removeprefix("?") for field, code in codes(answer) if code == "unknown-value"]
