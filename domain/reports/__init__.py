"""Filing a sworn report: one or more observations that fulfil one obligation (F82-F86, A6)."""

from domain.reports.filing import file_report
from domain.reports.model import (
    Desk,
    Draft,
    Filed,
    Form,
    ObligationId,
    Observation,
    ReportId,
    Standing,
    Window,
)
from domain.reports.refusals import (
    AlreadyFiled,
    CutClosed,
    CutNotOpen,
    InvalidReport,
    NotSworn,
    ObligationExempt,
    ObservationKnown,
    ReportDiffers,
    SelfReport,
    VersionRetired,
    WrongDeclarant,
)

__all__ = [
    "AlreadyFiled",
    "CutClosed",
    "CutNotOpen",
    "Desk",
    "Draft",
    "Filed",
    "Form",
    "InvalidReport",
    "NotSworn",
    "ObligationExempt",
    "ObligationId",
    "Observation",
    "ObservationKnown",
    "ReportDiffers",
    "ReportId",
    "SelfReport",
    "Standing",
    "VersionRetired",
    "Window",
    "WrongDeclarant",
    "file_report",
]
