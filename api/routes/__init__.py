"""One file per resource; this is the list of those that are served."""

from api.routes import auth, system, territory

ROUTERS = (
    system.router,
    system.pages,
    auth.router,
    territory.router,
)
