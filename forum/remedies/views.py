"""Browsing by tag across articles, and what the pages of tags have in common."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _

from .. import web
from ..accounts.identity import viewer
from ..articles.models import Article
from ..articles.queries import all_articles, site_stamp
from ..board.queries import board_page, marks_for
from ..errors import N_, NotFound
from ..json_ld import Data, breadcrumbs, graph
from .matching import Match
from .models import (
    DIRECTION_LABELS,
    GRADE_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    OUTCOME_WORDS,
    USE_LABELS,
    Cause,
    Outcome,
    Remedy,
)
from .queries import (
    CauseCount,
    RemedyCount,
    causes_everywhere,
    find_cause,
    find_remedy,
    lexicon_of,
    remedies_everywhere,
)
from .statistics import FEWEST_FOR_SHARES, OutcomeCounts, segments

Counted = TypeVar("Counted", CauseCount, RemedyCount)

remedies = Blueprint("remedies", __name__)


# Across articles


@remedies.get("/causes")
@web.kept_by(site_stamp)
def all_causes() -> Response:
    """Show the causes of every article, or lead to what somebody calls by another name."""
    return _everywhere("remedies/all_causes.html", causes_everywhere())


@remedies.get("/remedies")
@web.kept_by(site_stamp)
def all_remedies() -> Response:
    """Show the remedies of every article, or lead to what somebody calls by another name."""
    return _everywhere("remedies/all_remedies.html", remedies_everywhere())


# What several of these do


def _everywhere(template: str, tags: Sequence[Counted]) -> Response:
    articles, words = all_articles(), _words()
    leads = [(article, match) for article in articles for match in _led_to(article, words)]
    if len(leads) == 1:
        return web.see(_address_of(*leads[0]))
    return web.page(
        template,
        stamp=sum(article.stamp for article in articles),
        articles=articles,
        groups=[
            (article, [tag for tag in most_told(tags) if tag.article_id == article.id])
            for article in articles
        ],
        words=words,
        leads=[_lead(article, match, of_many=True) for article, match in leads],
    )


def list_page(template: str, article: Article, **context: Any) -> Response:
    """Answer with a list of tags, or lead to the one that somebody looks for by any name."""
    words = _words()
    leads = _led_to(article, words)
    if len(leads) == 1:
        return web.see(_address_of(article, leads[0]))
    return web.page(
        template,
        stamp=article.stamp,
        article=article,
        words=words,
        leads=[_lead(article, match) for match in leads],
        **context,
    )


def stories_of(article: Article, tag: Cause) -> dict[str, Any]:
    """Return what the page of a cause shows of its stories, and by which name it was found."""
    after = request.args.get("after")
    who = viewer()
    board = board_page(article.id, reader=who, cause_id=tag.id, after=after)
    return {
        "called": name_that_led(article, tag),
        "board": board,
        "continues": after is not None,
        "marks": marks_for(who, [card.id for card in board.items]),
    }


def _words() -> str:
    return " ".join(request.args.get("q", "").split())[:80]


def _led_to(article: Article, words: str) -> list[Match]:
    """Return the tags that words lead to: what they name, else speak of, else are a part of."""
    if not words:
        return []
    lexicon = lexicon_of(article.id)
    named = [Match(tag, words) for tag in lexicon.find_named(words)]
    parts = [Match(tag, words) for tag in lexicon.find_containing(words)]
    return named or lexicon.find_in_text(words) or parts


@dataclass(frozen=True)
class Lead:
    """A tag that a word leads to. `article` is given where several articles are in question."""

    label: str
    address: str
    article: Article | None


def _lead(article: Article, match: Match, *, of_many: bool = False) -> Lead:
    tag = match.tag
    found = (find_cause if tag.type == "cause" else find_remedy)(article.id, tag.slug)
    label = found.label if found else tag.slug
    return Lead(label, _address_of(article, match), article if of_many else None)


def lead_on(article: Article, name: str) -> Response:
    """Lead from another name for a tag, in an address, to the tag's own page."""
    words = name.replace("-", " ")
    tags = lexicon_of(article.id).find_named(words)
    if not tags:
        raise NotFound(N_("There is nothing called “%(name)s” here."), name=words[:80])
    return web.see(_address_of(article, Match(tags[0], words)))


def name_that_led(article: Article, tag: Cause | Remedy) -> str | None:
    """Return the name, or the part of one, that led here; never a word that is none."""
    words = " ".join(re.findall(r"[\w'’]+", request.args.get("called", "")))
    if not words:
        return None
    lexicon = lexicon_of(article.id)
    known = lexicon.find_named(words) or lexicon.find_containing(words)
    return words if any(found.slug == tag.slug for found in known) else None


def _address_of(article: Article, match: Match) -> str:
    type_, slug = match.tag
    if type_ == "cause":
        return url_for("causes.show_cause", article=article.slug, cause=slug, called=match.words)
    return url_for("remedy_page.show_remedy", article=article.slug, remedy=slug, called=match.words)


def way_to(article: Article, name: str, address: str) -> Data:
    """Return the way from the home page to the page of a tag, for machines."""
    return graph(
        breadcrumbs(
            [
                (current_app.config["SITE_NAME"], web.absolute("/")),
                (article.title, web.absolute(f"/articles/{article.slug}")),
                (name, web.absolute(address)),
            ]
        )
    )


def most_told(tags: Sequence[Counted]) -> list[Counted]:
    """Return the tags told of most first; those retired and never told of are left out."""
    shown = (tag for tag in tags if tag.count or not tag.is_retired)
    return sorted(shown, key=lambda tag: -tag.count)


# What templates say of tags


@remedies.app_template_filter("outcome_word")
def outcome_word(value: str) -> str:
    """Return an outcome as a word inside a sentence: "no change"."""
    return _(OUTCOME_WORDS[Outcome(value)])


@remedies.app_template_filter("outcomes_in_words")
def outcomes_in_words(counts: OutcomeCounts, *, leave_out_none: bool = False) -> str:
    """Return counts as words: "9 relieved, 4 helped some, 2 no change, 0 worse"."""
    return ", ".join(
        f"{number} {outcome_word(which)}"
        for which, number in counts.by_outcome()
        if number or not leave_out_none
    )


@remedies.app_template_filter("translated")
def translated(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels in the reader's language."""
    return {value: _(label) for value, label in labels.items()}


@remedies.app_context_processor
def _labels() -> dict[str, Any]:
    return {
        "outcome_labels": OUTCOME_LABELS,
        "kind_labels": KIND_LABELS,
        "use_labels": USE_LABELS,
        "grade_labels": GRADE_LABELS,
        "direction_labels": DIRECTION_LABELS,
        "fewest_for_shares": FEWEST_FOR_SHARES,
    }


remedies.app_template_filter("segments")(segments)
