"""Asking the full-text index of the database: which rows are found, and how well they fit.

It holds what everybody may read, and nothing else: see migration 0005. The index of SQLite is a
table for each table, that of PostgreSQL a column.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..articles.models import Section
from ..board.models import Audience, Comment, Experience, Status
from ..database import Base, db
from .expressions import Expression, for_postgresql, for_sqlite
from .ranking import Candidate

MOST_FOUND = 1_000
"""How many are ranked and counted, the newest: however many there are, a search takes the same."""
_CONFIGURATION: sa.ColumnClause[Any] = sa.literal_column("'eased'::regconfig")


@dataclass(frozen=True)
class _Index:
    """The index of a table: its columns that hold words, and what a word in each weighs."""

    model: type[Base]
    texts: tuple[str, ...]
    weights: tuple[float, ...]

    @property
    def found(self) -> sa.TableClause:
        """The full-text table on SQLite."""
        return sa.table(f"{self.model.__tablename__}_found", sa.column("rowid"))

    @property
    def vector(self) -> sa.ColumnClause[Any]:
        """The column on PostgreSQL."""
        table: Any = self.model.__table__
        return sa.literal_column(f"{table.name}.search_vector")


EXPERIENCES = _Index(Experience, ("story", "search_terms"), (1.0, 2.0, 0.0))
COMMENTS = _Index(Comment, ("text",), (1.0, 0.0))
SECTIONS = _Index(Section, ("title", "text"), (3.0, 1.0))
_ON_THE_BOARD = sa.or_(
    Comment.experience_id.is_(None),
    sa.and_(Experience.status == Status.VISIBLE, Experience.audience == Audience.EVERYONE),
)


def find_experiences(expression: Expression, *, missing: int) -> list[Candidate]:
    """Return the newest experiences that fit, as candidates."""
    columns = _of_candidates(missing)
    return _candidates(lambda is_ranked: _find(EXPERIENCES, expression, columns, is_ranked))


def find_carrying(
    terms: Expression, *, missing: int, most: int, but_of: int | None
) -> list[Candidate]:
    """Return the newest experiences that carry these terms, as candidates of no relevance; none
    by the person `but_of`."""
    select = _find(EXPERIENCES, terms, _of_candidates(missing), is_ranked=False).limit(most)
    if but_of is not None:
        select = select.where(Experience.author_id != but_of)
    return [Candidate(*row) for row in db.session.execute(select)]


def _of_candidates(missing: int) -> tuple[Any, ...]:
    told = _seconds(Experience.created_at)
    return sa.literal(missing), Experience.helpful_count, told, Experience.search_terms


def find_comments(expression: Expression, *, missing: int) -> list[Candidate]:
    """Return the newest comments that fit, of those on articles and on open experiences."""
    columns = (sa.literal(missing), sa.literal(0), _seconds(Comment.created_at))

    def find(is_ranked: bool) -> sa.Select[Any]:
        select = _find(COMMENTS, expression, columns, is_ranked)
        select = select.outerjoin(Experience, Experience.id == Comment.experience_id)
        return select.where(_ON_THE_BOARD)

    return _candidates(find)


def number_of_comments(expression: Expression) -> int:
    """Return how many of those fit, up to MOST_FOUND."""
    select = _find(COMMENTS, expression, ()).with_only_columns(Comment.id)
    select = select.outerjoin(Experience, Experience.id == Comment.experience_id)
    found = select.where(_ON_THE_BOARD).order_by(None).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def find_sections(expression: Expression, *, most: int) -> list[int]:
    """Return the sections of articles that fit best, the best first."""
    select = _find(SECTIONS, expression, ())
    rows = db.session.execute(select).all()
    return [row.id for row in sorted(rows, key=lambda row: -row.relevance)[:most]]


def _candidates(find: Callable[[bool], sa.Select[Any]]) -> list[Candidate]:
    """Return what was found; with its relevance, unless SQLite would have to read the whole index
    for that. How rare a word is it knows by counting all that have it, again for each search: worth
    it where few fit, and out of all proportion where more fit than are looked at."""
    if _on_sqlite():
        newest = [Candidate(*row) for row in db.session.execute(find(False))]
        if len(newest) in {0, MOST_FOUND}:
            return newest
    return [Candidate(*row) for row in db.session.execute(find(True))]


def _find(
    index: _Index, expression: Expression, columns: Sequence[Any], is_ranked: bool = True
) -> sa.Select[Any]:
    """Select the newest rows that fit: id, relevance (none, unless they are to be ranked), and
    those columns."""
    table: Any = index.model.__table__
    relevance: sa.ColumnElement[float] = sa.literal(0.0)
    if _on_sqlite():
        found = index.found
        name: sa.ColumnClause[Any] = sa.literal_column(found.name)
        if is_ranked:
            relevance = -sa.func.bm25(name, *index.weights)
        wanted = for_sqlite(expression, texts=index.texts)
        select = (
            sa.select(table.c.id, relevance.label("relevance"), *columns)
            .select_from(found)
            .join(table, table.c.id == found.c.rowid)
            .where(name.op("MATCH")(wanted))
            .order_by(found.c.rowid.desc())
        )
    else:
        query = _tsquery(expression)
        if is_ranked:
            relevance = sa.func.ts_rank(index.vector, query)
        select = (
            sa.select(table.c.id, relevance.label("relevance"), *columns)
            .where(index.vector.op("@@")(query))
            .order_by(table.c.id.desc())
        )
    return select.limit(MOST_FOUND)


def _seconds(moment: Any) -> sa.ColumnElement[Any]:
    """Return a moment as seconds, which are made faster than a datetime."""
    if _on_sqlite():
        return sa.func.unixepoch(moment, type_=sa.Integer)
    return sa.cast(sa.extract("epoch", moment), sa.BigInteger)


def _tsquery(expression: Expression) -> sa.Function[Any]:
    return sa.func.to_tsquery(_CONFIGURATION, for_postgresql(expression))


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
