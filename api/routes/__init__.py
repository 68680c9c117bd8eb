"""One file per resource; this is the list of those that are served."""

from api.routes import (
    auth,
    me,
    obligations,
    reports,
    system,
    territory,
)

ROUTERS = (
    reports.router,
    obligations.router,
    me.router,
    system.router,
    system.pages,
    auth.router,
    territory.router,
)
