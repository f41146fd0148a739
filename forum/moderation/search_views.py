"""What readers looked for and did not find: for editors, who may write about it."""

from flask import Response

from .. import web
from ..search.missed_queries import missed_searches
from .views import moderation


@moderation.get("/searches")
def show_searches() -> Response:
    """Show what was not found, the most often looked for first."""
    return web.page("moderation/searches.html", missed=missed_searches())
