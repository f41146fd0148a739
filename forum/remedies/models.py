"""Tables of the vocabulary, and the closed lists that people choose from."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId
from ..errors import N_

LABEL_LENGTH = 80


class Kind(StrEnum):
    """What sort of thing a remedy is."""

    MOVEMENT = "movement"
    NUTRITION = "nutrition"
    SUPPLEMENT = "supplement"
    MEDICINE = "medicine"
    HABIT = "habit"
    FOLK = "folk"


class Use(StrEnum):
    """What a remedy is for: to stop what is happening now, or to prevent the next time."""

    DURING = "during"
    PREVENT = "prevent"
    BOTH = "both"


class Grade(StrEnum):
    """How much research there is, and how good."""

    STRONG = "strong"
    MODERATE = "moderate"
    LIMITED = "limited"
    NONE = "none"
    HARMFUL = "harmful"


class Direction(StrEnum):
    """Which way the research points."""

    POSITIVE = "positive"
    MIXED = "mixed"
    MOSTLY_NEGATIVE = "mostly_negative"
    UNTESTED = "untested"
    HARMFUL = "harmful"


class Level(StrEnum):
    """How pressing a safety notice is."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
    CAUTION = "caution"


class Outcome(StrEnum):
    """How an attempt went. Always shown in this order, and never without the word."""

    RELIEVED = "relieved"
    HELPED_SOME = "helped_some"
    NO_CHANGE = "no_change"
    WORSE = "worse"


class AgeBand(StrEnum):
    """Ages as far as people are asked for them."""

    FROM_16 = "16-24"
    FROM_25 = "25-34"
    FROM_35 = "35-44"
    FROM_45 = "45-54"
    FROM_55 = "55-64"
    FROM_65 = "65-74"
    FROM_75 = "75+"


class TimeToRelief(StrEnum):
    """How fast an attempt worked."""

    UNDER_1_MIN = "under_1_min"
    FROM_1_MIN = "1_5_min"
    FROM_5_MIN = "5_15_min"
    OVER_15_MIN = "over_15_min"
    SAME_DAY = "same_day"
    DAYS = "days"
    FROM_1_WEEK = "1_2_weeks"
    FROM_3_WEEKS = "3_8_weeks"
    OVER_8_WEEKS = "over_8_weeks"
    NEVER = "never"


KIND_LABELS = {
    Kind.MOVEMENT: N_("Movement"),
    Kind.NUTRITION: N_("Food and drink"),
    Kind.SUPPLEMENT: N_("Supplement"),
    Kind.MEDICINE: N_("Medicine"),
    Kind.HABIT: N_("Habit"),
    Kind.FOLK: N_("Folk remedy"),
}
USE_LABELS = {
    Use.DURING: N_("To stop it now"),
    Use.PREVENT: N_("To prevent the next one"),
    Use.BOTH: N_("To stop it now, or to prevent the next one"),
}
GRADE_LABELS = {
    Grade.STRONG: N_("Strong research"),
    Grade.MODERATE: N_("Moderate research"),
    Grade.LIMITED: N_("Limited research"),
    Grade.NONE: N_("No good research"),
    Grade.HARMFUL: N_("Not advised"),
}
DIRECTION_LABELS = {
    Direction.POSITIVE: N_("points to a benefit"),
    Direction.MIXED: N_("results disagree"),
    Direction.MOSTLY_NEGATIVE: N_("mostly found no benefit"),
    Direction.UNTESTED: N_("not tested in trials"),
    Direction.HARMFUL: N_("regulators judge the risk greater than the benefit"),
}
OUTCOME_LABELS = {
    Outcome.RELIEVED: N_("Relieved"),
    Outcome.HELPED_SOME: N_("Helped some"),
    Outcome.NO_CHANGE: N_("No change"),
    Outcome.WORSE: N_("Worse"),
}
OUTCOME_WORDS = {
    Outcome.RELIEVED: N_("relieved"),
    Outcome.HELPED_SOME: N_("helped some"),
    Outcome.NO_CHANGE: N_("no change"),
    Outcome.WORSE: N_("worse"),
}

AGE_LABELS = {
    AgeBand.FROM_16: N_("16–24"),
    AgeBand.FROM_25: N_("25–34"),
    AgeBand.FROM_35: N_("35–44"),
    AgeBand.FROM_45: N_("45–54"),
    AgeBand.FROM_55: N_("55–64"),
    AgeBand.FROM_65: N_("65–74"),
    AgeBand.FROM_75: N_("75 or over"),
}
TIME_LABELS = {
    TimeToRelief.UNDER_1_MIN: N_("in under a minute"),
    TimeToRelief.FROM_1_MIN: N_("in 1 to 5 minutes"),
    TimeToRelief.FROM_5_MIN: N_("in 5 to 15 minutes"),
    TimeToRelief.OVER_15_MIN: N_("after more than 15 minutes"),
    TimeToRelief.SAME_DAY: N_("the same day"),
    TimeToRelief.DAYS: N_("within days"),
    TimeToRelief.FROM_1_WEEK: N_("in 1 to 2 weeks"),
    TimeToRelief.FROM_3_WEEKS: N_("in 3 to 8 weeks"),
    TimeToRelief.OVER_8_WEEKS: N_("after more than 8 weeks"),
    TimeToRelief.NEVER: N_("never eased"),
}


