"""The figures as open data, for others to use."""

from flask import Blueprint, Response, current_app, json
from flask_babel import gettext as _

from .. import web
from ..articles.models import Article
from ..articles.queries import article_stamp, get_article
from ..clock import now
from .figure_queries import figures_of
from .open_data import FEWEST, LICENCE, PublishedFigure, as_csv, publishable

figures = Blueprint("figures", __name__)


@figures.get("/articles/<article>/figures.csv")
@web.sends(web.to_everybody)
@web.kept_by(article_stamp)
def csv_file(article: str) -> Response:
    """Give the figures as a table."""
    found = get_article(article)
    text = as_csv(_rows(found), notes=_notes(found))
    return web.file(text, "text/csv", stamp=found.stamp)


@figures.get("/articles/<article>/figures.json")
@web.sends(web.to_everybody)
@web.kept_by(article_stamp)
def json_file(article: str) -> Response:
    """Give the figures as JSON."""
    found = get_article(article)
    content = {
        "article": found.slug,
        "date": now().date().isoformat(),
        "licence": LICENCE,
        "notes": _notes(found),
        "fewest_people": FEWEST,
        "figures": [row._asdict() for row in _rows(found)],
    }
    return web.file(json.dumps(content), "application/json", stamp=found.stamp)


def _rows(article: Article) -> list[PublishedFigure]:
    return list(publishable(figures_of(article.id)))


def _notes(article: Article) -> list[str]:
    notes = [
        _(
            "%(topic)s: what people said of remedies on %(site)s, counted on %(date)s.",
            topic=article.topic,
            site=current_app.config["SITE_NAME"],
            date=now().date().isoformat(),
        ),
        _("Licence: %(licence)s.", licence=LICENCE),
        _("These are accounts of those who wished to tell, not results of a trial."),
        _(
            "Each person counts once for a remedy and a use. Numbers under %(fewest)s are held "
            "back, and so is whatever they could be computed from.",
            fewest=FEWEST,
        ),
    ]
    if article.is_demonstration:
        notes.insert(0, _("This is a demonstration: the experiences on this site are invented."))
    return notes
