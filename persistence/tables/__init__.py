"""The schema of record: every table, imported so that its metadata is complete."""

from persistence.tables.calendar import (
    CutExtensionRow,
    ReportCutRow,
    ReportStreamRow,
    SchoolYearRow,
    StreamInstrumentRow,
    WorkloadLineRow,
)
from persistence.tables.identity import (
    AccessGrantRow,
    ClientRow,
    ClientSecretRow,
    CorrectionRow,
    EnrolmentRow,
    ExternalIdentityRow,
    RecoveryCodeRow,
    SecondFactorRow,
    SessionRow,
    ThrottleRow,
)
from persistence.tables.instruments import InstrumentRow, InstrumentVersionRow
from persistence.tables.people import AccountRow, AppointmentRow, PersonRow
from persistence.tables.reporting import EventRow, ObligationRow, ObservationRow, ReportRow
from persistence.tables.results import ResultCellRow, ResultReleaseRow
from persistence.tables.territory import (
    CatalogueEntryRow,
    IgedRow,
    InstitutionRow,
    InstitutionStatusRow,
    InstitutionYearRow,
    PlaceRow,
    RegionRow,
)

__all__ = [
    "AccessGrantRow",
    "AccountRow",
    "AppointmentRow",
    "CatalogueEntryRow",
    "ClientRow",
    "ClientSecretRow",
    "CorrectionRow",
    "CutExtensionRow",
    "EnrolmentRow",
    "EventRow",
    "ExternalIdentityRow",
    "IgedRow",
    "InstitutionRow",
    "InstitutionStatusRow",
    "InstitutionYearRow",
    "InstrumentRow",
    "InstrumentVersionRow",
    "ObligationRow",
    "ObservationRow",
    "PersonRow",
    "PlaceRow",
    "RecoveryCodeRow",
    "RegionRow",
    "ReportCutRow",
    "ReportRow",
    "ReportStreamRow",
    "ResultCellRow",
    "ResultReleaseRow",
    "SchoolYearRow",
    "SecondFactorRow",
    "SessionRow",
    "StreamInstrumentRow",
    "ThrottleRow",
    "WorkloadLineRow",
]
