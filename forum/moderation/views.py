"""The rooms of moderators: one door for all of them, what waits, and how moderation goes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, g, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import format_time, format_timedelta, gettext
from flask_babel import gettext as _

from .. import web
from ..accounts.identity import member, moderates, moderator
from ..accounts.models import Role
from ..articles.queries import all_articles
from ..clock import now
from ..guards import SAFE_METHODS
from ..remedies.models import KIND_LABELS, USE_LABELS
from ..remedies.queries import lexicon_of, remedies_of
from .labels import (
    AGAINST_LABELS,
    CASE_LABELS,
    DECISION_WORDS,
    FIELD_LABELS,
    FINDING_LABELS,
    REASON_LABELS,
    SHORT_REASONS,
    WAITS_LABELS,
)
from .letter_source import Letter, read_letters
from .log_queries import figures
from .models import Target, Waits
from .queries import Waiting, open_cases
from .queue_queries import Backlog, backlog, names_of, tried_in
from .showing import Around, Shown, show

moderation = Blueprint("moderation", __name__, url_prefix="/moderation")
FEWEST_FOR_PERCENT = 10


@moderation.before_request
def _guard() -> Response | None:
    """Let moderators in; one without a second factor is led to where she sets it up."""
    who = member()
    has_role = who.role in {Role.MODERATOR, Role.PUBLISHER}
    if has_role and not who.has_second_factor and request.method in SAFE_METHODS:
        flash(_("Moderating needs a second factor. Please set one up: it takes two minutes."))
        return web.see(url_for("safety.show"))
    moderator()
    return None


@moderation.get("/")
def show_queue() -> Response:
    """Show what waits, the most harmful first, and of the same harm the oldest."""
    kind = kind_asked_for(request.args.get("kind"))
    return web.page(
        "moderation/queue.html",
        part=("queue", "moderation/_queue.html"),
        kind=kind,
        cases=shown(open_cases(kind=kind)),
        **case_words(),
    )


@moderation.get("/figures")
def show_figures() -> Response:
    """Show how moderation goes."""
    return web.page(
        "moderation/figures.html",
        figures=figures(),
        backlog=waiting(),
        fewest=FEWEST_FOR_PERCENT,
        waits_labels=WAITS_LABELS,
        finding_labels=FINDING_LABELS,
    )


# What the pages of cases have in common


def kind_asked_for(value: str | None) -> Waits | None:
    """Return the kind of cases that an address or a form names; None for all of them."""
    return Waits(value) if value in set(Waits) else None


def shown(cases: Sequence[Waiting]) -> list[Shown]:
    """Return cases as they are shown, in four statements however many there are."""
    stories = {case.thing_id or 0 for case in cases if case.target == Target.EXPERIENCE}
    claimers = {case.claimed_by for case in cases if case.claimed_by is not None}
    around = Around(
        viewer_id=moderator().id,
        articles={article.id: article for article in all_articles()},
        names=names_of(claimers),
        tried=tried_in(stories),
        letters=letters(),
    )
    return [show(case, around, at=now()) for case in cases]


def letters() -> list[Letter]:
    """Return the letters to authors, as publishers wrote them."""
    return list(current_app.extensions["letters"])


def filled(case: Waiting, article_title: str) -> dict[str, str]:
    """Return what stands in the places of a letter's placeholders."""
    what = {"experience": _("experience"), "comment": _("comment"), "remedy": _("remedy")}
    return {
        "what": what.get(case.target, _("account")),
        "article": article_title,
        "site": current_app.config["SITE_NAME"],
    }


def case_words() -> dict[str, Any]:
    """Return what templates of cases say things with."""
    return {
        "backlog": waiting(),
        "case_labels": CASE_LABELS,
        "waits_labels": WAITS_LABELS,
        "reason_labels": REASON_LABELS,
        "short_reasons": SHORT_REASONS,
        "finding_labels": FINDING_LABELS,
        "field_labels": FIELD_LABELS,
        "against_labels": AGAINST_LABELS,
        "kind_labels": KIND_LABELS,
        "use_labels": USE_LABELS,
        "decision_words": DECISION_WORDS,
        "now": now,
        "offered_remedies": offered_remedies,
    }


def offered_remedies(shown: Shown) -> tuple[list[tuple[str, str]], str]:
    """Return the remedies that a proposed one may be, and the one that it most likely is."""
    article_id = shown.case.article_id or 0
    lexicon, words = lexicon_of(article_id), shown.case.words
    tags = [
        *lexicon.find_named(words),
        *(match.tag for match in lexicon.find_in_text(words)),
        *lexicon.find_containing(words),
    ]
    guess = next((tag.slug for tag in tags if tag.type == "remedy"), "")
    return _names_of_remedies(article_id), guess


def _names_of_remedies(article_id: int) -> list[tuple[str, str]]:
    """Return the remedies that are offered, by name: read once a page."""
    known = g.setdefault("names_of_remedies", {})
    if article_id not in known:
        offered = (tag for tag in remedies_of(article_id) if not tag.is_retired)
        names = [(tag.slug, tag.label) for tag in offered]
        known[article_id] = sorted(names, key=lambda pair: pair[1].casefold())
    return list(known[article_id])


def waiting() -> Backlog:
    """Return how much waits: one statement a page, and only for moderators."""
    if "backlog" not in g:
        g.backlog = backlog() if moderates() else Backlog({}, None)
    return g.backlog


@moderation.app_template_filter("waited")
def waited(since: datetime) -> str:
    """Return for how long something has waited: "3 hours"."""
    return lasted(max(now() - since, timedelta(minutes=1)))


@moderation.app_template_filter("lasted")
def lasted(time: timedelta) -> str:
    """Return a time in words: "3 hours"."""
    return str(format_timedelta(time, granularity="minute", threshold=2))


@moderation.app_template_filter("clock")
def clock(moment: datetime) -> str:
    """Return the time of a day: "15:30"."""
    return str(format_time(moment, "HH:mm"))


@moderation.app_template_filter("points")
def points(value: float) -> str:
    """Return points as they are added up: 1, 2.5, 8.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@moderation.app_template_filter("decided_before")
def decided_before(decided: dict[str, int]) -> str:
    """Return what was decided against somebody: "2 rejected, 1 hidden"."""
    return ", ".join(
        f"{number} {gettext(AGAINST_LABELS[act])}"
        for act, number in decided.items()
        if act in AGAINST_LABELS
    )


@moderation.app_template_filter("letters_for")
def letters_for(one: Shown) -> list[Letter]:
    """Return the letters to the author of a case, with their placeholders filled."""
    words = filled(one.case, one.article.title if one.article else "")
    return [letter.filled(words) for letter in one.letters]


@moderation.app_context_processor
def _for_the_masthead() -> dict[str, Any]:
    return {"moderation_waiting": waiting}


@moderation.record_once
def _read_letters(state: BlueprintSetupState) -> None:
    """Read the letters when the application is made."""
    folder = Path(state.app.root_path).parent / "content" / "moderation"
    state.app.extensions["letters"] = read_letters(folder)
