"""Tables of what people tell."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from ..accounts.models import NAME_LENGTH, Person
from ..database import Base, BigId, UtcDateTime
from ..errors import N_
from ..remedies.models import LABEL_LENGTH, Outcome, Use

STORY_LENGTHS = (20, 5_000)
COMMENT_LENGTHS = (2, 5_000)
SIDE_EFFECT_LENGTH = 200
MOST_CAUSES = 5
MOST_ATTEMPTS = 8
PATH_STEP = 10
"""Digits of one comment's number in a thread's path."""
SHOWN_LEVELS = 3
"""How deep a thread is shown; deeper answers stand at the last level."""


class Status(StrEnum):
    """Who sees an experience or a comment: everybody, or for a reason not."""

    VISIBLE = "visible"
    HELD = "held"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Audience(StrEnum):
    """Who may read an experience that is visible."""

    EVERYONE = "everyone"
    MEMBERS = "members"


class Teller(StrEnum):
    """Who tells: somebody of 16 or older of herself, or somebody for whom she cares."""

    SELF = "self"
    CARER = "carer"


class By(StrEnum):
    """Who changed something that had been told."""

    AUTHOR = "author"
    FOLLOW_UP = "follow-up"
    MODERATOR = "moderator"


CONSENT_VERSION = "2026-11-22"
CONSENT_TEXT = N_(
    "I agree that what I write here, which may say something about my health, is published "
    "on this site for everyone to read. I can withdraw it at any time."
)
"""Change the version with the text: each experience keeps the version that was agreed to."""

NOBODY = ""
"""The name of whoever has left and let the words stand; templates say it in words."""

WITHDRAWN = f"status = '{Status.WITHDRAWN}'"


class Told:
    """What an experience and a comment have in common: words that somebody has published.

    The words are erased when their author withdraws them; the row stays, for the answers.
    """

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH))
    status: Mapped[str] = mapped_column(sa.String(20), default=Status.VISIBLE)
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    consent_version: Mapped[str] = mapped_column(sa.String(20))
    consented_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    renderer_version: Mapped[int]
    is_own_name: Mapped[bool] = mapped_column(default=False)
    """Whether a member wrote it under the name of her account."""
    words_open_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when a moderator has let the author change the words once more."""
    notices: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    """The names of the safety notices that its words and tags call for, for its readers."""
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    """What it has in common with a copy of it; None where it is too short to be one."""

    author_id: Mapped[int]

    def is_by(self, actor: Person | None) -> bool:
        """Say whether this person wrote it."""
        return actor is not None and actor.id == self.author_id

    def is_visible(self) -> bool:
        """Say whether it stands on the board."""
        return self.status == Status.VISIBLE

    def is_shown_to(self, reader: Person | None) -> bool:
        """Say whether its words are there for this person: what is held or hidden is for its
        author and for moderators."""
        if self.status == Status.WITHDRAWN:
            return False
        is_moderator = reader is not None and reader.can_moderate()
        return self.is_visible() or self.is_by(reader) or is_moderator

    def words_editable_by(self, actor: Person | None, *, at: datetime, within: timedelta) -> bool:
        """Say whether this person may change the words now: the author, for a little while, as
        long as it waits for a moderator, and once more while one has opened them again."""
        is_new = at - self.created_at <= within or self.status == Status.HELD
        is_opened = self.words_open_until is not None and at <= self.words_open_until
        return self.withdrawable_by(actor) and (is_new or is_opened)

    def withdrawable_by(self, actor: Person | None) -> bool:
        """Say whether this person may take it back: the author, at any time."""
        return self.is_by(actor) and self.status != Status.WITHDRAWN


