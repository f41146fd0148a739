"""All that the pieces of the board show: a card, a comment in its thread. Pure.

What a reader has to do with one of them is a part of it, so that two readers are given the same
piece only where both would see the same.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from .card_queries import Card
from .comment_queries import Spoken
from .queries import Marks


class CauseTag(NamedTuple):
    """A cause, as a card names it."""

    slug: str
    label: str


class CardFace(NamedTuple):
    """What the template of a card reads. `told_above` is the slug of one of its remedies, whose
    note stands above all cards; `yours` is what its author is told, None for everybody else.
    `said` is, for each of its attempts, how the reader said that it went for her."""

    card: Card
    article: str
    causes: tuple[CauseTag, ...]
    told_above: str | None
    yours: str | None
    has_voted: bool
    said: tuple[str | None, ...]


class CommentFace(NamedTuple):
    """What the template of a comment in its thread reads. `base` is the address of what the
    thread is about; `reasons` say to its author why it waits."""

    comment: Spoken
    base: str
    takes_answers: bool
    is_own: bool
    is_for_moderator: bool
    reasons: tuple[str, ...]


class Named(Protocol):
    """A cause."""

    @property
    def slug(self) -> str: ...
    @property
    def short_label(self) -> str: ...


def card_face(
    card: Card,
    marks: Marks,
    *,
    article: str,
    causes: Mapping[int, Named],
    yours: str,
    told_above: str | None = None,
) -> CardFace:
    """Return what is shown of a card to the person whom the marks are of. `article` is its
    slug; `yours` is what is said to its author."""
    tags = [causes[number] for number in card.cause_ids]
    return CardFace(
        card,
        article,
        tuple([CauseTag(cause.slug, cause.short_label) for cause in tags]),
        told_above if any(tried.slug == told_above for tried in card.attempts) else None,
        yours if marks.is_own(card.author_id) else None,
        card.id in marks.voted,
        tuple([marks.said_of(tried) for tried in card.attempts]),
    )


def comment_face(
    comment: Spoken,
    *,
    base: str,
    takes_answers: bool,
    viewer_id: int | None,
    is_for_moderator: bool,
    reasons: Iterable[str] = (),
) -> CommentFace:
    """Return what is shown of a comment to the person with this number (None: a visitor)."""
    is_own = viewer_id is not None and comment.author_id == viewer_id
    return CommentFace(comment, base, takes_answers, is_own, is_for_moderator, tuple(reasons))
