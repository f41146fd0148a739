"""Reading all that the page of one remedy shows: its figures, and what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from ..articles.models import Article, Reference
from ..database import db
from ..errors import N_, NotFound
from .models import Cause, Notice, Outcome, Remedy, TimeToRelief, Use
from .queries import CauseOutcomes
from .statistics import OutcomeCounts, usual_time
from .tally_models import ANY, TIME_COLUMNS, SideEffectCount, Tally

MOST_SIDE_EFFECTS = 12
_COUNTS = [Tally.__table__.c[name] for name in Outcome]


@dataclass(frozen=True)
class Figures:
    """How it went with a remedy for one use, or for whichever (ANY)."""

    use: str = ANY
    counts: OutcomeCounts = field(default_factory=OutcomeCounts)
    troubled: int = 0
    times: dict[TimeToRelief, int] = field(default_factory=dict)
    by_cause: list[CauseOutcomes] = field(default_factory=list)

    @property
    def timed(self) -> list[tuple[TimeToRelief, int]]:
        """How many it helped after which time: from the first that occurs to the last."""
        eased = [item for item in self.times.items() if item[0] != TimeToRelief.NEVER]
        places = [place for place, (_time, people) in enumerate(eased) if people]
        return eased[places[0] : places[-1] + 1] if places else []

    @property
    def never(self) -> int:
        """How many said that it never eased."""
        return self.times.get(TimeToRelief.NEVER, 0)

    @property
    def usual_time(self) -> TimeToRelief | None:
        """The middle one of the times after which it helped; None where too few said."""
        return usual_time(self.times)


@dataclass(frozen=True)
class CauseName:
    """A cause, as far as a card names it."""

    id: int
    slug: str
    label: str
    short_label: str


@dataclass(frozen=True)
class Found:
    """A remedy of an article (None: it has no such one), and how it went in all, by use."""

    article: Article
    remedy: Remedy | None
    by_use: dict[str, Figures]

    @property
    def in_all(self) -> Figures:
        """How it went whichever the use."""
        return self.by_use.get(ANY, Figures())

    @property
    def shown(self) -> list[Figures]:
        """The figures to show: of each use where there are both, so that they are not mixed."""
        uses = [self.by_use[use] for use in (Use.DURING, Use.PREVENT) if use in self.by_use]
        told = [figures for figures in uses if figures.counts.total]
        if len(told) == 2 or (told and told[0].counts.total == self.in_all.counts.total):
            return told
        return [self.in_all] if self.in_all.counts.total else []


@dataclass(frozen=True)
class Known:
    """What is said of a remedy beside its figures: safety notices, and sources."""

    notices: Sequence[Notice]
    references: Sequence[Reference]


def remedy_with_figures(article: str, remedy: str) -> Found:
    """Return the remedy with this name and its figures, in one statement. Raises NotFound where
    there is no such article."""
    rows = db.session.execute(
        sa.select(Article, Remedy, Tally)
        .outerjoin(Remedy, sa.and_(Remedy.article_id == Article.id, Remedy.slug == remedy))
        .outerjoin(
            Tally,
            sa.and_(Tally.remedy_id == Remedy.id, Tally.cause_id.is_(None), Tally.age_band == ANY),
        )
        .where(Article.slug == article)
    ).all()
    if not rows:
        raise NotFound(N_("There is no such article here."))
    tallies = [row[2] for row in rows if row[2] is not None]
    return Found(rows[0][0], rows[0][1], {tally.use: _figures(tally) for tally in tallies})


def causes_with_outcomes(
    article_id: int, remedy_id: int
) -> tuple[list[CauseName], dict[str, list[CauseOutcomes]]]:
    """Return the causes of an article, and by use how a remedy went for those that have any, the
    most told first; in one statement."""
    rows = db.session.execute(
        sa.select(Cause.id, Cause.slug, Cause.label, Cause.short_label, Tally.use, *_COUNTS)
        .outerjoin(
            Tally,
            sa.and_(
                Tally.cause_id == Cause.id, Tally.remedy_id == remedy_id, Tally.age_band == ANY
            ),
        )
        .where(Cause.article_id == article_id)
        .order_by(Cause.position)
    ).all()
    names = {row.id: CauseName(*row[:4]) for row in rows}
    by_use: dict[str, list[CauseOutcomes]] = {}
    for row in rows:
        if row.use is not None and any(row[5:]):
            outcomes = CauseOutcomes(row.slug, row.label, OutcomeCounts(*row[5:]))
            by_use.setdefault(row.use, []).append(outcomes)
    for listed in by_use.values():
        listed.sort(key=lambda outcomes: -outcomes.counts.total)
    return list(names.values()), by_use


def side_effects_of(remedy_id: int) -> list[SideEffectCount]:
    """Return what people named, most first; one more than is shown, where there are others."""
    return list(
        db.session.scalars(
            sa.select(SideEffectCount)
            .where(SideEffectCount.remedy_id == remedy_id)
            .order_by(SideEffectCount.people.desc(), SideEffectCount.words.desc())
            .limit(MOST_SIDE_EFFECTS + 1)
        )
    )


def known_of(remedy: Remedy) -> Known:
    """Return the notices that a remedy calls for and the sources it cites, in one statement."""
    keys = [*remedy.references]
    if remedy.yardstick and remedy.yardstick["source"] not in keys:
        keys.append(remedy.yardstick["source"])
    wanted = sa.union_all(
        sa.select(Notice.id.label("notice_id"), sa.null().label("reference_id")).where(
            Notice.article_id == remedy.article_id
        ),
        sa.select(sa.null(), Reference.id).where(
            Reference.article_id == remedy.article_id, Reference.key.in_(keys)
        ),
    ).subquery()
    rows = db.session.execute(
        sa.select(Notice, Reference)
        .select_from(wanted)
        .outerjoin(Notice, Notice.id == wanted.c.notice_id)
        .outerjoin(Reference, Reference.id == wanted.c.reference_id)
        .order_by(Notice.position)
    ).all()
    references = [row[1] for row in rows if row[1] is not None]
    return Known(
        notices=[row[0] for row in rows if row[0] is not None and remedy.slug in row[0].remedies],
        references=sorted(references, key=lambda reference: keys.index(reference.key)),
    )


def _figures(tally: Tally) -> Figures:
    return Figures(
        use=tally.use,
        counts=OutcomeCounts(*(getattr(tally, outcome) for outcome in Outcome)),
        troubled=tally.troubled,
        times={time: getattr(tally, column) for time, column in TIME_COLUMNS.items()},
    )
