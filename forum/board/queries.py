"""Reading the board: experiences page by page, one experience, and who may do what with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, selectinload, with_expression

from ..accounts.models import Person
from ..articles.models import Article
from ..database import AnyRow, AnySelect, db
from ..errors import N_, ForMembers, NotFound
from ..paging import Order, Page, paginate
from ..questions import Question
from ..remedies.models import AgeBand, Outcome, Remedy, Use
from ..remedies.reports import OPPOSITES
from .filters import HELPFUL, NEWEST
from .models import Attempt, Audience, Experience, ExperienceCause, Status, Vote
from .notice_queries import ShownNotice, notices_shown, read_notices
from .own_queries import official_gists


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt, as a card shows it.

    `remedy_id` and `slug` are None for a remedy outside the vocabulary. `serves_both` is true
    where only `use` says what the remedy was for. `official_note` is the remedy's, as published.
    """

    id: int
    remedy_id: int | None
    slug: str | None
    label: str
    outcome: str
    time_to_relief: str | None
    side_effect: str | None
    use: str | None
    serves_both: bool
    kind: str | None
    official_note: dict[str, Any] | None

    @property
    def opposite(self) -> Outcome:
        """What those say first whom it went the other way for."""
        return OPPOSITES[Outcome(self.outcome)]


@dataclass(frozen=True, slots=True)
class Card:
    """An experience, as the board shows it."""

    id: int
    article_id: int
    author_id: int
    name: str
    is_own_name: bool
    audience: str
    age_band: str | None
    html: str
    is_cut: bool
    created_at: datetime
    edited_at: datetime | None
    helpful_count: int
    comment_count: int
    cause_ids: tuple[int, ...]
    attempts: Sequence[Tried]
    notices: Sequence[ShownNotice]


@dataclass(frozen=True)
class Marks:
    """What one person has to do with some experiences: which are hers, which she voted for, and
    what she has said of remedies with a press, by remedy and use."""

    person_id: int | None
    voted: frozenset[int]
    said: Mapping[tuple[int, str | None], str] = field(default_factory=dict)

    def is_own(self, author_id: int) -> bool:
        """Say whether she wrote it."""
        return self.person_id == author_id

    def said_of(self, attempt: Tried) -> str | None:
        """Return how she said that it went for her with the remedy of this attempt, or None."""
        if attempt.remedy_id is None:
            return None
        return self.said.get((attempt.remedy_id, attempt.use))


NO_MARKS = Marks(None, frozenset())


def board_page(
    article_id: int,
    *,
    reader: Person | None = None,
    cause_id: int | None = None,
    remedy_id: int | None = None,
    outcome: Outcome | None = None,
    age_band: AgeBand | None = None,
    sort: str = NEWEST,
    after: str | None = None,
    whole: bool = False,
) -> Page[Card]:
    """Return a page of the experiences that the reader may see (None: a visitor), narrowed as
    asked and cut short unless they are to be `whole`, in two statements.

    With a remedy and an outcome, it is that remedy that must have had that outcome.
    """
    select = select_cards(whole=whole).where(visible_to(reader))
    if remedy_id is not None:
        select, number = _with_remedy(select, remedy_id, outcome), Attempt.experience_id
    elif cause_id is not None:
        select, number = _with_cause(select, cause_id), ExperienceCause.experience_id
    else:
        select, number = select.where(Experience.article_id == article_id), Experience.id
    if remedy_id is not None and cause_id is not None:
        select = _with_cause(select, cause_id)
    if remedy_id is None and outcome:
        select = select.where(_has_outcome(outcome))
    if age_band:
        select = select.where(Experience.age_band == age_band)
    page = paginate(select, board_order(sort, number), after)
    return Page(with_attempts(page.items), page.after)