class Vocabulary(Base):
    """The edition of an article's causes, remedies and notices that is published.

    `edition` is a digest of all of it. `ambiguous` are words that mean too many things to be
    looked for in running text.
    """

    __tablename__ = "vocabularies"

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"), primary_key=True)
    edition: Mapped[str] = mapped_column(sa.String(64))
    ambiguous: Mapped[list[str]] = mapped_column(sa.JSON)


class Cause(Base):
    """A curated tag for what brings the trouble about.

    `short_label` is for places with little room, `choice_label` for those where somebody is asked.
    `experience_count` is the number of visible experiences that carry it. A retired tag
    keeps its page and its stories, and is no longer offered. `merged_into` is the slug of the
    tag that has its stories now, and to which its names lead.
    """

    __tablename__ = "causes"
    __table_args__ = (
        sa.UniqueConstraint("article_id", "slug"),
        sa.CheckConstraint("experience_count >= 0", name="experience_count"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(sa.String(80))
    label: Mapped[str] = mapped_column(sa.String(LABEL_LENGTH))
    short_label: Mapped[str] = mapped_column(sa.String(LABEL_LENGTH))
    choice_label: Mapped[str] = mapped_column(sa.String(LABEL_LENGTH))
    description: Mapped[str] = mapped_column(sa.Text)
    link_strength: Mapped[str] = mapped_column(sa.String(80))
    synonyms: Mapped[list[str]] = mapped_column(sa.JSON)
    references: Mapped[list[str]] = mapped_column("reference_keys", sa.JSON)
    is_retired: Mapped[bool]
    merged_into: Mapped[str | None] = mapped_column(sa.String(80))
    experience_count: Mapped[int] = mapped_column(default=0)


class Remedy(Base):
    """Something people try, with what research says of it.

    `yardstick` is what a trial counted with and without it, as publishers write it, or None.
    `merged_into` is as with causes. One that `is_added` was taken up on the site, out of what
    somebody proposed: it stays until the publisher's own list has that slug.
    `official_note` is what stands on every story that carries it: whose note it is (`of`), its
    `gist` in a line, its `text` in full, and its `sources`; `also` is what a safety notice adds,
    `notice` the name of the one that it is made of.
    """

    __tablename__ = "remedies"
    __table_args__ = (sa.UniqueConstraint("article_id", "slug"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(sa.String(80))
    label: Mapped[str] = mapped_column(sa.String(LABEL_LENGTH))
    short_label: Mapped[str] = mapped_column(sa.String(LABEL_LENGTH))
    kind: Mapped[str] = mapped_column(sa.String(20))
    use: Mapped[str] = mapped_column(sa.String(20))
    synonyms: Mapped[list[str]] = mapped_column(sa.JSON)
    grade: Mapped[str] = mapped_column(sa.String(20))
    direction: Mapped[str] = mapped_column(sa.String(20))
    known: Mapped[str] = mapped_column(sa.Text)
    caution: Mapped[str] = mapped_column(sa.Text)
    official_note: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    yardstick: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    tested_in: Mapped[list[str]] = mapped_column(sa.JSON)
    references: Mapped[list[str]] = mapped_column("reference_keys", sa.JSON)
    is_retired: Mapped[bool]
    merged_into: Mapped[str | None] = mapped_column(sa.String(80))
    is_added: Mapped[bool] = mapped_column(default=False)


class Notice(Base):
    """A safety text, and the words, patterns and tags that call for it."""

    __tablename__ = "notices"
    __table_args__ = (sa.UniqueConstraint("article_id", "slug"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(sa.String(80))
    level: Mapped[str] = mapped_column(sa.String(20))
    label: Mapped[str] = mapped_column(sa.String(LABEL_LENGTH))
    text: Mapped[str] = mapped_column(sa.Text)
    phrases: Mapped[list[str]] = mapped_column(sa.JSON)
    patterns: Mapped[list[str]] = mapped_column(sa.JSON)
    causes: Mapped[list[str]] = mapped_column(sa.JSON)
    remedies: Mapped[list[str]] = mapped_column(sa.JSON)
    references: Mapped[list[str]] = mapped_column("reference_keys", sa.JSON)
