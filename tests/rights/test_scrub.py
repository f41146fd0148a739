"""What was erased stands nowhere in the database's files: tables, indexes, logs, noted values."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from forum.clock import now
from forum.database import db, transaction
from forum.rights import scrub_actions
from forum.rights.erase_actions import Choice, erase
from forum.rights.models import Erasure
from forum.rights.scrub_actions import scrub_if_due
from tests.databases import PostgresDatabase, SqliteDatabase

from .test_erase_actions import KEPT

PATIENCE = 200
"""Other tests write on the same server meanwhile; twenty seconds outlast each of them."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr(scrub_actions, "READERS_ARE_WAITED_FOR", PATIENCE)


def run(database: PostgresDatabase, *statements: str) -> object:
    """Run statements as the owner of the server; return the first value of the last one."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        for statement in statements:
            done = connection.execute(statement)
        return done.fetchone()[0] if done.description else None


@pytest.fixture
def files(database, app):
    """Return every file that may hold a word: SQLite's file and logs, or a whole server's."""
    if isinstance(database, SqliteDatabase):
        return lambda: sorted(database.path.parent.glob("test.db*"))
    # What a server does that keeps its log for no longer than it needs it: docs/running.md.
    run(database, "ALTER SYSTEM SET wal_recycle = off", "SELECT pg_reload_conf()")
    folder = Path(run(database, "SHOW data_directory"))
    # Other tests' databases may come and go on the same server: os.walk does not mind.
    return lambda: [
        path
        for place, _folders, names in os.walk(folder)
        for name in names
        if (path := Path(place) / name).is_file()
    ]


def found_in(files: list[Path], word: str) -> list[str]:
    """Return the names of those files that hold a word."""
    names = []
    for path in files:
        try:
            content = path.read_bytes().lower()
        except FileNotFoundError:
            continue  # the server tidies up
        if word.encode() in content:
            names.append(path.name)
    return names


def settle(database) -> None:
    """Have everything written to the files, as it would be after some time."""
    if isinstance(database, PostgresDatabase):
        run(database, "ANALYZE", "CHECKPOINT")


def waiting() -> int:
    unscrubbed = sa.select(sa.func.count()).where(Erasure.scrubbed_at.is_(None))
    db.session.rollback()
    return db.session.scalar(unscrubbed)


def test_no_planted_word_is_left_in_any_file(life, mails, database, files):
    settle(database)
    words = life.planted.values()
    assert [word for word in words if not found_in(files(), word)] == []
    erase(life.person.id, Choice.EVERYTHING, mails=mails)
    assert found_in(files(), life.root) == []
    assert waiting() == 0


def test_only_the_words_that_are_kept_are_left_in_the_files(life, mails, database, files):
    settle(database)
    erase(life.person.id, Choice.KEEP_WORDS, mails=mails)
    assert {place for place, word in life.planted.items() if found_in(files(), word)} == KEPT


def test_the_values_a_planner_noted_go_too(life, mails, database):
    if not isinstance(database, PostgresDatabase):
        return
    settle(database)
    noted = f"SELECT count(*) FROM pg_stats WHERE most_common_vals::text LIKE '%{life.root}%'"
    assert run(database, noted)
    erase(life.person.id, Choice.EVERYTHING, mails=mails)
    assert not run(database, noted)


@pytest.fixture
def reader(database):
    """Somebody who has begun to read, and does not end."""
    if isinstance(database, SqliteDatabase):
        with closing(sqlite3.connect(database.path, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM people").fetchone()
            yield connection
        return
    with psycopg.connect(database.url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT count(*) FROM erasures").fetchone()
        yield connection


@pytest.fixture
def impatient(monkeypatch, make_app):
    """An application that waits for nobody for long."""
    monkeypatch.setattr(scrub_actions, "READERS_ARE_WAITED_FOR", 1)
    with make_app(DATABASE_TIMEOUT=0.2).app_context():
        yield


@pytest.mark.usefixtures("impatient")
def test_somebody_who_reads_only_puts_it_off(life, mails, reader, files, monkeypatch):
    erase(life.person.id, Choice.EVERYTHING, mails=mails)
    assert waiting() == 1
    assert not scrub_if_due()
    reader.rollback() if isinstance(reader, psycopg.Connection) else reader.execute("ROLLBACK")
    monkeypatch.setattr(scrub_actions, "READERS_ARE_WAITED_FOR", PATIENCE)
    assert scrub_if_due()
    assert waiting() == 0
    assert found_in(files(), life.root) == []
    db.session.remove()


def test_a_large_database_is_left_to_the_worker(life, mails, monkeypatch):
    monkeypatch.setattr(scrub_actions, "SMALL", 0)
    erase(life.person.id, Choice.EVERYTHING, mails=mails)
    assert waiting() == 1
    assert scrub_if_due()
    assert waiting() == 0
    assert not scrub_if_due()


def test_a_large_database_is_made_anew_once_a_day_at_most(app, monkeypatch):
    monkeypatch.setattr(scrub_actions, "SMALL", 0)
    with transaction():
        hours_ago = now() - timedelta(hours=2)
        done = {"erased_at": hours_ago, "scrubbed_at": hours_ago, "choice": "everything"}
        db.session.add(Erasure(**done))
        db.session.add(Erasure(erased_at=now(), choice="everything"))
    assert not scrub_if_due()
    with transaction():
        days_ago = now() - timedelta(days=2)
        earlier = sa.update(Erasure).where(Erasure.scrubbed_at.is_not(None))
        db.session.execute(earlier.values(scrubbed_at=days_ago))
    assert scrub_if_due()
    assert waiting() == 0
