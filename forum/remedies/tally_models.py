"""Tables of the counts that people's attempts add up to."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId
from .models import Outcome, TimeToRelief

ANY = ""
"""Stands for whichever use, and for any age, in the places of one."""
WORDS_LENGTH = 200


class Tally(Base):
    """How it went with one remedy, each person counted once, by her latest attempt.

    For one use, or for whichever (`use` is ANY); for those who suspect one cause, or anybody
    (`cause_id` is null); for one age band, or any age (`age_band` is ANY). `troubled` counts
    those who named a side effect. The last ten count how fast it helped, for those who said.
    """

    __tablename__ = "tallies"
    __table_args__ = (
        sa.Index(
            "uq_tallies_remedy_id",
            "remedy_id",
            "use",
            "age_band",
            unique=True,
            sqlite_where=sa.text("cause_id IS NULL"),
        ),
        sa.Index(
            "uq_tallies_cause_id_remedy_id",
            "cause_id",
            "remedy_id",
            "use",
            "age_band",
            unique=True,
            sqlite_where=sa.text("cause_id IS NOT NULL"),
        ),
        sa.CheckConstraint(
            "relieved >= 0 AND helped_some >= 0 AND no_change >= 0 AND worse >= 0", name="counts"
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    remedy_id: Mapped[int] = mapped_column(sa.ForeignKey("remedies.id"))
    use: Mapped[str] = mapped_column(sa.String(20), default=ANY)
    cause_id: Mapped[int | None] = mapped_column(sa.ForeignKey("causes.id"))
    age_band: Mapped[str] = mapped_column(sa.String(10), default=ANY)
    relieved: Mapped[int] = mapped_column(default=0)
    helped_some: Mapped[int] = mapped_column(default=0)
    no_change: Mapped[int] = mapped_column(default=0)
    worse: Mapped[int] = mapped_column(default=0)
    troubled: Mapped[int] = mapped_column(default=0)
    under_1_min: Mapped[int] = mapped_column(default=0)
    from_1_min: Mapped[int] = mapped_column(default=0)
    from_5_min: Mapped[int] = mapped_column(default=0)
    over_15_min: Mapped[int] = mapped_column(default=0)
    same_day: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=0)
    from_1_week: Mapped[int] = mapped_column(default=0)
    from_3_weeks: Mapped[int] = mapped_column(default=0)
    over_8_weeks: Mapped[int] = mapped_column(default=0)
    never: Mapped[int] = mapped_column(default=0)


TIME_COLUMNS = {time: time.name.lower() for time in TimeToRelief}
COUNTS = (*map(str, Outcome), "troubled", *TIME_COLUMNS.values())
"""The columns of a tally that count people."""


class SideEffectCount(Base):
    """How many people named a side effect of a remedy, in the same words."""

    __tablename__ = "side_effect_counts"
    __table_args__ = (sa.Index("ix_side_effect_counts_people", "remedy_id", "people", "words"),)

    remedy_id: Mapped[int] = mapped_column(sa.ForeignKey("remedies.id"), primary_key=True)
    words: Mapped[str] = mapped_column(sa.String(WORDS_LENGTH), primary_key=True)
    people: Mapped[int] = mapped_column(default=0)
