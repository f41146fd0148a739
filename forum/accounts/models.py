"""The people who have written something."""

import secrets
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..clock import now
from ..database import Base, BigId, UtcDateTime
from ..mail.models import ADDRESS_LENGTH

NAME_LENGTH = 40
KEY_LENGTH = 22


class Role(StrEnum):
    """What somebody is here. Who only reads is a visitor, and has no row."""

    GUEST = "guest"
    MEMBER = "member"
    MODERATOR = "moderator"
    PUBLISHER = "publisher"


def new_key() -> str:
    """Return 128 random bits."""
    return secrets.token_urlsafe(16)


class Person(Base):
    """Somebody who has written here; experiences, comments and votes hang on this row.

    A guest is a person without an account. Her browser shows `key` beside her number, because
    numbers are given out again after a backup has been restored; a new key locks out every
    cookie and link made with the old one. `name` is the one she showed last, offered again in
    the next form; a member's is hers alone. `email` is an address that she has confirmed.
    """

    __tablename__ = "people"
    __table_args__ = (
        sa.Index("ix_people_email", "email", unique=True),
        sa.CheckConstraint(f"role IN ({', '.join(repr(str(r)) for r in Role)})", name="role"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(KEY_LENGTH), default=new_key)
    name: Mapped[str | None] = mapped_column(sa.String(NAME_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    role: Mapped[str] = mapped_column(sa.String(20), default=Role.GUEST)
    email: Mapped[str | None] = mapped_column(sa.String(ADDRESS_LENGTH))
    has_second_factor: Mapped[bool] = mapped_column(default=False)
    suspended_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    banned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_member(self) -> bool:
        """Say whether she has an account."""
        return self.role != Role.GUEST

    def is_suspended(self) -> bool:
        """Say whether she may not write for now, or any more."""
        return self.banned_at is not None or (
            self.suspended_until is not None and self.suspended_until > now()
        )

    def can_moderate(self) -> bool:
        """Say whether she may decide about what others write: it takes a second factor."""
        has_role = self.role in {Role.MODERATOR, Role.PUBLISHER}
        return has_role and self.has_second_factor and not self.is_suspended()

    def can_publish(self) -> bool:
        """Say whether she may run the site."""
        return self.role == Role.PUBLISHER and self.can_moderate()
