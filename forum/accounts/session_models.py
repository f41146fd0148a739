"""The browsers in which somebody is signed in."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime

BROWSER_LENGTH = 40


class Session(Base):
    """One browser of one person. The browser holds 256 random bits, this row their digest.

    `browser` is its make and system in two words ("Firefox, Android"), for her to tell her
    sessions apart. `proved_at` is when she last showed here who she is.
    """

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    browser: Mapped[str] = mapped_column(sa.String(BROWSER_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
