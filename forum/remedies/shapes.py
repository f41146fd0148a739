"""What programs are given of causes and remedies, with the figures. Pure."""

from pydantic import Field

from ..api_shapes import NoticeShape, Shape
from .models import Direction, Grade, Kind, Use
from .statistics import OutcomeCounts

SHARE = "Null where fewer than 10 people tell: a percentage of so few would say too much."


class CauseShape(Shape):
    """Something that may bring the trouble about."""

    slug: str = Field(examples=["statins"])
    label: str
    short_label: str
    description: str
    experience_count: int
    is_retired: bool = Field(description="True where it is no longer offered to those who tell.")
    page: str


class WholeCauseShape(CauseShape):
    """A cause, with what is known of it."""

    link_strength: str = Field(description="How sure research is of the link.")
    synonyms: list[str]
    references: list[str] = Field(description="Keys of sources of the article.")
    notices: list[NoticeShape]


class OutcomesShape(Shape):
    """How many people it went for which way."""

    relieved: int
    helped_some: int
    no_change: int
    worse: int


class IntervalShape(Shape):
    """From where to where the share may really lie, by chance alone: Wilson's 95% interval."""

    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)


class FiguresShape(Shape):
    """What people here said, each counted once. No trial: those who wished to tell."""

    use: Use | None = Field(description="What it was used for; null: whichever.")
    people: int
    outcomes: OutcomesShape
    helped: int = Field(description="Relieved and helped some, together.")
    share: float | None = Field(description=f"The share of those whom it helped. {SHARE}")
    interval: IntervalShape | None = Field(description=SHARE)

    @classmethod
    def of(cls, counts: OutcomeCounts, use: str = "") -> "FiguresShape":
        """Return what may be said of these counts."""
        reach = counts.interval
        return cls(
            use=Use(use) if use else None,
            people=counts.total,
            outcomes=OutcomesShape(**counts._asdict()),
            helped=counts.helped,
            share=None if counts.is_few else round(counts.share, 4),
            interval=None
            if counts.is_few
            else IntervalShape(low=round(reach.low, 4), high=round(reach.high, 4)),
        )


class EvidenceShape(Shape):
    """What research says."""

    grade: Grade
    direction: Direction


class RemedyShape(Shape):
    """Something people try, and how it went for them."""

    slug: str = Field(examples=["magnesium"])
    label: str
    short_label: str
    kind: Kind
    use: Use = Field(description="What it is for: to stop it now, to prevent the next one, both.")
    evidence: EvidenceShape
    is_retired: bool
    figures: FiguresShape
    page: str


class WholeEvidenceShape(EvidenceShape):
    """What research says, in words, and where it says so."""

    known: str
    references: list[str] = Field(description="Keys of sources of the article.")


class OfficialNoteShape(Shape):
    """What authorities say of a remedy. It stands on every story that carries it."""

    gist: str = Field(description="In a line.")
    text: str = Field(description="In full; empty where the line says it all.")


class WholeRemedyShape(RemedyShape):
    """A remedy, with what is known of it."""

    evidence: WholeEvidenceShape
    caution: str
    synonyms: list[str]
    notices: list[NoticeShape]
    official_note: OfficialNoteShape | None
    figures_by_use: list[FiguresShape] = Field(
        description="The figures of each use, where people used it for both."
    )
    troubled: int = Field(description="How many named a side effect.")