class Experience(Told, Base):
    """What one person lived through, told once: a story, its causes, and what was tried."""

    __tablename__ = "experiences"
    __table_args__ = (
        sa.Index("ix_experiences_newest", "article_id", "status", "id"),
        sa.Index("ix_experiences_helpful", "article_id", "status", "helpful_count", "id"),
        sa.Index("ix_experiences_newest_open", "article_id", "status", "audience", "id"),
        sa.Index(
            "ix_experiences_helpful_open", "article_id", "status", "audience", "helpful_count", "id"
        ),
        sa.Index(
            "ix_experiences_follow_up",
            "created_at",
            sqlite_where=sa.text("wants_follow_up = 1"),
        ),
        sa.CheckConstraint(f"{WITHDRAWN} OR length(story) >= {STORY_LENGTHS[0]}", name="story"),
        sa.CheckConstraint("helpful_count >= 0", name="helpful_count"),
        sa.CheckConstraint("comment_count >= 0", name="comment_count"),
        {"sqlite_autoincrement": True},
    )

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    age_band: Mapped[str | None] = mapped_column(sa.String(10))
    story: Mapped[str] = mapped_column(sa.Text)
    story_html: Mapped[str] = mapped_column(sa.Text)
    excerpt_html: Mapped[str | None] = mapped_column(sa.Text)
    helpful_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    audience: Mapped[str] = mapped_column(sa.String(20), default=Audience.EVERYONE)
    teller: Mapped[str] = mapped_column(sa.String(20), default=Teller.SELF)
    wants_follow_up: Mapped[bool] = mapped_column(default=False)
    search_terms: Mapped[str | None] = mapped_column(sa.Text, deferred=True)
    """What it carries, as words of the search index: see `term_actions.py`."""

    official_gists: Mapped[str | None] = query_expression()
    """What authorities say of its remedies, a line each; only where a query asks for it."""

    attempts: Mapped[list["Attempt"]] = relationship(
        order_by="Attempt.position", lazy="raise_on_sql", cascade="all, delete-orphan"
    )
    causes: Mapped[list["ExperienceCause"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan"
    )

    def is_told_to(self, reader: Person | None) -> bool:
        """Say whether this person is among those whom its author tells it, and its thread."""
        is_member = reader is not None and reader.is_member()
        return self.audience == Audience.EVERYONE or is_member or self.is_by(reader)

    def is_open(self) -> bool:
        """Say whether everybody may read it: it stands on the board, and is told to everyone."""
        return self.is_visible() and self.audience == Audience.EVERYONE

    def has_settled_audience(self) -> bool:
        """Say whether it stays with members: others have answered it for members to read."""
        return self.audience == Audience.MEMBERS and self.comment_count > 0

    def tags_editable_by(self, actor: Person | None) -> bool:
        """Say whether this person may change causes and attempts: the author, at any time."""
        return self.withdrawable_by(actor)


class ExperienceCause(Base):
    """A cause that an experience carries."""

    __tablename__ = "experience_causes"
    __table_args__ = (sa.Index("ix_experience_causes_cause_id", "cause_id", "experience_id"),)

    experience_id: Mapped[int] = mapped_column(sa.ForeignKey("experiences.id"), primary_key=True)
    cause_id: Mapped[int] = mapped_column(sa.ForeignKey("causes.id"), primary_key=True)


class Attempt(Base):
    """One remedy tried: how it went, how fast, what trouble it gave.

    Told within an experience; or, without one, by a press on somebody else's attempt ("same for
    me"). `written` is what its author called it; `remedy_id` is null where the vocabulary has no
    such remedy, and `use` where she has not said what it was for.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        sa.UniqueConstraint("experience_id", "position"),
        sa.UniqueConstraint("experience_id", "remedy_id", "use"),
        sa.Index("ix_attempts_remedy_id", "remedy_id", "experience_id"),
        sa.Index("ix_attempts_remedy_id_outcome", "remedy_id", "outcome", "experience_id"),
        sa.Index("ix_attempts_person_id", "person_id", "remedy_id"),
        sa.CheckConstraint(
            f"outcome IN ({', '.join(repr(str(o)) for o in Outcome)})", name="outcome"
        ),
        sa.CheckConstraint(
            f"\"use\" IS NULL OR \"use\" IN ('{Use.DURING}', '{Use.PREVENT}')", name="use"
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    experience_id: Mapped[int | None] = mapped_column(sa.ForeignKey("experiences.id"))
    position: Mapped[int] = mapped_column(default=0)
    remedy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("remedies.id"))
    written: Mapped[str] = mapped_column(sa.String(LABEL_LENGTH))
    use: Mapped[str | None] = mapped_column(sa.String(20))
    outcome: Mapped[str] = mapped_column(sa.String(20))
    time_to_relief: Mapped[str | None] = mapped_column(sa.String(20))
    side_effect: Mapped[str | None] = mapped_column(sa.String(SIDE_EFFECT_LENGTH))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def place(self) -> str:
        """Return what names it within its experience, also after an edit has made it anew."""
        return f"{self.remedy_id}-{self.use or 'any'}" if self.remedy_id else f"own-{self.id}"


class Comment(Told, Base):
    """An answer to an article, to an experience, or to another comment.

    `path` is the numbers of the comments above it and its own, each with ten digits, so that
    sorting by it gives the thread in reading order.
    """

    __tablename__ = "comments"
    __table_args__ = (
        sa.Index("ix_comments_thread", "article_id", "experience_id", "path"),
        sa.Index(
            "ix_comments_of_article",
            "article_id",
            "path",
            sqlite_where=sa.text("experience_id IS NULL"),
        ),
        sa.CheckConstraint(f"{WITHDRAWN} OR length(text) >= {COMMENT_LENGTHS[0]}", name="text"),
        {"sqlite_autoincrement": True},
    )

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    experience_id: Mapped[int | None] = mapped_column(sa.ForeignKey("experiences.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comments.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    path: Mapped[str] = mapped_column(sa.String(PATH_STEP * SHOWN_LEVELS))
    text: Mapped[str] = mapped_column(sa.Text)
    text_html: Mapped[str] = mapped_column(sa.Text)


class Vote(Base):
    """ "This helped me understand": one a person and experience."""

    __tablename__ = "votes"

    experience_id: Mapped[int] = mapped_column(sa.ForeignKey("experiences.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Version(Base):
    """What an experience or a comment said before it was changed, for everybody who may read it.

    `told` is what was shown: words, name, causes and attempts by their labels.
    """

    __tablename__ = "versions"
    __table_args__ = (
        sa.UniqueConstraint("experience_id", "number"),
        sa.UniqueConstraint("comment_id", "number"),
        sa.CheckConstraint("(experience_id IS NULL) <> (comment_id IS NULL)", name="of_one"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    experience_id: Mapped[int | None] = mapped_column(sa.ForeignKey("experiences.id"))
    comment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comments.id"))
    number: Mapped[int]
    told: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When this version was written, not when it was replaced."""
    changed_by: Mapped[str] = mapped_column(sa.String(20))
    """Who made the change that ended it."""
