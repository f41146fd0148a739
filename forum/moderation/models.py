"""Tables of what waits for moderators, what readers have flagged, and what was decided.

What they are about may go: the author erases it, or herself. Then the rows stay without it, since
what was decided is counted and logged for everybody.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime
from ..remedies.models import LABEL_LENGTH

LINE_LENGTH = 200
NOTE_LENGTH = 1_000
APPEAL_LENGTHS = (10, 2_000)


class Target(StrEnum):
    """What a case or a decision is about."""

    EXPERIENCE = "experience"
    COMMENT = "comment"
    REMEDY = "remedy"
    CAUSE = "cause"
    PERSON = "person"


class Waits(StrEnum):
    """Why something waits for a moderator."""

    HELD = "held"
    FLAGGED = "flagged"
    REMEDY = "remedy"
    APPEAL = "appeal"


class Reason(StrEnum):
    """Why somebody flags something, or a moderator decides against it."""

    DANGEROUS = "dangerous"
    CRISIS = "crisis"
    PERSONAL = "personal"
    ABUSE = "abuse"
    SPAM = "spam"
    INTEREST = "interest"
    OFF_TOPIC = "off-topic"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of a flag."""

    AGREED = "agreed"
    DISAGREED = "disagreed"


class Act(StrEnum):
    """What moderators do."""

    PUBLISH = "publish"
    HIDE = "hide"
    RESTORE = "restore"
    REJECT = "reject"
    DISMISS = "dismiss"
    EDIT_OUT = "edit-out"
    WRITE = "write"
    MERGE = "merge"
    ADD = "add"
    SUSPEND = "suspend"
    BAN = "ban"
    LIFT = "lift"
    UPHOLD = "uphold"
    OVERTURN = "overturn"


APPEALABLE = frozenset({Act.HIDE, Act.REJECT, Act.EDIT_OUT, Act.SUSPEND, Act.BAN})
"""Against which decisions one can appeal; about an appeal there is none."""

_IS_OPEN = "closed_at IS NULL AND kind <> 'appeal'"


def _person(*, index: bool = False) -> Mapped[int | None]:
    return mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=index)


def _experience() -> Mapped[int | None]:
    return mapped_column(sa.ForeignKey("experiences.id", ondelete="SET NULL"))


def _comment() -> Mapped[int | None]:
    return mapped_column(sa.ForeignKey("comments.id", ondelete="SET NULL"))


class Case(Base):
    """Something that waits for a moderator, or did. `person_id` is whose it is.

    `findings` say what screening found, and where in the words; they hold none of the words.
    `written` is the remedy that somebody proposes. One thing has at most one open case, beside
    appeals.
    """

    __tablename__ = "cases"
    __table_args__ = (
        sa.Index("ix_cases_queue", "closed_at", "harm", "opened_at", "id"),
        sa.Index(
            "uq_cases_open_experience",
            "experience_id",
            unique=True,
            sqlite_where=sa.text(_IS_OPEN),
        ),
        sa.Index(
            "uq_cases_open_comment",
            "comment_id",
            unique=True,
            sqlite_where=sa.text(_IS_OPEN),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    target: Mapped[str] = mapped_column(sa.String(20))
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("articles.id"))
    experience_id: Mapped[int | None] = _experience()
    comment_id: Mapped[int | None] = _comment()
    person_id: Mapped[int | None] = _person(index=True)
    written: Mapped[str | None] = mapped_column(sa.String(LABEL_LENGTH))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    harm: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_by: Mapped[int | None] = _person()
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When moderators were last mailed that it waits."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_as: Mapped[str | None] = mapped_column(sa.String(20))
    """The act that closed it; None where there was nothing to decide any more."""

    def is_claimed_by_another(self, person_id: int, *, at: datetime) -> bool:
        """Say whether a moderator other than this one is looking at it now."""
        is_fresh = self.claimed_until is not None and self.claimed_until > at
        return is_fresh and self.claimed_by != person_id


class Flag(Base):
    """One reader's word that something should be looked at; one a person and thing.

    The weight, and what it is made of beside the one point that everybody has, are hundredths
    of a point: the flag keeps the arithmetic of its day.
    """

    __tablename__ = "flags"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "experience_id"),
        sa.UniqueConstraint("person_id", "comment_id"),
        sa.Index("ix_flags_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    experience_id: Mapped[int | None] = _experience()
    comment_id: Mapped[int | None] = _comment()
    person_id: Mapped[int | None] = _person()
    reason: Mapped[str] = mapped_column(sa.String(20))
    line: Mapped[str] = mapped_column(sa.String(LINE_LENGTH), default="")
    trust: Mapped[int]
    accuracy: Mapped[int]
    weight: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(sa.String(20))


class Decision(Base):
    """One act of a moderator. `person_id` is whom it concerns, and who is told.

    Without `actor_id` the flags have done it together, and a moderator will look. The note is
    for her alone; the public log shows the rest, without her and the moderator.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        sa.Index("ix_decisions_case_id", "case_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"))
    act: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str | None] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.String(NOTE_LENGTH), default="")
    target: Mapped[str] = mapped_column(sa.String(20))
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("articles.id"))
    experience_id: Mapped[int | None] = _experience()
    comment_id: Mapped[int | None] = _comment()
    person_id: Mapped[int | None] = _person(index=True)
    actor_id: Mapped[int | None] = _person(index=True)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when somebody may not write."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Appeal(Base):
    """What somebody says against a decision about her; once a decision."""

    __tablename__ = "appeals"
    __table_args__ = (sa.UniqueConstraint("decision_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decisions.id"))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    person_id: Mapped[int | None] = _person(index=True)
    words: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
