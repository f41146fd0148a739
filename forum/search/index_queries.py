"""Asking the full-text index of the database: which rows are found, and how well they fit.

It holds what everybody may read, and nothing else: see migration 0005. The index of SQLite is a
table for each table, that of PostgreSQL a column.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ..articles.models import Section
from ..board.models import Audience, Comment, Experience, Status
from ..database import AnySelect, Base, db, on_sqlite, table_of
from .expressions import Expression, for_postgresql, for_sqlite
from .ranking import Candidate

MOST_FOUND = 300
"""How many are ranked and counted, the newest: however many there are, a search takes the same."""
NOBODY = 0
"""No person's number."""
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
    return _candidates(EXPERIENCES, expression, missing)


def find_carrying(
    terms: Expression, *, missing: int, most: int, but_of: int | None
) -> list[Candidate]:
    """Return the newest experiences that carry these terms, as candidates of no relevance; none
    by the person `but_of`."""
    values = {**_values(EXPERIENCES, terms, missing), "most": most, "but_of": but_of or NOBODY}
    return _read(_carrying(on_sqlite()), values)


def find_comments(expression: Expression, *, missing: int) -> list[Candidate]:
    """Return the newest comments that fit, of those on articles and on open experiences."""
    return _candidates(COMMENTS, expression, missing)


def number_of_comments(expression: Expression) -> int:
    """Return how many of those fit, up to MOST_FOUND."""
    return db.session.scalar(_count(COMMENTS), _values(COMMENTS, expression)) or 0


def find_sections(expression: Expression, *, most: int) -> list[int]:
    """Return the sections of articles that fit best, the best first."""
    values = _values(SECTIONS, expression)
    rows = db.session.execute(_find(SECTIONS, is_ranked=True), values).all()
    return [row.id for row in sorted(rows, key=lambda row: -row.relevance)[:most]]


def _candidates(index: _Index, expression: Expression, missing: int) -> list[Candidate]:
    """Return what was found; with its relevance, unless SQLite would have to read the whole index
    for that. How rare a word is it knows by counting all that have it, again for each search: worth
    it where few fit, and out of all proportion where more fit than are looked at."""
    values = _values(index, expression, missing)
    if on_sqlite():
        newest = _read(_find(index), values)
        if len(newest) in {0, MOST_FOUND}:
            return newest
    return _read(_find(index, is_ranked=True), values)


def _values(index: _Index, expression: Expression, missing: int = 0) -> dict[str, Any]:
    """Return what one search differs by from another of the same index."""
    if on_sqlite():
        return {"wanted": for_sqlite(expression, texts=index.texts), "missing": missing}
    return {"wanted": for_postgresql(expression), "missing": missing}


def _read(select: AnySelect, values: dict[str, Any]) -> list[Candidate]:
    return list(map(Candidate._make, db.session.execute(select, values).all()))


def _find(index: _Index, *, is_ranked: bool = False) -> AnySelect:
    """Return the statement for the newest rows that fit: id, relevance (none, unless they are to
    be ranked), and the columns of a candidate."""
    return _newest(index, is_ranked, on_sqlite())


def _count(index: _Index) -> AnySelect:
    """Return the statement that counts them."""
    return _number(index, on_sqlite())


@lru_cache
def _newest(index: _Index, is_ranked: bool, is_sqlite: bool) -> AnySelect:
    """Make a statement, once for each database: tests have both."""
    table = table_of(index.model)
    relevance: sa.ColumnElement[float] = sa.literal(0.0)
    if is_sqlite:
        found = index.found
        name: sa.ColumnClause[Any] = sa.literal_column(found.name)
        if is_ranked:
            relevance = -sa.func.bm25(name, *index.weights)
        select: AnySelect = (
            sa.select(table.c.id, relevance.label("relevance"), *_columns(index))
            .select_from(found)
            .join(table, table.c.id == found.c.rowid)
            .where(name.op("MATCH")(sa.bindparam("wanted", type_=sa.String)))
            .order_by(found.c.rowid.desc())
        )
    else:
        wanted = sa.bindparam("wanted", type_=sa.String)
        query: sa.Function[Any] = sa.func.to_tsquery(_CONFIGURATION, wanted)
        if is_ranked:
            relevance = sa.func.ts_rank(index.vector, query)
        select = (
            sa.select(table.c.id, relevance.label("relevance"), *_columns(index))
            .where(index.vector.op("@@")(query))
            .order_by(table.c.id.desc())
        )
    if index is COMMENTS:
        board = table_of(Experience)
        select = select.outerjoin(board, board.c.id == table.c.experience_id).where(_ON_THE_BOARD)
    return select.limit(MOST_FOUND)


@lru_cache
def _carrying(is_sqlite: bool) -> AnySelect:
    author = table_of(Experience).c.author_id
    select = _newest(EXPERIENCES, False, is_sqlite).where(author != sa.bindparam("but_of"))
    return select.limit(sa.bindparam("most", type_=sa.Integer))


@lru_cache
def _number(index: _Index, is_sqlite: bool) -> AnySelect:
    table = table_of(index.model)
    found = _newest(index, False, is_sqlite).with_only_columns(table.c.id).order_by(None)
    return sa.select(sa.func.count()).select_from(found.subquery())


def _columns(index: _Index) -> tuple[sa.ColumnElement[Any], ...]:
    """Return what else a candidate of this index has."""
    if index is SECTIONS:
        return ()
    table, missing = table_of(index.model).c, sa.bindparam("missing", type_=sa.Integer)
    told = _seconds(table.created_at)
    if index is COMMENTS:
        return missing, sa.literal(0), told, sa.literal("")
    return missing, table.helpful_count, told, table.search_terms


def _seconds(moment: Any) -> sa.ColumnElement[Any]:
    """Return a moment as seconds, which are made faster than a datetime."""
    if on_sqlite():
        return sa.func.unixepoch(moment, type_=sa.Integer)
    return sa.cast(sa.extract("epoch", moment), sa.BigInteger)
