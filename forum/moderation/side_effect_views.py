"""Reporting a side effect to the regulator: what the form asks, laid out to copy.

Nothing is sent from here: readers take what stands on the page to the regulator's own form.
"""

from typing import Any

from flask import Blueprint, Response, current_app, url_for
from flask_babel import gettext as _

from .. import web
from ..accounts.identity import viewer
from ..articles.models import Article
from ..articles.queries import all_articles, article_of, site_stamp
from ..board.models import Experience, Status
from ..board.queries import Card, cards, check_readable, get_experience
from ..errors import N_, Gone
from ..remedies.models import AGE_LABELS, AgeBand
from ..templating import show_date
from ..text import to_plain
from .help_views import known_help
from .side_effects import (
    PART_TITLES,
    QUESTIONS,
    Ask,
    amounts_in,
    empty_sheet,
    is_by_carer,
    is_reportable,
    sheets_of,
)

side_effects = Blueprint("side_effects", __name__)


@side_effects.get("/report-side-effect")
@web.kept_by(site_stamp)
def report() -> Response:
    """Show where a side effect is reported, and what the form asks."""
    articles = all_articles()
    stamp = sum(article.stamp for article in articles)
    return _page(stamp=stamp, articles=articles, sheets=[empty_sheet()])


@side_effects.get("/experiences/<number:experience>/report-side-effect")
def report_told(experience: int) -> Response:
    """Show the same with what an experience says already filled in."""
    found, who = get_experience(experience), viewer()
    check_readable(found, who)
    if found.status == Status.WITHDRAWN:
        raise Gone(N_("It has been withdrawn, and its words are erased."))
    article, card = article_of(found.article_id), cards([experience])[0]
    sheets = sheets_of(card, _answers(found, card, article))
    return _page(
        article=article,
        experience=found,
        is_own=found.is_by(who),
        is_by_carer=is_by_carer(found.teller),
        sheets=sheets or [empty_sheet()],
    )


def _page(**context: Any) -> Response:
    return web.page(
        "moderation/report_side_effect.html", countries=known_help().countries, **context
    )


def _answers(experience: Experience, card: Card, article: Article) -> dict[Ask, str]:
    """Return what the story answers for each of its attempts."""
    words, site = to_plain(card.html), current_app.config["SITE_NAME"]
    address = url_for("board.show", experience=experience.id, _external=True)
    day = show_date(experience.created_at.date())
    return {
        Ask.AGE: str(_(AGE_LABELS[AgeBand(card.age_band)])) if card.age_band else "",
        Ask.PURPOSE: article.topic,
        Ask.DOSE: _dose(words),
        Ask.WORDS: words,
        Ask.TOLD: _("%(site)s, %(day)s: %(address)s", site=site, day=day, address=address),
    }


def _dose(words: str) -> str:
    amounts = amounts_in(words)
    return _("the story names %(amounts)s", amounts=", ".join(amounts)) if amounts else ""


side_effects.app_template_test("reportable")(is_reportable)


@side_effects.app_context_processor
def _words() -> dict[str, Any]:
    return {"part_titles": PART_TITLES, "regulator_questions": QUESTIONS}
