"""Scrubbing what was erased from the database's files: what a table no longer holds may still
lie in free space, in a log, or among the values that a planner has noted."""

import time
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ..clock import now
from ..database import Base, db, transaction
from .models import Erasure

SMALL = 100 * 1024 * 1024
"""Files of so many bytes are scrubbed at once: it takes a second or two."""
LARGE_AT_MOST_EVERY = timedelta(days=1)
NOTED_VALUES = "pg_statistic"
"""Where PostgreSQL keeps the most common values of each column, names and side effects too."""

FORGET_NOTED_VALUES = """
SELECT format(
    'ALTER TABLE %I ALTER COLUMN %I TYPE %s',
    tablename, stats.attname, format_type(atttypid, atttypmod)
)
FROM pg_stats AS stats
JOIN pg_class ON relname = tablename AND relnamespace = to_regnamespace(schemaname)
JOIN pg_attribute AS a ON attrelid = pg_class.oid AND a.attname = stats.attname
WHERE schemaname = current_schema() AND reltuples <= 0 AND attcollation <> 0
"""
"""ANALYZE leaves what is noted of a table that has no rows any more. Giving a column the type it
has makes PostgreSQL forget that, and does nothing else."""
FULL_TEXT = "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%'"
"""An index of SQLite keeps words that were taken out of it until it is put in order."""
GENERATED = """
SELECT
    format('ALTER TABLE %I DROP COLUMN %I', relname, attname),
    format(
        'ALTER TABLE %I ADD COLUMN %I %s GENERATED ALWAYS AS (%s) STORED',
        relname, attname, format_type(atttypid, atttypmod), pg_get_expr(adbin, adrelid)
    ),
    (
        SELECT pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = pg_class.oid AND attnum = ANY (indkey)
    )
FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid AND relnamespace = to_regnamespace(current_schema())
JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attgenerated = 's' AND NOT attisdropped AND reltuples <= 0 AND relkind = 'r'
"""
"""The columns that tables without rows make of others: as long as they are there, those others
keep what is noted of them."""
READERS_ARE_WAITED_FOR, A_MOMENT = 20, 0.1
"""How often it is looked whether they have gone, and how many seconds lie between."""
OLDER_READERS = """
SELECT count(*) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND (
    age(backend_xid) > age(%(mark)s::xid)
    OR age(backend_xmin) > age(%(mark)s::xid)
    AND (datname = current_database() OR datname IS NULL)
)
"""
"""Who may still see what was there before a mark; and whoever has written for longer, in any
database of the server, since everybody who begins to read while she does counts as older."""


def scrub_if_small() -> bool:
    """Scrub at once, unless that would keep others waiting. Say whether it was done."""
    return _size() <= SMALL and scrub()


def scrub_if_due() -> bool:
    """Scrub if something was erased since the last time; large files at most once a day.

    A job of the worker. Says whether it was done.
    """
    db.session.rollback()
    waiting = sa.select(Erasure.id).where(Erasure.scrubbed_at.is_(None)).limit(1)
    if db.session.scalar(waiting) is None:
        return False
    last = db.session.scalar(sa.select(sa.func.max(Erasure.scrubbed_at)))
    is_fresh = last is not None and now() - last < LARGE_AT_MOST_EVERY
    return not (is_fresh and _size() > SMALL) and scrub()


def scrub() -> bool:
    """Make the database's files anew without what was erased. Say whether it was done: where
    somebody is in the way, nothing is lost, and the next time will do."""
    waiting = sa.select(Erasure.id).where(Erasure.scrubbed_at.is_(None))
    ids = db.session.scalars(waiting).all()
    if not _make_files_anew():
        return False
    with transaction():
        scrubbed = sa.update(Erasure).where(Erasure.id.in_(ids))
        db.session.execute(scrubbed.values(scrubbed_at=now()))
    return True


def _size() -> int:
    """Return how many bytes the database has."""
    if db.engine.dialect.name == "sqlite":
        pages, size = (
            db.session.scalar(sa.text(f"PRAGMA {n}")) for n in ("page_count", "page_size")
        )
        return int(pages or 0) * int(size or 0)
    return int(db.session.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0)


def _make_files_anew() -> bool:
    """Scrub on a connection of its own, outside of any transaction."""
    db.session.rollback()
    connection = db.engine.raw_connection()
    connection.detach()  # it is closed afterwards, and not used for anything else
    on_sqlite = db.engine.dialect.name == "sqlite"
    try:
        return (_on_sqlite if on_sqlite else _on_postgresql)(connection.dbapi_connection)
    except db.engine.dialect.loaded_dbapi.Error:
        return False
    finally:
        connection.close()


def _on_sqlite(connection: Any) -> bool:
    for (name,) in connection.execute(FULL_TEXT).fetchall():
        connection.execute(f"INSERT INTO {name}({name}) VALUES ('optimize')")
    connection.execute("VACUUM")
    (is_busy, *_pages) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def _on_postgresql(connection: Any) -> bool:
    connection.autocommit = True
    if not _outlive_readers(connection):
        return False
    connection.execute(f"VACUUM (FULL, ANALYZE) {', '.join(Base.metadata.tables)}")
    _forget_noted_values(connection)
    if not _outlive_readers(connection):
        return False
    connection.execute(f"VACUUM FULL {NOTED_VALUES}")
    for statement in ("SELECT pg_switch_wal()", "CHECKPOINT"):
        try:
            connection.execute(statement)
        except db.engine.dialect.loaded_dbapi.errors.InsufficientPrivilege:
            continue  # the server does both by itself, later: docs/running.md
    return True


def _forget_noted_values(connection: Any) -> None:
    generated = connection.execute(GENERATED).fetchall()
    with connection.transaction():
        for drop, _add, _index in generated:
            connection.execute(drop)
        for (statement,) in connection.execute(FORGET_NOTED_VALUES).fetchall():
            connection.execute(statement)
        for _drop, add, index in generated:
            connection.execute(add)
            connection.execute(index)


def _outlive_readers(connection: Any) -> bool:
    """Wait a little until nobody reads any more who began before this: for them PostgreSQL keeps
    what was erased. Say whether nobody does."""
    (mark,) = connection.execute("SELECT pg_current_xact_id()::xid::text").fetchone()
    for _each in range(READERS_ARE_WAITED_FOR):
        (readers,) = connection.execute(OLDER_READERS, {"mark": mark}).fetchone()
        if not readers:
            return True
        time.sleep(A_MOMENT)
    return False
