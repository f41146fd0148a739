"""The article beside its board."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for

from .. import web
from ..accounts.identity import viewer, viewer_id
from ..board.card_queries import Card
from ..board.comment_queries import thread_page
from ..board.filters import Filters, find_tag, is_common, read_filters
from ..board.queries import board_page, marks_for
from ..json_ld import Data
from ..moderation.waiting_queries import why_comments_wait
from ..paging import Page
from ..remedies.queries import CauseCount, RemedyCount, causes_of, remedies_of
from ..templating import Figure, fill_in_figures
from .queries import ArticlePage, article_page, article_stamp
from .structured_data import article_data

CHIPS = 5
MOST_TRIED = 5

articles = Blueprint("articles", __name__)


@dataclass(frozen=True)
class Sight:
    """An article's text with its counts, and the vocabulary that its board is filtered by."""

    page: ArticlePage
    causes: list[CauseCount]
    remedies: list[RemedyCount]

    def context(self) -> dict[str, Any]:
        """Return what the page's templates show of it."""
        figures = {("cause", cause.slug): Figure(cause.count) for cause in self.causes}
        for remedy in self.remedies:
            figures["remedy", remedy.slug] = Figure(remedy.count, remedy.counts.helped)
        for type_, tags in (("cause", self.causes), ("remedy", self.remedies)):
            for tag in tags:
                if tag.merged_into:
                    figures[type_, tag.slug] = figures[type_, tag.merged_into]
        return {
            "article": self.page.article,
            "sections": [
                replace(section, html=fill_in_figures(section.html, figures))
                for section in self.page.sections
            ],
            "causes": [cause for cause in self.causes if cause.count or not cause.is_retired],
            "causes_by_id": {cause.id: cause for cause in self.causes},
            "most_tried": _most(self.remedies, MOST_TRIED),
        }


@articles.get("/articles/<article>")
@web.kept_by(article_stamp)
def show(article: str) -> Response:
    """Show the article, and beside it the experiences, narrowed as the address asks."""
    sight = _sight(article)
    filters = read_filters(request.args, causes=sight.causes, remedies=sight.remedies)
    cause, remedy = find_tag(sight.causes, filters.cause), find_tag(sight.remedies, filters.remedy)
    if (cause and cause.merged_into) or (remedy and remedy.merged_into):
        return _lead_on(article, filters, cause, remedy)
    board = _board(sight, filters)
    return web.page(
        "articles/article.html",
        stamp=sight.page.article.stamp,
        part=("board", "board/_board.html"),
        board=board,
        filters=filters,
        cause=cause,
        remedy=remedy,
        chip_causes=_chips(sight.causes, filters),
        continues="after" in request.args,
        marks=marks_for(viewer(), [card.id for card in board.items]),
        data=_data(sight) if not request.args and not web.part_asked_for() else None,
        **sight.context(),
    )


@articles.get("/articles/<article>/comments")
@web.kept_by(article_stamp)
def show_comments(article: str) -> Response:
    """Show the article, and beside it the comments on it."""
    sight, after = _sight(article), request.args.get("after")
    thread = thread_page(sight.page.article.id, None, after=after, own=viewer_id())
    return web.page(
        "articles/article.html",
        stamp=sight.page.article.stamp,
        part=("board", "board/_board.html"),
        thread=thread,
        reasons_of=why_comments_wait(thread.items),
        continues="after" in request.args,
        viewer_id=viewer_id(),
        **sight.context(),
    )


def _lead_on(
    article: str, filters: Filters, cause: CauseCount | None, remedy: RemedyCount | None
) -> Response:
    """Lead to the same board, narrowed to what tags have been merged into."""
    now_called = {
        "cause": cause and (cause.merged_into or cause.slug),
        "remedy": remedy and (remedy.merged_into or remedy.slug),
    }
    return web.moved(url_for("articles.show", article=article) + filters.query(**now_called))


def _sight(article: str) -> Sight:
    page = article_page(article)
    return Sight(page, causes_of(page.article.id), remedies_of(page.article.id))


def _board(sight: Sight, filters: Filters) -> Page[Card]:
    cause = find_tag(sight.causes, filters.cause)
    remedy = find_tag(sight.remedies, filters.remedy)
    return board_page(
        sight.page.article.id,
        reader=viewer(),
        cause_id=cause.id if cause else None,
        remedy_id=remedy.id if remedy else None,
        outcome=filters.outcome,
        age_band=filters.age,
        sort=filters.sort,
        after=request.args.get("after"),
        is_common=is_common(filters, cause, remedy, among=sight.page.article.experience_count),
    )


def _data(sight: Sight) -> Data:
    """Return what the page says, for machines."""
    site, home = current_app.config["SITE_NAME"], web.absolute()
    return article_data(sight.page.article, sight.page.sections, home=home, site=site)


def _chips(causes: list[CauseCount], filters: Filters) -> list[CauseCount]:
    """Return the causes told of most, and the one that is chosen."""
    most = _most(causes, CHIPS)
    chosen = find_tag(causes, filters.cause)
    return [*most, chosen] if chosen and chosen not in most else most


def _most(tags: list[Any], number: int) -> list[Any]:
    return sorted((tag for tag in tags if tag.count), key=lambda tag: -tag.count)[:number]
