"""The database: base class, types, and the one way to write.

SQLite is opened with a write-ahead log, full syncs and foreign keys, and writes begin with
BEGIN IMMEDIATE. Python's own handling begins late: a read followed by a write then loses
updates without an error, or fails at once where it could have waited.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from flask import Flask, current_app, g, has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import DeclarativeBase, Session

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-1000",
    "temp_store=MEMORY",
    "mmap_size=0",
    "journal_size_limit=67108864",
    "secure_delete=ON",
)

BEGINNINGS = ("BEGIN", "SELECT 1 FROM sqlite_schema")
"""Statements that open a transaction, and ask for nothing."""

AnySelect = sa.Select[*tuple[Any, ...]]
AnyRow = sa.Row[*tuple[Any, ...]]

# SQLite counts up a row's own number only for this exact type.
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Base(DeclarativeBase):
    """The base of all tables; every constraint has a name, so that migrations can find it."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment in UTC. Refuses a datetime without a zone; gives back one with it."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


# expire_on_commit=False: what an action returns can be shown without asking again.
db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def is_described(item: Any, name: str, type_: str, is_reflected: bool, other: object) -> bool:
    """Say whether the models describe this part of the database; Alembic asks before it compares.
    The search index is the database's own: what it is made of stands in its migration."""
    return "search_vector" not in name and "_found" not in name


def init_app(app: Flask) -> None:
    """Connect the app with its database; nothing is opened yet."""
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(app, url))
    db.init_app(app)
    if is_for_commands():
        _prepare_migrations(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _prepare_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)
        event.listen(db.engine, "before_cursor_execute", _count_statement)
    event.listen(db.session, "before_flush", _refuse_stray_writes)


def is_for_commands() -> bool:
    """Say whether this process runs commands of `flask`, or tests do: a server needs none of what
    they bring."""
    return "flask_migrate" in sys.modules or os.environ.get("FLASK_RUN_FROM_CLI") == "true"


def is_up_to_date() -> bool:
    """Say whether the database has been set up, and with the newest migration. Asked without
    Alembic, since servers are asked it too: that would take ten megabytes of each."""
    folder = Path(current_app.config["MIGRATIONS"], "versions")
    newest = max(path.stem for path in folder.glob("[0-9]*.py"))
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        found = connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all()
    return [newest.partition("_")[0]] == found


@contextmanager
def transaction() -> Iterator[Session]:
    """Write everything inside the block, or nothing; a block inside another one joins it.

    What was loaded before is read again inside, so that an action decides on rows as they are
    while it holds the write lock. Keep mail, rendering and hashing outside.
    """
    session = db.session()
    if session.info.get("writing"):
        yield session
        return
    session.rollback()
    session.expire_all()
    session.connection(execution_options={"write": True})
    session.info["writing"] = True
    session.info["locked"] = set()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)


def lock_row(model: type[Base], id_: int) -> bool:
    """Wait until nobody else writes what this row stands for, and keep others waiting; once a
    transaction. SQLite has one writer anyway. Return whether there was anybody to wait for: then
    what was read before may have changed."""
    if on_sqlite():
        return False
    session, key = db.session(), (model, id_)
    if key in session.info["locked"]:
        return False
    table = table_of(model)
    session.execute(sa.select(table.c.id).where(table.c.id == id_).with_for_update())
    session.info["locked"].add(key)
    return True


def on_sqlite() -> bool:
    """Say which of the two databases this is."""
    return db.engine.dialect.name == "sqlite"


def table_of(model: type[Base]) -> sa.Table:
    """Return a model's table: a statement about it passes by the objects in memory, and costs a
    third. Whoever writes with it knows that none of them holds what it changes."""
    return cast(sa.Table, model.__table__)


def insert_into(model: type[Base]) -> "sqlite.Insert | postgresql.Insert":
    """Return an INSERT that can say what is done with rows that are there already."""
    if on_sqlite():
        return sqlite.insert(table_of(model))
    from sqlalchemy.dialects import postgresql  # two megabytes, where it is not the database

    return postgresql.insert(table_of(model))


def insert_once(model: type[Base], *rows: Mapping[str, Any]) -> int:
    """Insert those rows that no unique constraint says are there; return how many were new."""
    statement = insert_into(model).on_conflict_do_nothing()
    counted = {"preserve_rowcount": True}
    return db.session.connection().execute(statement, rows, execution_options=counted).rowcount


@dataclass(frozen=True)
class Difference:
    """What `replace_rows` did, by the rows' keys."""

    added: list[str]
    changed: list[str]
    removed: list[str]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def replace_rows(
    model: type[Base], wanted: Sequence[Mapping[str, Any]], *, key: str, **scope: Any
) -> Difference:
    """Make the rows within the scope equal the wanted ones, told apart by `key`.

    Columns that are not named stay as they are: counts survive a new edition.
    """
    known = {
        getattr(row, key): row
        for row in db.session.scalars(sa.select(model).filter_by(**scope)).all()
    }
    difference = Difference([], [], [])
    for values in wanted:
        row = known.pop(values[key], None)
        if row is None:
            db.session.add(model(**scope, **values))
            difference.added.append(values[key])
            continue
        news = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in news.items():
            setattr(row, name, value)
        if news:
            difference.changed.append(values[key])
    for name, row in known.items():
        db.session.delete(row)
        difference.removed.append(name)
    db.session.flush()
    return difference


def _prepare_migrations(app: Flask) -> None:
    from flask_migrate import Migrate  # takes ten megabytes

    migrate = Migrate(db=db, render_as_batch=True, compare_type=True, include_object=is_described)
    migrate.init_app(app, directory=app.config["MIGRATIONS"])


def _engine_options(app: Flask, url: sa.URL) -> dict[str, Any]:
    timeout = app.config["DATABASE_TIMEOUT"]
    options: dict[str, Any] = {
        "pool_size": app.config["DATABASE_CONNECTIONS"],
        "pool_use_lifo": True,  # who comes next finds what the last one has read
        "max_overflow": 0,
        "pool_timeout": timeout,
        "hide_parameters": True,  # what people wrote stays out of error messages and logs
    }
    if url.get_backend_name() == "sqlite":
        return options | {"connect_args": {"timeout": timeout}}
    settings = {
        "lock_timeout": int(timeout * 1000),
        "timezone": "UTC",
        # A word may stand in every story or in none: each search is planned for its own words,
        # and as for a database that lies in memory or on a disk without a head.
        "plan_cache_mode": "force_custom_plan",
        "random_page_cost": 1.1,
    }
    return options | {
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": max(2, int(timeout)),
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        },
    }


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # Python's own BEGIN comes too late: see above
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    if not connection.get_execution_options().get("write"):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    # Somebody may have changed the schema, or vacuumed. SQLite 3.40 notices in the middle of a
    # DELETE, and its trigger then finds no table: so it is made to notice before.
    connection.exec_driver_sql("SELECT 1 FROM sqlite_schema LIMIT 1")


def _count_statement(connection: object, cursor: object, statement: str, *rest: object) -> None:
    if has_app_context() and not statement.startswith(BEGINNINGS):
        g.statements = g.get("statements", 0) + 1


def _refuse_stray_writes(session: Session, context: object, instances: object) -> None:
    if not session.info.get("writing"):
        raise RuntimeError("A write outside transaction(): put it into an action.")
