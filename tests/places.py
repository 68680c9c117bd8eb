"""Places as paths (`pe.010000.010002`), and as the contract shows them."""

LEVELS = ("nation", "region", "iged", "institution")


def code_of(path: str) -> str:
    """The code of the place at the end of a path."""
    return path.rpartition(".")[2]


def place(path: str) -> dict[str, str]:
    """The kind and the code of a place."""
    labels = path.split(".")
    code = "PE" if len(labels) == 1 else labels[-1]
    return {"kind": LEVELS[len(labels) - 1], "code": code}
