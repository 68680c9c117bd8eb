"""The schema of record: every table, imported so that its metadata is complete."""

from persistence.tables.calendar import (
    CutExtensionRow,
    ReportCutRow,
    ReportStreamRow,
    SchoolYearRow,
    StreamInstrumentRow,
    WorkloadLineRow,
)
from persistence.tables.instruments import InstrumentRow, InstrumentVersionRow
from persistence.tables.people import AccountRow, AppointmentRow, PersonRow
from persistence.tables.reporting import EventRow, ObligationRow, ObservationRow, ReportRow
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
    "AccountRow",
    "AppointmentRow",
    "CatalogueEntryRow",
    "CutExtensionRow",
    "EventRow",
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
    "RegionRow",
    "ReportCutRow",
    "ReportRow",
    "ReportStreamRow",
    "SchoolYearRow",
    "StreamInstrumentRow",
    "WorkloadLineRow",
]
