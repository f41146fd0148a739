"""Whether a page has changed: how that is asked, at hardly more than it costs the driver.

Nine requests of ten ask nothing else. SQLAlchemy writes the statement once for each page; asking it
again goes to the driver, on a connection of the same pool: a sixth of what its execution costs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import PoolProxiedConnection

from .database import db

Question = sa.Select[int] | int
"""What is asked to know whether a page has changed: the answer is its stamp, a number that grows
with each change; none, if there is no page for everybody. A number is its own answer."""


def stamp_now(question: Question) -> int | None:
    """Return the answer to a question; None where there is no page for everybody."""
    return question if isinstance(question, int) else db.session.scalar(question)


@dataclass(frozen=True)
class WrittenQuestion:
    """A question as a driver takes it."""

    sql: str
    values: Any
    answer: int | None = None
    """What needs not be asked for."""

    def ask(self, engine: sa.Engine) -> int | None:
        """Return the answer. Raises what the driver raises, or SQLAlchemyError."""
        if not self.sql:
            return self.answer
        connection = engine.raw_connection()
        try:
            with _without_transaction(connection, engine):
                cursor = connection.cursor()
                cursor.execute(self.sql, self.values)
                row = cursor.fetchone()
                cursor.close()
            return row[0] if row else None
        finally:
            connection.close()


@contextmanager
def _without_transaction(connection: PoolProxiedConnection, engine: sa.Engine) -> Iterator[None]:
    """Spare PostgreSQL the beginning and the end of a transaction: two of the four times that a
    question goes to its server and back. SQLite's driver begins none by itself."""
    if engine.dialect.name == "sqlite":
        yield
        return
    driver = connection.driver_connection
    assert driver
    driver.autocommit = True
    try:
        yield
    except BaseException:
        connection.invalidate()  # whatever state it is in
        raise
    driver.autocommit = False


def written(question: Question, engine: sa.Engine) -> WrittenQuestion:
    """Return a question in the words of its database."""
    if isinstance(question, int):
        return WrittenQuestion("", (), question)
    compiled = question.compile(engine, compile_kwargs={"render_postcompile": True})
    state = compiled.construct_expanded_state()
    values = {
        name: state.processors[name](value) if name in state.processors else value
        for name, value in state.parameters.items()
    }
    if state.positiontup is None:
        return WrittenQuestion(state.statement, values)
    return WrittenQuestion(state.statement, tuple(values[name] for name in state.positiontup))
