"""One file per resource; this is the list of those that are served."""

from api.routes import (
    actor_imports,
    actors,
    appointments,
    auth,
    calendar,
    extensions,
    institution_imports,
    institutions,
    instruments,
    me,
    obligations,
    reports,
    system,
    territory,
    vacancies,
)

ROUTERS = (
    actor_imports.router,
    calendar.router,
    extensions.router,
    instruments.router,
    actors.router,
    appointments.router,
    vacancies.router,
    reports.router,
    obligations.router,
    institutions.router,
    institution_imports.router,
    me.router,
    system.router,
    system.pages,
    auth.router,
    territory.router,
)
