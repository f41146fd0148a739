"""The gate: looks at what people send before it is stored. HTTP: it knows forms and settings.

The lists are made ready once a process for each vocabulary: that takes a tenth of a second, and
looking at a story a few thousandths. A page asks the gate with its form, and hands what the gate
says on to `hold_actions`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from flask import Flask, current_app, request
from flask_babel import gettext as _

from ..accounts.limit_actions import use_once
from ..accounts.models import Person
from ..board.models import Comment, Experience
from ..board.telling import ToldComment, ToldExperience, Written
from ..clock import now
from ..remedies.edition_queries import Edition, SafetyNotice, edition_of
from ..remedies.models import Level
from ..screening.findings import REASONS, Kind, Outcome
from ..screening.lists import Lists, Trigger
from ..screening.screening import screen
from ..screening.source import Screening, read_screening
from .looking import Found, Look, Marked, Said, look, marked, said
from .weighing import is_newcomer

MOST_SEEN = 10_000
LEVELS = {level: place for place, level in enumerate(Level)}
AS_IT_IS = "as_it_is"
"""The button that sends to a moderator what should not be sent."""

AnyTold = TypeVar("AnyTold", ToldExperience, ToldComment)


class Screened(Protocol):
    """A form whose texts others will read; `seen` holds what its author has been shown."""

    @property
    def seen(self) -> Any: ...
    def texts(self) -> list[Written]: ...
    def tags(self) -> set[str]: ...


class Posted(Protocol):
    """A form for something new, which may ask a browser for some arithmetic."""

    @property
    def asks_proof(self) -> bool: ...
    @property
    def solved(self) -> str | None: ...


@dataclass(frozen=True)
class Looked:
    """What the gate says of a form: what was found, the safety notices to show, and what has to
    be shown before anything is stored."""

    look: Look
    notices: Sequence[SafetyNotice]
    must_see: Sequence[Found]
    has_seen: bool
    is_sent_as_it_is: bool = False

    @property
    def seen(self) -> str:
        """What the form says when it is sent again, after all of this has been shown."""
        return " ".join(found.key for found in self.must_see)

    @property
    def stops(self) -> bool:
        """Say whether she has to look once more before it is stored."""
        return not self.has_seen or (self.look.is_rejected and not self.is_sent_as_it_is)

    @property
    def is_rejected(self) -> bool:
        """Say whether only a moderator can let it stand as it is."""
        return self.look.is_rejected

    @property
    def marked(self) -> list[Marked]:
        """The texts with the words marked because of which she has to look once more."""
        return marked(found for found in self.must_see if found.is_about_words)

    @property
    def for_moderators(self) -> Sequence[Said]:
        """Why a moderator will look, and at which words; what calls for help aside."""
        return said(found for found in self.look.found if found.is_grave and not found.is_pressing)

    @property
    def is_held(self) -> bool:
        """Say whether a moderator will read it before others do."""
        return self.look.is_held

    def told(self, told: AnyTold) -> AnyTold:
        """Return what is told, with what readers and those who look for copies need to know."""
        names = tuple(notice.slug for notice in self.notices)
        return replace(told, notices=names, fingerprint=self.look.fingerprint)

    def findings(
        self, author: Person | None, *, posted: Posted | None = None
    ) -> list[dict[str, Any]] | None:
        """Return what its case keeps; None where others may read it at once.

        Links of somebody new are looked at, wherever they lead; and what was `posted` without the
        proof of work that was asked for is looked at, whatever it says.
        """
        found = self._findings(author)
        return [] if found is None and posted is not None and not _has_proof(posted) else found

    def _findings(self, author: Person | None) -> list[dict[str, Any]] | None:
        is_new = author is None or is_newcomer(now() - author.created_at)
        if not (self.look.has_links and is_new) or self.look.is_held:
            return self.look.findings
        link = {"kind": str(Kind.LINK), "outcome": str(Outcome.HOLD), "rule": "newcomer"}
        found = [one.in_a_case() for one in self.look.found]
        return [link | {"field": "", "spans": [], "notices": []}, *found]


def init_app(app: Flask) -> None:
    """Read the lists. Raises ContentError with everything that is wrong in them."""
    _read(app.config["SCREENING"])


def look_at(
    form: Screened,
    article_id: int,
    *,
    before: Experience | Comment | None = None,
    as_it_is: bool = False,
) -> Looked:
    """Look at everything in a form that others would read, and at its tags. `before` is what it
    changes: the words of it that stand on the board already have been looked at. `as_it_is` says
    that it may go to a moderator, as the button of that name does."""
    edition = edition_of(article_id)
    known = _words_of(before) if before is not None and before.is_visible() else set()
    lists = _lists(current_app.config["SCREENING"], edition)
    found = look(form.texts(), tags=form.tags(), known=known, lists=lists)
    called = [notice for notice in edition.notices if notice.slug in found.notices]
    called.sort(key=lambda notice: LEVELS[Level(notice.level)])
    emergencies = {notice.slug for notice in called if notice.level == Level.EMERGENCY}
    must_see = found.to_be_shown(emergencies)
    seen = set((form.seen.data or "")[:MOST_SEEN].split())
    has_seen = all(one.key in seen for one in must_see)
    return Looked(found, called, must_see, has_seen, as_it_is or AS_IT_IS in request.form)


def lists_for(article_id: int) -> Lists:
    """Return the lists with which an article's stories and comments are looked at."""
    return _lists(current_app.config["SCREENING"], edition_of(article_id))


def fault_of_name(name: str) -> str | None:
    """Return why somebody should choose another name, in a sentence; None if it may stand."""
    lists = _lists(current_app.config["SCREENING"], None)
    for finding in screen(name, kind="name", lists=lists).findings:
        if finding.outcome in {Outcome.HOLD, Outcome.REJECT}:
            return _("Please choose another name.") + " " + _(REASONS[finding.kind])
    return None


def hold_first() -> int:
    """Return how many stories of somebody new wait for a moderator."""
    return int(current_app.config["HOLD_FIRST"])


def _has_proof(posted: Posted) -> bool:
    """Say whether the browser has done its arithmetic, if it was asked to; once a challenge."""
    if not posted.asks_proof:
        return True
    within = timedelta(hours=current_app.config["FORM_HOURS"])
    return posted.solved is not None and use_once("proof", posted.solved, within=within)


def _words_of(told: Experience | Comment) -> set[str | None]:
    if isinstance(told, Comment):
        return {told.text}
    tried = {words for one in told.attempts for words in (one.written, one.side_effect)}
    return {told.story, *tried}


@lru_cache(maxsize=32)
def _lists(folder: str, edition: Edition | None) -> Lists:
    """Return lists that are ready, by what publishers have written: a new edition makes others."""
    notices = edition.notices if edition else ()
    triggers = [Trigger(one.slug, one.phrases, one.patterns, one.tags) for one in notices]
    return Lists(_read(folder), triggers, like=_lists(folder, None) if edition else None)


@lru_cache(maxsize=8)
def _read(folder: str) -> Screening:
    return read_screening(Path(folder))
