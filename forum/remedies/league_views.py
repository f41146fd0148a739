"""The league of an article's remedies: what helped whom, for people like the reader."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from .. import web
from ..articles.queries import article_stamp, get_article
from ..templating import show_percent
from .league import Sort, choose_group, groups_for, remaining, tables_of
from .league_filters import read_choice
from .league_queries import league_of
from .models import AGE_LABELS, TIME_LABELS
from .queries import causes_of
from .statistics import FEWEST_FOR_PERCENT, OutcomeCounts
from .views import list_page, most_told

CHIPS = 6

league = Blueprint("league", __name__)


@league.get("/articles/<article>/remedies")
@web.kept_by(article_stamp)
def list_remedies(article: str) -> Response:
    """Show the remedies of an article in their leagues, for the people that are asked for."""
    found = get_article(article)
    causes = causes_of(found.id)
    choice = read_choice(request.args, causes=causes)
    cause = next((cause for cause in causes if cause.slug == choice.cause), None)
    groups = groups_for(cause.id if cause else None, choice.age)
    shown = choose_group(league_of(found.id, groups), choice.use)
    tables = tables_of(shown.rows, use=choice.use, kind=choice.kind, sort=choice.sort)
    without_use, untold = remaining(shown.rows, tables, choice.kind)
    return list_page(
        "remedies/remedies.html",
        found,
        choice=choice,
        cause=cause,
        cause_choices={cause.slug: cause.short_label for cause in most_told(causes)},
        chip_causes=most_told(causes)[:CHIPS],
        shown=shown,
        tables=tables,
        without_use=[] if choice.use else without_use,
        untold=[] if choice.use else untold,
    )


# What templates say of figures


@league.app_template_filter("interval_in_words")
def interval_in_words(counts: OutcomeCounts) -> str:
    """Return how sure a share is: "82%, between 73% and 89%, of 96"."""
    return _(
        "%(share)s, between %(low)s and %(high)s, of %(number)s",
        share=show_percent(counts.share),
        low=show_percent(counts.interval.low),
        high=show_percent(counts.interval.high),
        number=counts.total,
    )


@league.app_context_processor
def _labels() -> dict[str, Any]:
    return {
        "age_labels": AGE_LABELS,
        "time_labels": TIME_LABELS,
        "fewest_for_percent": FEWEST_FOR_PERCENT,
        "sorts": Sort,
    }
