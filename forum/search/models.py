"""Tables of the search. The index itself is the database's own: migration 0005 makes it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime

WORDS_LENGTH = 80


class MissedSearch(Base):
    """Words that were looked for on one day, and for which nothing was found. Nobody's."""

    __tablename__ = "missed_searches"
    __table_args__ = (sa.UniqueConstraint("day", "words"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    day: Mapped[datetime] = mapped_column(UtcDateTime)
    """When that day began."""
    words: Mapped[str] = mapped_column(sa.String(WORDS_LENGTH))
    times: Mapped[int] = mapped_column(default=1)
