"""Tables of what people follow, and of the mails that ask how it went on."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime

THRESHOLDS = (10, 25, 50, 100, 250, 500, 1000)


class Wish(StrEnum):
    """What somebody who follows a tag wants to be told."""

    STORIES = "stories"
    THRESHOLDS = "thresholds"


class Follow(Base):
    """A remedy or a cause that somebody follows, for as long as publishers keep it in the list.

    `seen` is how far she has been told: the number of the newest story, or the last threshold.
    """

    __tablename__ = "follows"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "remedy_id", "wish"),
        sa.UniqueConstraint("person_id", "cause_id", "wish"),
        sa.CheckConstraint("(remedy_id IS NULL) <> (cause_id IS NULL)", name="one_tag"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    remedy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("remedies.id", ondelete="CASCADE"))
    cause_id: Mapped[int | None] = mapped_column(sa.ForeignKey("causes.id", ondelete="CASCADE"))
    wish: Mapped[str] = mapped_column(sa.String(20))
    seen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Stage(StrEnum):
    """When somebody who agreed is asked how it went on."""

    FOUR_WEEKS = "four_weeks"
    THREE_MONTHS = "three_months"


class FollowUp(Base):
    """One mail that asked "Still working?" about an experience, and when it was answered."""

    __tablename__ = "follow_ups"

    experience_id: Mapped[int] = mapped_column(sa.ForeignKey("experiences.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
