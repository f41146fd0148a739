"""What people are told, and how they want to be told by mail."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime


class About(StrEnum):
    """What a notification is about. `subject_id` is the number of what stands in brackets."""

    REPLY = "reply"  # (comment) somebody answered what she wrote
    DECISION = "decision"  # (decision) a moderator decided about something of hers
    THRESHOLD = "threshold"  # (remedy) a remedy she follows has been reported `number` times
    REMEDY_STORY = "remedy-story"  # (experience) somebody told of a remedy she follows
    CAUSE_STORY = "cause-story"  # (experience) somebody told of a cause she follows


class Rhythm(StrEnum):
    """How often she is mailed what she has been told."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Notification(Base):
    """One thing that somebody is told, behind her bell; no words, they are read when shown."""

    __tablename__ = "notifications"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "kind", "subject_id", "number"),
        sa.Index("ix_notifications_read_at", "person_id", "read_at"),
        sa.Index("ix_notifications_mailed_at", "mailed_at", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailChoice(Base):
    """How somebody with a confirmed address wants to be mailed. Without a row: never."""

    __tablename__ = "mail_choices"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    rhythm: Mapped[str] = mapped_column(sa.String(20), default=Rhythm.NEVER)
    has_digest: Mapped[bool] = mapped_column(default=False)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    digest_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
