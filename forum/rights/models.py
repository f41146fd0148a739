"""The table of erasures whose traces are still to be scrubbed from the database's files."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime


class Erasure(Base):
    """That something was erased, and when the files were made anew without it. Names nobody."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
    scrubbed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    choice: Mapped[str] = mapped_column(sa.String(20))
