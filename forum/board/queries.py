"""Reading the board: experiences page by page, one experience, and who may do what with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, selectinload, with_expression

from ..accounts.models import Person
from ..articles.models import Article
from ..database import AnySelect, db, on_sqlite
from ..errors import N_, ForMembers, NotFound
from ..paging import Order, Page, read_page
from ..questions import Question
from ..remedies.models import AgeBand, Outcome
from .card_queries import Card, Tried, select_cards, visible, visible_to, with_attempts
from .filters import HELPFUL, NEWEST
from .models import Attempt, Audience, Experience, ExperienceCause, Status, Vote
from .own_queries import official_gists


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


class Narrowed(NamedTuple):
    """How a board is narrowed and sorted, but for the values: each has its statement."""

    to_members: bool
    by_cause: bool
    by_remedy: bool
    by_outcome: bool
    by_age: bool
    sort: str
    is_walked: bool
    whole: bool
    is_begun: bool


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
    is_common: bool = False,
    whole: bool = False,
) -> Page[Card]:
    """Return a page of the experiences that the reader may see (None: a visitor), narrowed as
    asked and cut short unless they are to be `whole`, in two statements.

    With a remedy and an outcome, it is that remedy that must have had that outcome. Sorted by
    votes, what tags carry has to be sorted where it is read; unless it `is_common`: then the board
    is gone through in its own order, and enough of it carries them.
    """
    narrowed = Narrowed(
        to_members=reader is not None and reader.is_member(),
        by_cause=cause_id is not None,
        by_remedy=remedy_id is not None,
        by_outcome=outcome is not None,
        by_age=age_band is not None,
        sort=sort,
        is_walked=is_common and sort == HELPFUL,
        whole=whole,
        is_begun=bool(after),
    )
    wanted = {
        "article": article_id,
        "cause": cause_id,
        "remedy": remedy_id,
        "outcome": outcome,
        "age": age_band,
        "terms": _terms(cause_id, remedy_id, outcome),
    }
    statement, order = _board(narrowed, on_sqlite())
    page = read_page(statement, order, after, values=wanted)
    return Page(with_attempts(page.items), page.after)


@lru_cache(maxsize=512)
def _board(narrowed: Narrowed, is_sqlite: bool) -> tuple[AnySelect, Order]:
    """Return the statement for such boards, made once for a database, and how it is sorted. Where
    all that a tag carries has to be sorted, that is done with numbers, and cards are read of the
    first."""
    has_tags = narrowed.by_cause or narrowed.by_remedy
    is_sorted = has_tags and narrowed.sort == HELPFUL and not narrowed.is_walked
    numbers: AnySelect = sa.select(Experience.id, Experience.helpful_count)
    select, number = _narrow(numbers if is_sorted else select_cards(whole=narrowed.whole), narrowed)
    order = board_order(narrowed.sort, number)
    statement = order.apply(select, is_begun=narrowed.is_begun)
    if not is_sorted:
        return statement, order
    chosen = statement.subquery("chosen")
    cards = select_cards(whole=narrowed.whole).join(chosen, chosen.c.id == Experience.id)
    cards = cards.where(visible(to_members=narrowed.to_members))
    return cards.order_by(chosen.c.helpful_count.desc(), chosen.c.id.desc()), order


def _narrow(select: AnySelect, narrowed: Narrowed) -> tuple[AnySelect, InstrumentedAttribute[Any]]:
    """Leave out what is not asked for; say which column leads to the rows."""
    number: InstrumentedAttribute[Any] = Experience.id
    if _is_searched(narrowed):
        return _with_both(select, narrowed), number
    select = select.where(visible(to_members=narrowed.to_members))
    if narrowed.is_walked:
        select = select.where(_on_board(), *_carries(narrowed))
    elif narrowed.by_remedy:
        select, number = _with_remedy(select, narrowed.by_outcome), Attempt.experience_id
    elif narrowed.by_cause:
        select, number = _with_cause(select), ExperienceCause.experience_id
    else:
        select = select.where(_on_board())
    if narrowed.by_remedy and narrowed.by_cause and not narrowed.is_walked:
        select = _with_cause(select)
    if narrowed.by_outcome and not narrowed.by_remedy:
        select = select.where(_has_outcome())
    if narrowed.by_age and not (narrowed.is_walked and on_sqlite()):
        select = select.where(Experience.age_band == sa.bindparam("age"))
    return select, number


def board_order(sort: str, number: InstrumentedAttribute[Any]) -> Order:
    """Return how the board is sorted. `number` is the column that holds the experiences'
    numbers, in the table whose index leads to the rows, so that they come in order from it."""
    if sort == HELPFUL:
        return Order(HELPFUL, (Experience.helpful_count, number), ("helpful_count", "id"))
    return Order(NEWEST, (number,), ("id",))


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


def _on_board() -> sa.ColumnElement[bool]:
    return Experience.article_id == sa.bindparam("article")


def _carries(narrowed: Narrowed) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions that an experience carries the tags, asked of one after the other: first
    what is found where an index holds one tag after another, at last its own row."""
    if narrowed.by_remedy:
        tried = sa.exists().where(
            Attempt.experience_id == Experience.id, Attempt.remedy_id == sa.bindparam("remedy")
        )
        wanted = Attempt.outcome == sa.bindparam("outcome")
        yield tried.where(wanted) if narrowed.by_outcome else tried
    if narrowed.by_cause:
        named = ExperienceCause.experience_id
        here = named == Experience.id
        if on_sqlite():  # or it looks in the index of all tags by experience, all over the file
            here = named.between(Experience.id, Experience.id)
        yield sa.exists().where(here, ExperienceCause.cause_id == sa.bindparam("cause"))
    if narrowed.by_age and on_sqlite():  # or it reads the row first
        row = sa.orm.aliased(Experience)
        yield sa.exists().where(row.id == Experience.id, row.age_band == sa.bindparam("age"))


