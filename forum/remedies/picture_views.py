"""The pictures that stand beside a link to an article or a remedy: its figures, and no words of
anybody. What draws them takes much memory, and is not loaded before somebody asks for one."""

from flask import Blueprint, Response, current_app, url_for
from flask_babel import gettext as _

from .. import web
from ..articles.models import Article
from ..articles.queries import article_stamp, get_article
from ..errors import N_, NotFound
from ..templating import count_experiences, show_number, show_percent, tried_and_helped
from .models import OUTCOME_WORDS, USE_LABELS, Use
from .picture_data import Bar, Picture
from .queries import remedies_of
from .remedy_queries import remedy_with_figures
from .statistics import OutcomeCounts

MOST_SHOWN = 3

pictures = Blueprint("pictures", __name__)


@pictures.get("/articles/<article>/share.png")
@web.sends(web.to_everybody)
@web.kept_by(article_stamp)
def of_article(article: str) -> Response:
    """Draw what readers tried most, and how it went."""
    found = get_article(article)
    tried = sorted((tag for tag in remedies_of(found.id) if tag.count), key=lambda tag: -tag.count)
    bars = [_bar(tag.short_label, tag.counts) for tag in tried[:MOST_SHOWN]]
    above = f"{found.category} · {count_experiences(found.experience_count)}"
    return _answer(found, above=above, title=found.title, bars=bars)


@pictures.get("/articles/<article>/remedies/<remedy>/share.png")
@web.sends(web.to_everybody)
@web.kept_by(lambda article, remedy: article_stamp(article))
def of_remedy(article: str, remedy: str) -> Response:
    """Draw how it went for those who tried one remedy, for each of its uses where it has both."""
    figures = remedy_with_figures(article, remedy)
    found, tag = figures.article, figures.remedy
    if tag is None:
        raise NotFound(N_("There is nothing called “%(name)s” here."), name=remedy[:80])
    if tag.merged_into:
        there = tag.merged_into
        return web.moved(url_for("pictures.of_remedy", article=article, remedy=there))
    said = _in_words(figures.in_all.counts)
    if len(figures.shown) > 1:
        said = _("%(count)s tried it", count=show_number(figures.in_all.counts.total))
        bars = [_bar(_(USE_LABELS[Use(part.use)]), part.counts) for part in figures.shown]
    else:
        bars = [_bar("", part.counts) for part in figures.shown]
    return _answer(found, above=found.topic, title=tag.label, said=said, bars=bars)


def _bar(label: str, counts: OutcomeCounts) -> Bar:
    return Bar(label, _("%(count)s tried it", count=show_number(counts.total)), counts)


def _in_words(counts: OutcomeCounts) -> str:
    """Say how many tried it, and how many it helped; their share where they are enough."""
    if not counts.total:
        return _("Nobody has told of it yet.")
    said = tried_and_helped(counts.total, counts.helped)
    return said if counts.is_few else f"{said} ({show_percent(counts.share)})"


def _answer(
    article: Article, *, above: str, title: str, said: str = "", bars: list[Bar]
) -> Response:
    is_invented = current_app.config["DEMONSTRATION"] or article.is_demonstration
    picture = Picture(
        site=current_app.config["SITE_NAME"],
        above=above,
        title=title,
        said=said,
        bars=tuple(bars),
        words=tuple(_(word) for word in OUTCOME_WORDS.values()),
        below=_("Personal experiences, not medical advice."),
        warning=_("A demonstration: invented") if is_invented else "",
    )
    from .pictures import draw

    return web.file(draw(picture), "image/png", stamp=article.stamp)
