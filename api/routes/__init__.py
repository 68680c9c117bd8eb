"""One file per resource; this is the list of those that are served."""

from api.routes import (
    actors,
    appointments,
    auth,
    me,
    obligations,
    reports,
    system,
    territory,
    vacancies,
)

ROUTERS = (
    actors.router,
    appointments.router,
    vacancies.router,
    reports.router,
    obligations.router,
    me.router,
    system.router,
    system.pages,
    auth.router,
    territory.router,
)
