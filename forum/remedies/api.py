"""Causes and remedies for programs, with the figures that their pages show."""

from typing import Any

from flask import Blueprint, Response

from .. import jsonapi
from ..api_shapes import Many, One, notices_of
from ..articles.models import Article
from ..articles.queries import article_stamp, get_article
from ..errors import N_, NotFound
from .league_queries import article_with_causes
from .models import Cause, Remedy
from .queries import CauseCount, RemedyCount, causes_of, notices_for, remedies_of
from .remedy_queries import Found, Known, known_of, remedy_with_figures
from .shapes import (
    CauseShape,
    EvidenceShape,
    FiguresShape,
    OfficialNoteShape,
    RemedyShape,
    WholeCauseShape,
    WholeEvidenceShape,
    WholeRemedyShape,
)

remedies_api = Blueprint("remedies_api", __name__, url_prefix="/api/v1/articles/<article>")


@remedies_api.get("/causes")
@jsonapi.reads(Many[CauseShape], stamp=article_stamp)
def list_causes(article: str) -> Response:
    """List the causes of an article, in the editors' order."""
    found = get_article(article)
    shown = [cause for cause in causes_of(found.id) if _is_shown(cause)]
    answer = Many[CauseShape](
        data=[CauseShape(**_cause(cause, found, cause.count)) for cause in shown],
        links=jsonapi.links(page=f"/articles/{found.slug}/causes"),
        meta=jsonapi.meta(is_demonstration=found.is_demonstration),
    )
    return jsonapi.kept(answer, stamp=found.stamp)


@remedies_api.get("/causes/<cause>")
@jsonapi.reads(One[WholeCauseShape], stamp=lambda article, **_: article_stamp(article))
def show_cause(article: str, cause: str) -> Response:
    """Give one cause. The name of one that was merged into another gives that one."""
    found, tags = article_with_causes(article)
    by_slug = {tag.slug: tag for tag in tags}
    tag = by_slug.get(cause)
    if tag is not None and tag.merged_into:
        tag = by_slug.get(tag.merged_into)
    if tag is None:
        raise NotFound(N_("There is no cause called “%(name)s” here."), name=cause[:80])
    whole = WholeCauseShape(
        **_cause(tag, found, tag.experience_count),
        link_strength=tag.link_strength,
        synonyms=tag.synonyms,
        references=tag.references,
        notices=notices_of(notices_for(found.id, cause=tag.slug)),
    )
    links = jsonapi.links(page=whole.page)
    meta = jsonapi.meta(is_demonstration=found.is_demonstration)
    return jsonapi.kept(One[WholeCauseShape](data=whole, links=links, meta=meta), stamp=found.stamp)


@remedies_api.get("/remedies")
@jsonapi.reads(Many[RemedyShape], stamp=article_stamp)
def list_remedies(article: str) -> Response:
    """List the remedies of an article with their figures, in the editors' order."""
    found = get_article(article)
    answer = Many[RemedyShape](
        data=[
            RemedyShape(
                **_remedy(remedy, found),
                evidence=EvidenceShape(grade=remedy.grade, direction=remedy.direction),
                figures=FiguresShape.of(remedy.counts),
            )
            for remedy in remedies_of(found.id)
            if _is_shown(remedy)
        ],
        links=jsonapi.links(page=f"/articles/{found.slug}/remedies"),
        meta=jsonapi.meta(is_demonstration=found.is_demonstration),
    )
    return jsonapi.kept(answer, stamp=found.stamp)


@remedies_api.get("/remedies/<remedy>")
@jsonapi.reads(One[WholeRemedyShape], stamp=lambda article, **_: article_stamp(article))
def show_remedy(article: str, remedy: str) -> Response:
    """Give one remedy with its figures. The name of one that was merged into another gives that
    one."""
    found = remedy_with_figures(article, remedy)
    if found.remedy is not None and found.remedy.merged_into:
        found = remedy_with_figures(article, found.remedy.merged_into)
    tag = found.remedy
    if tag is None:
        raise NotFound(N_("There is no remedy called “%(name)s” here."), name=remedy[:80])
    whole = _whole(found, tag, known_of(tag))
    links = jsonapi.links(page=whole.page)
    meta = jsonapi.meta(is_demonstration=found.article.is_demonstration)
    answer = One[WholeRemedyShape](data=whole, links=links, meta=meta)
    return jsonapi.kept(answer, stamp=found.article.stamp)


def _whole(found: Found, tag: Remedy, known: Known) -> WholeRemedyShape:
    note = tag.official_note
    return WholeRemedyShape(
        **_remedy(tag, found.article),
        evidence=WholeEvidenceShape(
            grade=tag.grade, direction=tag.direction, known=tag.known, references=tag.references
        ),
        figures=FiguresShape.of(found.in_all.counts),
        caution=tag.caution,
        synonyms=tag.synonyms,
        notices=notices_of(known.notices),
        official_note=OfficialNoteShape(gist=note["gist"], text=note["text"]) if note else None,
        figures_by_use=[
            FiguresShape.of(figures.counts, figures.use) for figures in found.shown if figures.use
        ],
        troubled=found.in_all.troubled,
    )


def _is_shown(tag: CauseCount | RemedyCount) -> bool:
    return not tag.merged_into and bool(tag.count or not tag.is_retired)


def _cause(tag: CauseCount | Cause, article: Article, count: int) -> dict[str, Any]:
    names = ("slug", "label", "short_label", "description", "is_retired")
    named = {name: getattr(tag, name) for name in names}
    page = f"/articles/{article.slug}/causes/{tag.slug}"
    return named | {"experience_count": count, "page": page}


def _remedy(tag: RemedyCount | Remedy, article: Article) -> dict[str, Any]:
    names = ("slug", "label", "short_label", "kind", "use", "is_retired")
    named = {name: getattr(tag, name) for name in names}
    return named | {"page": f"/articles/{article.slug}/remedies/{tag.slug}"}