def board_order(sort: str, number: InstrumentedAttribute[Any]) -> Order:
    """Return how the board is sorted. `number` is the column that holds the experiences'
    numbers, in the table whose index leads to the rows, so that they come in order from it."""
    if sort == HELPFUL:
        return Order(HELPFUL, (Experience.helpful_count, number), ("helpful_count", "id"))
    return Order(NEWEST, (number,), ("id",))


def visible_to(reader: Person | None) -> sa.ColumnElement[bool]:
    """Return the condition on experiences that a list for this reader needs: what is told to
    members stands in no list of others."""
    is_visible = Experience.status == Status.VISIBLE
    if reader is not None and reader.is_member():
        return is_visible
    return sa.and_(is_visible, Experience.audience == Audience.EVERYONE)


def newest_everywhere(number: int, *, reader: Person | None = None) -> list[Card]:
    """Return the newest experiences of all articles that the reader may see."""
    rows = db.session.execute(
        select_cards().where(visible_to(reader)).order_by(Experience.id.desc()).limit(number)
    )
    return with_attempts(rows.all())


def cards(experience_ids: Iterable[int], *, open_only: bool = False) -> list[Card]:
    """Return these experiences as cards, in the order of their numbers, whatever their status; or
    only those that everybody may read."""
    select = select_cards(whole=True).where(Experience.id.in_(list(experience_ids)))
    select = select.where(visible_to(None)) if open_only else select
    return with_attempts(db.session.execute(select.order_by(Experience.id)).all())


def get_experience(experience_id: int) -> Experience:
    """Return the experience with this number. Raises NotFound."""
    experience = db.session.get(Experience, experience_id)
    if experience is None:
        raise NotFound(N_("There is no such experience here."))
    return experience


def check_told_to(experience: Experience, reader: Person | None) -> None:
    """Make sure that the reader is among those whom it is told. Raises ForMembers."""
    if not experience.is_told_to(reader):
        raise ForMembers(N_("This experience is for members to read."))


def check_readable(experience: Experience, reader: Person | None) -> None:
    """Make sure that this page is for the reader; one that was withdrawn still has a page.

    Raises ForMembers, or NotFound while it is held or hidden.
    """
    if experience.status != Status.WITHDRAWN and not experience.is_shown_to(reader):
        raise NotFound(N_("There is no such experience here."))
    check_told_to(experience, reader)


def experience_with_tags(experience_id: int) -> Experience:
    """Return the experience with its causes and attempts loaded. Raises NotFound."""
    experience = db.session.get(
        Experience,
        experience_id,
        options=[selectinload(Experience.causes), selectinload(Experience.attempts)],
        populate_existing=True,
    )
    if experience is None:
        raise NotFound(N_("There is no such experience here."))
    return experience


def experience_stamp(experience: int) -> Question:
    """Ask when the board of this experience last changed, if every visitor may read its page."""
    return (
        sa.select(Article.stamp)
        .join(Experience, Experience.article_id == Article.id)
        .where(Experience.id == experience, Experience.audience == Audience.EVERYONE)
        .where(Experience.status.in_((Status.VISIBLE, Status.WITHDRAWN)))
    )


def marks_for(person: Person | None, experience_ids: Iterable[int]) -> Marks:
    """Return what this person has to do with these experiences, in two statements; none for
    a visitor."""
    if person is None:
        return NO_MARKS
    voted = db.session.scalars(
        sa.select(Vote.experience_id).where(
            Vote.person_id == person.id, Vote.experience_id.in_(list(experience_ids))
        )
    )
    pressed = db.session.execute(
        sa.select(Attempt.remedy_id, Attempt.use, Attempt.outcome).where(
            Attempt.person_id == person.id,
            Attempt.experience_id.is_(None),
            Attempt.remedy_id.is_not(None),
        )
    )
    said = {(row.remedy_id, row.use): row.outcome for row in pressed}
    return Marks(person.id, frozenset(voted), said)


