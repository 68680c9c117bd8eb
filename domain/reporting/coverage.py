"""Coverage: what obligations are counted by."""

from enum import StrEnum


class CoverageLevel(StrEnum):
    """What the counts are grouped by."""

    STREAM = "stream"
    CUT = "cut"
    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"