def _is_searched(narrowed: Narrowed) -> bool:
    """Say whether what carries two rare tags is found by the search index: of the rows of one tag,
    SQLite reads each to see if it has the other. The index holds what everybody may read."""
    has_both = narrowed.by_cause and narrowed.by_remedy
    is_sorted = narrowed.sort == HELPFUL and not narrowed.is_walked
    return has_both and is_sorted and not narrowed.to_members and on_sqlite()


def _with_both(select: AnySelect, narrowed: Narrowed) -> AnySelect:
    """Leave those that carry both tags, by the search index. Of the rest nothing may be asked here
    that another index knows, or SQLite begins with that one."""
    found = sa.table("experiences_found", sa.column("rowid"))
    fits = sa.literal_column(found.name).op("MATCH")(sa.bindparam("terms", type_=sa.String))
    select = select.join(found, found.c.rowid == Experience.id).where(fits)
    if narrowed.by_outcome:
        select = select.where(*_carries(narrowed._replace(by_cause=False, by_age=False)))
    if narrowed.by_age:
        select = select.where(Experience.age_band == sa.bindparam("age"))
    return select


def _terms(cause_id: int | None, remedy_id: int | None, outcome: Outcome | None) -> str:
    """Return what stands for both tags in the search index; see term_actions.py."""
    terms = [f"causeno{cause_id}", f"remedyno{remedy_id}"]
    if outcome:
        terms.append("outcome" + outcome.replace("_", ""))
    return f"search_terms : ({' AND '.join(terms)})"


def _with_cause(select: AnySelect) -> AnySelect:
    return select.join(ExperienceCause, ExperienceCause.experience_id == Experience.id).where(
        ExperienceCause.cause_id == sa.bindparam("cause")
    )


def _with_remedy(select: AnySelect, by_outcome: bool) -> AnySelect:
    """Leave those that tried the remedy; once also where they did for both of its uses."""
    earlier = sa.orm.aliased(Attempt)
    is_told = sa.exists().where(
        earlier.experience_id == Attempt.experience_id,
        earlier.remedy_id == Attempt.remedy_id,
        earlier.id < Attempt.id,
    )
    select = select.join(Attempt, Attempt.experience_id == Experience.id)
    select = select.where(Attempt.remedy_id == sa.bindparam("remedy"))
    if by_outcome:
        select = select.where(Attempt.outcome == sa.bindparam("outcome"))
        is_told = is_told.where(earlier.outcome == Attempt.outcome)
    return select.where(~is_told)


def _has_outcome() -> sa.ColumnElement[bool]:
    tried = sa.select(Attempt.id).where(
        Attempt.experience_id == Experience.id, Attempt.outcome == sa.bindparam("outcome")
    )
    return tried.correlate(Experience).exists()


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
