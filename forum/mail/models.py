"""The table of letters that wait to be sent."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime

ADDRESS_LENGTH = 254
FAULT_LENGTH = 200


class Letter(Base):
    """A mail that waits in the outbox, or has left it.

    It holds what the mail is about, and no words: those are written when it is sent. `kind` says
    who writes them, `person_id` whom it is for, if known, and `subject_id` and `details` what it
    is about. Address and details are erased once it has been sent or given up.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("ix_outbox_due_at", "sent_at", "given_up_at", "due_at"),
        sa.Index(
            "ix_outbox_address",
            "address",
            sqlite_where=sa.text("address IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(30))
    address: Mapped[str | None] = mapped_column(sa.String(ADDRESS_LENGTH))
    person_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    subject_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    details: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str | None] = mapped_column(sa.String(FAULT_LENGTH))
