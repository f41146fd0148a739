"""What members prove with who they are."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime
from ..mail.models import ADDRESS_LENGTH
from .models import NAME_LENGTH

LABEL_LENGTH = 40


class Member(Base):
    """What an account has beside its person: a password, and the secret of a code app.

    `name_key` is her name as it is compared: no two members look alike. The secret of the app
    is enciphered; `totp_step` is the last time step whose code was taken, so that none is taken
    twice. A secret that is not confirmed yet is no second factor.
    """

    __tablename__ = "members"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    name_key: Mapped[str] = mapped_column(sa.String(NAME_LENGTH * 2), unique=True)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    is_password_long: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None] = mapped_column(sa.String(200))
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_step: Mapped[int | None] = mapped_column(sa.BigInteger)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rules_version: Mapped[str] = mapped_column(sa.String(20))


class Passkey(Base):
    """A key in a member's telephone or computer, which signs her in."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    label: Mapped[str] = mapped_column(sa.String(LABEL_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A code on paper that stands in once for a lost second factor; only its digest is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailedCode(Base):
    """Six digits that were mailed to sign in with, for ten minutes, in the browser that asked.

    Of the digits a digest is kept, made with a key that only this browser has; of that key, too.
    """

    __tablename__ = "mailed_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(ADDRESS_LENGTH), index=True)
    browser: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))
    tries: Mapped[int] = mapped_column(default=0)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
