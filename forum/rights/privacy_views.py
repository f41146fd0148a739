"""The page that says what is kept of people, why, and for how long."""

from datetime import timedelta

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from .. import web
from ..articles.queries import all_articles, site_stamp
from ..board.models import CONSENT_TEXT, CONSENT_VERSION
from .retention_actions import CLOCKS, Clock

YEAR, DAY, HOUR, MINUTE = (
    timedelta(days=365),
    timedelta(days=1),
    timedelta(hours=1),
    timedelta(minutes=1),
)

privacy = Blueprint("privacy", __name__)


@privacy.get("/privacy")
@web.kept_by(site_stamp)
def show() -> Response:
    """Say what is kept, on one page that is the same for everybody."""
    articles = all_articles()
    return web.page(
        "rights/privacy.html",
        stamp=sum(article.stamp for article in articles),
        articles=articles,
        clocks=CLOCKS,
        consent=CONSENT_TEXT,
        consent_version=CONSENT_VERSION,
    )


@privacy.app_template_filter("how_long")
def how_long(clock: Clock) -> str:
    """Return in words how long something is kept."""
    lengths = {name: duration(value) for name, value in clock.others.items()}
    return _(clock.how_long, keeps=duration(clock.keeps), **lengths)


@privacy.app_template_filter("duration")
def duration(value: timedelta) -> str:
    """Return a length of time in one unit: 24 hours, 30 days, 2 years."""
    if value >= YEAR and not value % YEAR:
        return ngettext("%(num)s year", "%(num)s years", value // YEAR)
    if value > DAY and not value % DAY:
        return ngettext("%(num)s day", "%(num)s days", value // DAY)
    if value >= HOUR and not value % HOUR:
        return ngettext("%(num)s hour", "%(num)s hours", value // HOUR)
    return ngettext("%(num)s minute", "%(num)s minutes", value // MINUTE)
