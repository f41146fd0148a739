"""The causes of an article: all of them beside the remedies, and one with its league."""

from flask import Blueprint, Response, request, url_for

from .. import web
from ..articles.queries import article_stamp, get_article, references_for
from ..templating import show_percent
from .league import Group, tables_of
from .league_filters import Choice, read_sort, read_use
from .league_queries import article_with_causes, grid_for, league_of
from .queries import causes_of, notices_for
from .views import lead_on, list_page, most_told, stories_of, way_to

causes = Blueprint("causes", __name__)


@causes.get("/articles/<article>/causes")
@web.kept_by(article_stamp)
def list_causes(article: str) -> Response:
    """Show the causes of an article with their counts, and how each remedy went with them."""
    found = get_article(article)
    tags = causes_of(found.id)
    use = read_use(request.args)
    return list_page(
        "remedies/causes.html",
        found,
        tags=most_told(tags),
        causes_by_id={cause.id: cause for cause in tags},
        grid=grid_for(found.id, use=use),
        percents=[show_percent(hundredths / 100) for hundredths in range(101)],
        use=use,
    )


@causes.get("/articles/<article>/causes/<cause>")
@web.kept_by(lambda article, cause: article_stamp(article))
def show_cause(article: str, cause: str) -> Response:
    """Show what people with one cause tried, how it went, and their stories."""
    found, tags = article_with_causes(article)
    tag = next((tag for tag in tags if tag.slug == cause), None)
    if tag is None:
        return lead_on(found, cause)
    if tag.merged_into:
        return web.moved(url_for("causes.show_cause", article=article, cause=tag.merged_into))
    group = Group(tag.id)
    choice = Choice(sort=read_sort(request.args))
    rows = league_of(found.id, [group])[group]
    return web.page(
        "remedies/cause.html",
        stamp=found.stamp,
        article=found,
        tag=tag,
        data=way_to(found, tag.label, request.path),
        choice=choice,
        tables=[table for table in tables_of(rows, sort=choice.sort) if table.enough or table.few],
        is_told=any(row.counts.total for row in rows),
        notices=notices_for(found.id, cause=tag.slug),
        causes_by_id={each.id: each for each in tags},
        references=references_for(found.id, tag.references),
        **stories_of(found, tag),
    )
