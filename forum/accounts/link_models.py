"""Links that were mailed, and what was counted to keep guessers and floods away."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, UtcDateTime
from ..mail.models import ADDRESS_LENGTH
from .models import KEY_LENGTH, new_key


class Purpose(StrEnum):
    """What a mailed link is good for."""

    GUEST_ADDRESS = "guest-address"
    ENTER = "enter"
    SIGN_UP = "sign-up"
    NEW_ADDRESS = "new-address"
    RESET = "reset"


class Link(Base):
    """A link that was mailed to an address. Signed with the site's key, its nonce makes the token.

    `person_id` is who asked for it. Opening a link changes nothing; the button on its page does.
    """

    __tablename__ = "links"

    nonce: Mapped[str] = mapped_column(sa.String(KEY_LENGTH), primary_key=True, default=new_key)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(ADDRESS_LENGTH), index=True)
    wants_replies: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Bucket(Base):
    """How often something was tried within a window of time, by a digest that says nothing."""

    __tablename__ = "buckets"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DailyKey(Base):
    """The key of one day's digests; the next day nobody has it any more."""

    __tablename__ = "daily_keys"

    day: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64))
