"""A shortlist: up to four remedies side by side, on one page to take to a pharmacist or doctor."""

from collections.abc import Mapping

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from .. import web
from ..articles.queries import article_stamp, get_article
from ..errors import N_, Invalid
from ..templating import show_percent
from .models import DIRECTION_LABELS, GRADE_LABELS, TIME_LABELS, USE_LABELS
from .queries import remedies_of
from .shortlist_queries import choices_of
from .statistics import OutcomeCounts

MOST_REMEDIES = 4

shortlists = Blueprint("shortlists", __name__)


@shortlists.get("/articles/<article>/shortlist")
@web.kept_by(article_stamp)
def show(article: str) -> Response:
    """Show the chosen remedies side by side, and the list to choose them from."""
    found = get_article(article)
    every = remedies_of(found.id)
    remedies = [r for r in every if not r.is_retired or r.count]
    leads = {remedy.slug: remedy.merged_into for remedy in every if remedy.merged_into}
    chosen = _read_chosen({remedy.slug for remedy in remedies}, leads)
    return web.page(
        "remedies/shortlist.html",
        stamp=found.stamp,
        article=found,
        remedies=remedies,
        chosen=chosen,
        choices=choices_of(found.id, chosen) if chosen else [],
        most=MOST_REMEDIES,
        use_labels=USE_LABELS,
        grade_labels=GRADE_LABELS,
        direction_labels=DIRECTION_LABELS,
        time_labels=TIME_LABELS,
    )


def _read_chosen(known: set[str], leads: Mapping[str, str]) -> list[str]:
    """Return the remedies that the address names, or those that they have been merged into. Raises
    Invalid for too many, or a strange one."""
    named = (leads.get(name, name) for name in request.args.getlist("remedy") if name)
    chosen = list(dict.fromkeys(named))
    for name in chosen:
        if name not in known:
            raise Invalid(N_("There is no remedy called “%(name)s” here."), name=name[:80])
    if len(chosen) > MOST_REMEDIES:
        raise Invalid(
            N_("A shortlist holds at most %(most)s remedies. Go back and take some out."),
            most=MOST_REMEDIES,
        )
    return chosen


@shortlists.app_template_filter("share_in_words")
def share_in_words(counts: OutcomeCounts) -> str:
    """Return "82% of 96 said it helped (73% to 89%)"; of few people, only how many."""
    if counts.is_few:
        return _(
            "%(helped)s of %(total)s said it helped: too few to tell",
            helped=counts.helped,
            total=counts.total,
        )
    low, high = counts.interval
    return _(
        "%(share)s of %(total)s said it helped (%(low)s to %(high)s)",
        share=show_percent(counts.share),
        total=counts.total,
        low=show_percent(low),
        high=show_percent(high),
    )
