"""The one way to write: whole or not at all, one after the other, nothing lost."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person
from forum.articles.queries import get_article
from forum.board.actions import vote_for
from forum.board.models import Experience, Vote
from forum.clock import now
from forum.database import UtcDateTime, db, insert_once, transaction
from forum.errors import Conflict
from tests import factories
from tests.threads import at_once


def people() -> int:
    return db.session.scalar(sa.select(sa.func.count(Person.id)))


def test_no_vote_is_lost_when_many_vote_at_once(app, article):
    one = factories.experience(article).id
    before = get_article("leg-cramps").stamp
    results = at_once(app, lambda number: vote_for(one, voter=None), times=20, threads=5)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert db.session.get(Experience, one).helpful_count == 100
    assert get_article("leg-cramps").stamp == before + 100


def test_one_person_who_presses_in_many_places_at_once_votes_once(app, article):
    one, guest = factories.experience(article).id, welcome_guest().id

    def vote(number: int) -> None:
        vote_for(one, voter=db.session.get(Person, guest))

    results = at_once(app, vote)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert db.session.get(Experience, one).helpful_count == 1


def test_presses_at_the_same_moment_store_one_experience(app):
    def post(number: int) -> int:
        return factories.experience(get_article("leg-cramps"), key="the-same-key").id

    results = at_once(app, post)
    assert len(set(results)) == 1, results
    assert get_article("leg-cramps").experience_count == 1


def test_of_different_words_under_one_key_one_is_stored_and_the_others_are_told(app):
    def post(number: int) -> int:
        story = f"The story of thread number {number}, all its own."
        return factories.experience(get_article("leg-cramps"), key="a-key", story=story).id

    results = at_once(app, post)
    assert sum(isinstance(result, Conflict) for result in results) == 5
    assert get_article("leg-cramps").experience_count == 1


def test_counts_hold_when_many_tell_at_once(app, article):
    def post(number: int) -> None:
        causes = ["statins", "alcohol"] if number % 2 else ["alcohol", "statins"]
        factories.experience(
            get_article("leg-cramps"),
            story=f"The story of thread number {number}, all its own.",
            causes=causes,
            tried=[("heat", "worse"), ("cold", "relieved")],
        )

    results = at_once(app, post, times=3)
    assert [r for r in results if isinstance(r, Exception)] == []
    from forum.remedies.queries import find_cause, find_remedy

    assert get_article("leg-cramps").experience_count == 18
    assert find_cause(article.id, "statins").experience_count == 18
    assert factories.counts_of(find_remedy(article.id, "heat").id).worse == 18


def test_a_transaction_stores_everything_or_nothing(app):
    before = people()

    def fail() -> None:
        with transaction():
            welcome_guest()
            with transaction():
                welcome_guest()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert people() == before
    with transaction():
        welcome_guest()
        welcome_guest()
    assert people() == before + 2


def test_a_transaction_reads_again_what_was_loaded_before(app, article):
    one = factories.experience(article)
    with db.engine.begin() as connection:
        connection.execute(sa.update(Experience).values(helpful_count=7))
    with transaction():
        assert one.helpful_count == 7


def test_writing_outside_a_transaction_is_a_mistake(app):
    db.session.add(Person(created_at=now()))
    with pytest.raises(RuntimeError, match="transaction"):
        db.session.commit()
    db.session.rollback()


def test_insert_once_says_how_many_rows_are_new(app, article):
    one, guest = factories.experience(article).id, welcome_guest().id
    vote = {"experience_id": one, "person_id": guest, "created_at": now()}
    with transaction():
        assert insert_once(Vote, vote) == 1
        assert insert_once(Vote, vote) == 0


def test_a_moment_without_a_zone_is_refused(app):
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), db.engine.dialect)


def test_sqlite_is_opened_so_that_nothing_acknowledged_is_lost(app, engine):
    if engine != "sqlite":
        return
    with db.engine.connect() as connection:
        read = lambda name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()  # noqa: E731
        assert read("journal_mode") == "wal"
        assert read("synchronous") == 2
        assert read("foreign_keys") == 1
        assert read("secure_delete") == 1
        assert read("busy_timeout") == 5000
