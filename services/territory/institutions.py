"""Registering schools, dating their status in the JEC model, and keeping their yearly figures."""

from domain.events import EventKind
from domain.territory.institutions.figures import SchoolFigures, write_figures
from domain.territory.institutions.jec_status import StatusChange, StatusSpan, change_status
from domain.territory.institutions.registering import SchoolDetails, register
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Versioned, Writing
from persistence.reporting.extensions import keep_extensions
from persistence.reporting.obligations.settling import settle_obligations
from persistence.territory.institutions.figures import (
    load_figures_facts,
    read_year,
    store_figures,
)
from persistence.territory.institutions.jec_status import load_status_facts, store_status
from persistence.territory.institutions.reading import read_institution
from persistence.territory.institutions.recording import hold_institution, store_institution_event
from persistence.territory.institutions.registering import (
    load_registration_facts,
    store_institution,
)
from persistence.territory.ubigeos import districts
from services.running import in_transaction


@in_transaction
async def put(call: Call[Writing], code: str, iged: str, details: SchoolDetails) -> Versioned:
    """Register a school, change what is known of it or transfer it, unless it stands so already."""
    await hold_institution(call, code)
    facts = await load_registration_facts(call, code, iged)
    known = details.ubigeo in districts()
    decision = register(code, details, facts, iged=iged, ubigeo_known=known, if_match=call.if_match)
    if decision.change is Change.NOTHING:
        return await read_institution(call, code)
    await store_institution(call, code, decision.path, details, decision.change)
    await keep_extensions(call, decision.moved)
    return await store_institution_event(call, code, decision.event, more=decision.transfer)


@in_transaction
async def put_status(call: Call[Writing], code: str, span: StatusSpan) -> Versioned:
    """Bring the history to the wanted last change, then what is owed in line with it."""
    await hold_institution(call, code)
    facts = await load_status_facts(call, code)
    change = change_status(span, facts, today=call.today)
    if change is StatusChange.NOTHING:
        return await read_institution(call, code)
    await store_status(call, code, span, change)
    await settle_obligations(call, [facts.school])
    return await store_institution_event(call, code, EventKind.INSTITUTION_JEC_STATUS_CHANGED)


@in_transaction
async def put_year(call: Call[Writing], code: str, year: int, figures: SchoolFigures) -> Versioned:
    """Bring a year's figures to what is wanted, then what is owed in line with the posts."""
    await hold_institution(call, code)
    facts = await load_figures_facts(call, code, year)
    change = write_figures(figures, facts, call.permit, if_match=call.if_match)
    if change is Change.NOTHING:
        return await read_year(call, code, year)
    stored = await store_figures(call, code, year, figures)
    await settle_obligations(call, [facts.school])
    return stored