def select_cards(*, whole: bool = False) -> AnySelect:
    """Select what a card shows. The causes come as a list of numbers, so that a page of cards
    needs no further statement for them."""
    causes = (
        sa.select(sa.func.aggregate_strings(sa.cast(ExperienceCause.cause_id, sa.String), ","))
        .where(ExperienceCause.experience_id == Experience.id)
        .correlate(Experience)
        .scalar_subquery()
    )
    excerpt = sa.null() if whole else Experience.excerpt_html
    return sa.select(
        Experience.id,
        Experience.article_id,
        Experience.author_id,
        Experience.name,
        Experience.is_own_name,
        Experience.audience,
        Experience.age_band,
        sa.func.coalesce(excerpt, Experience.story_html).label("html"),
        excerpt.is_not(None).label("is_cut"),
        Experience.created_at,
        Experience.edited_at,
        Experience.helpful_count,
        Experience.comment_count,
        causes.label("cause_ids"),
        notices_shown(Experience),
    )


def _with_cause(select: AnySelect, cause_id: int) -> AnySelect:
    return select.join(ExperienceCause, ExperienceCause.experience_id == Experience.id).where(
        ExperienceCause.cause_id == cause_id
    )


def _with_remedy(select: AnySelect, remedy_id: int, outcome: Outcome | None) -> AnySelect:
    select = select.join(Attempt, Attempt.experience_id == Experience.id)
    select = select.where(Attempt.remedy_id == remedy_id)
    return select.where(Attempt.outcome == outcome) if outcome else select


def _has_outcome(outcome: Outcome) -> sa.ColumnElement[bool]:
    tried = sa.select(Attempt.id).where(
        Attempt.experience_id == Experience.id, Attempt.outcome == outcome
    )
    return tried.correlate(Experience).exists()


def with_attempts(rows: Sequence[AnyRow]) -> list[Card]:
    attempts = _attempts_of([row.id for row in rows])
    return [
        Card(
            id=row.id,
            article_id=row.article_id,
            author_id=row.author_id,
            name=row.name,
            is_own_name=row.is_own_name,
            audience=row.audience,
            age_band=row.age_band,
            html=row.html,
            is_cut=row.is_cut,
            created_at=row.created_at,
            edited_at=row.edited_at,
            helpful_count=row.helpful_count,
            comment_count=row.comment_count,
            cause_ids=_numbers(row.cause_ids),
            attempts=attempts[row.id],
            notices=read_notices(row.notices, notes=[a.official_note for a in attempts[row.id]]),
        )
        for row in rows
    ]


def _numbers(listed: str | None) -> tuple[int, ...]:
    return tuple(sorted(map(int, listed.split(",")))) if listed else ()


def _attempts_of(experience_ids: list[int]) -> dict[int | None, list[Tried]]:
    attempts: dict[int | None, list[Tried]] = defaultdict(list)
    if not experience_ids:
        return attempts
    rows = db.session.execute(
        sa.select(
            Attempt.experience_id,
            Attempt.id,
            Attempt.remedy_id,
            Remedy.slug,
            Attempt.written,
            Attempt.outcome,
            Attempt.time_to_relief,
            Attempt.side_effect,
            Attempt.use,
            sa.func.coalesce(Remedy.use == Use.BOTH, sa.false()),
            Remedy.kind,
            Remedy.official_note,
        )
        .outerjoin(Remedy, Remedy.id == Attempt.remedy_id)
        .where(Attempt.experience_id.in_(experience_ids))
        .order_by(Attempt.experience_id, Attempt.position)
    )
    for row in rows:
        experience_id, *tried = row
        attempts[experience_id].append(Tried(*tried))
    return attempts


def own_experiences(person_id: int) -> list[Experience]:
    """Return what this person has told and not withdrawn, the newest first, with what
    authorities say of the remedies in it; in one statement."""
    return list(
        db.session.scalars(
            sa.select(Experience)
            .options(with_expression(Experience.official_gists, official_gists()))
            .where(Experience.author_id == person_id, Experience.status != Status.WITHDRAWN)
            .order_by(Experience.id.desc())
        )
    )
