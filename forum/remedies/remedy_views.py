"""The page of one remedy: how it went for people here, what research says, and their stories."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import format_decimal

from .. import web
from ..accounts.identity import viewer
from ..articles.queries import article_stamp
from ..board.balanced_queries import balanced_page
from ..board.queries import marks_for
from .drawing import crowds
from .models import TIME_LABELS, Direction, Grade, Remedy, TimeToRelief
from .remedy_queries import (
    MOST_SIDE_EFFECTS,
    Found,
    causes_with_outcomes,
    known_of,
    remedy_with_figures,
    side_effects_of,
)
from .statistics import OutcomeCounts, of_hundred
from .views import lead_on, name_that_led, way_to

remedy_page = Blueprint("remedy_page", __name__)


@remedy_page.get("/articles/<article>/remedies/<remedy>")
@web.kept_by(lambda article, remedy: article_stamp(article))
def show_remedy(article: str, remedy: str) -> Response:
    """Show how it went with one remedy, what research says, and the stories."""
    found = remedy_with_figures(article, remedy)
    if found.remedy is None:
        return lead_on(found.article, remedy)
    if found.remedy.merged_into:
        there = found.remedy.merged_into
        return web.moved(url_for("remedy_page.show_remedy", article=article, remedy=there))
    tag, known = found.remedy, known_of(found.remedy)
    return web.page(
        "remedies/remedy.html",
        stamp=found.article.stamp,
        article=found.article,
        tag=tag,
        data=way_to(found.article, tag.label, request.path),
        called=name_that_led(found.article, tag),
        notices=known.notices,
        references=known.references,
        is_harmful=tag.grade == Grade.HARMFUL or tag.direction == Direction.HARMFUL,
        **_figures(found, tag),
        **_stories(found, tag),
    )


def _figures(found: Found, tag: Remedy) -> dict[str, Any]:
    causes, by_use = causes_with_outcomes(found.article.id, tag.id)
    return {
        "in_all": found.in_all,
        "groups": [(figures, by_use.get(figures.use, [])) for figures in found.shown],
        "causes_by_id": {cause.id: cause for cause in causes},
        "side_effects": side_effects_of(tag.id),
        "most_side_effects": MOST_SIDE_EFFECTS,
        "time_labels": TIME_LABELS,
        "never": TimeToRelief.NEVER,
    }


def _stories(found: Found, tag: Remedy) -> dict[str, Any]:
    after = request.args.get("after")
    who = viewer()
    board = balanced_page(tag.id, found.in_all.counts, reader=who, after=after)
    return {
        "board": board,
        "continues": after is not None,
        "marks": marks_for(who, [card.id for card in board.items]),
    }


# What templates say of figures


@remedy_page.app_template_filter("of_hundred")
def outcomes_of_hundred(counts: OutcomeCounts) -> OutcomeCounts:
    """Return how it would have gone for a hundred people."""
    return OutcomeCounts(*of_hundred(counts))


@remedy_page.app_template_filter("measure")
def measure_in_words(value: float) -> str:
    """Return a measured number as people write it: "3.41"."""
    return format_decimal(value)


remedy_page.app_template_filter("crowds")(crowds)
