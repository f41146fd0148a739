"""The tokens with which programs write in a member's name."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime
from ..errors import N_

TOKEN_LABEL_LENGTH = 40
MOST_TOKENS = 10
PREFIX = "eased_"
"""What every token begins with, so that those who look for leaked ones know it."""


class Scope(StrEnum):
    """What a token is good for."""

    EXPERIENCES = "experiences:write"
    COMMENTS = "comments:write"
    VOTES = "votes:write"
    FLAGS = "flags:write"


TO_TELL = N_("Tell experiences")
TO_COMMENT = N_("Comment")
TO_VOTE = N_("Vote, and take votes back")
TO_FLAG = N_("Flag what a moderator should see")
SCOPE_LABELS = {
    Scope.EXPERIENCES: TO_TELL,
    Scope.COMMENTS: TO_COMMENT,
    Scope.VOTES: TO_VOTE,
    Scope.FLAGS: TO_FLAG,
}


class Token(Base):
    """A secret of 256 random bits that a program shows; this row holds its digest.

    `used_on` is the day on which it was last shown, and no more is kept of its use.
    """

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    label: Mapped[str] = mapped_column(sa.String(TOKEN_LABEL_LENGTH))
    scopes: Mapped[list[str]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_on: Mapped[date | None] = mapped_column(sa.Date)
