"""The people who have written something."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime

NAME_LENGTH = 40
KEY_LENGTH = 22


def new_key() -> str:
    """Return 128 random bits."""
    return secrets.token_urlsafe(16)


class Person(Base):
    """Somebody who has written here; experiences, comments and votes hang on this row.

    A guest is a person without an account. Her browser shows `key` beside her number, because
    numbers are given out again after a backup has been restored. `name` is the one she showed
    last, offered again in the next form.
    """

    __tablename__ = "people"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(KEY_LENGTH), default=new_key)
    name: Mapped[str | None] = mapped_column(sa.String(NAME_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
