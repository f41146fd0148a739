"""Followers are told of new stories and of thresholds, each once, and nobody else is."""

from threading import Thread

import pytest
import sqlalchemy as sa

from forum.accounts.notification_models import About, Notification
from forum.articles.queries import get_article
from forum.board.actions import hide_experience
from forum.board.models import Audience, Experience, Status
from forum.database import db, transaction
from forum.errors import NotAllowed
from forum.following import actions
from forum.following.actions import follow
from forum.following.models import Follow, Wish
from forum.following.queries import follows_of, wishes_of
from forum.following.telling_actions import tell_of_new_stories, tell_of_thresholds
from forum.remedies.queries import find_cause, find_remedy
from tests import factories


@pytest.fixture
def magnesium(article):
    return find_remedy(article.id, "magnesium")


@pytest.fixture
def statins(article):
    return find_cause(article.id, "statins")


def told(person) -> list[tuple[str, int, int]]:
    rows = sa.select(Notification).filter_by(person_id=person.id).order_by(Notification.id)
    return [(row.kind, row.subject_id, row.number) for row in db.session.scalars(rows)]


def tell(article, number=0, **changes) -> Experience:
    """Post a story about magnesium, by somebody new."""
    values = {"tried": [("magnesium", "relieved")]} | changes
    return factories.experience(article, story=f"What happened the {number}th night.", **values)


def set_values(experience, **values):
    with transaction():
        for name, value in values.items():
            setattr(db.session.get(Experience, experience.id), name, value)


def test_a_follower_is_told_of_stories_from_then_on_and_each_once(article, member, magnesium):
    tell(article)
    ada = member()
    follow(magnesium, [Wish.STORIES], follower=ada)
    tell_of_new_stories()
    assert told(ada) == []
    first, second = tell(article, 1), tell(article, 2)
    tell(article, 3, tried=[("heat", "worse")])
    for _round in range(2):
        tell_of_new_stories()
    assert told(ada) == [(About.REMEDY_STORY, first.id, 0), (About.REMEDY_STORY, second.id, 0)]


def test_a_story_of_two_tags_she_follows_is_told_once(article, member, magnesium, statins):
    ada = member()
    follow(magnesium, [Wish.STORIES], follower=ada)
    follow(statins, [Wish.STORIES], follower=ada)
    both = tell(article, causes=["statins"])
    other = tell(article, 1, causes=["statins"], tried=[("heat", "worse")])
    for _round in range(2):
        tell_of_new_stories()
    assert told(ada) == [(About.REMEDY_STORY, both.id, 0), (About.CAUSE_STORY, other.id, 0)]


def test_nobody_is_told_of_her_own_story_or_of_what_is_not_on_the_board(article, member, magnesium):
    ada = member()
    follow(magnesium, [Wish.STORIES], follower=ada)
    tell(article, author=ada)
    hide_experience(tell(article, 1).id)
    tell_of_new_stories()
    assert told(ada) == []


def test_what_is_for_members_is_told_to_members_only(article, member, guest, magnesium):
    ada, gus = member(), guest()
    for person in (ada, gus):
        follow(magnesium, [Wish.STORIES], follower=person)
    inner, open_one = tell(article), tell(article, 1)
    set_values(inner, audience=Audience.MEMBERS)
    tell_of_new_stories()
    assert [subject for _kind, subject, _n in told(ada)] == [inner.id, open_one.id]
    assert [subject for _kind, subject, _n in told(gus)] == [open_one.id]


def test_a_story_that_was_held_is_told_once_it_is_on_the_board(article, member, magnesium):
    ada = member()
    follow(magnesium, [Wish.STORIES], follower=ada)
    held, later = tell(article), tell(article, 1)
    set_values(held, status=Status.HELD)
    tell_of_new_stories()
    assert [subject for _kind, subject, _n in told(ada)] == [later.id]
    set_values(held, status=Status.VISIBLE)
    for _round in range(2):
        tell_of_new_stories()
    assert [subject for _kind, subject, _n in told(ada)] == [later.id, held.id]


def test_a_round_tells_only_so_much_and_the_next_goes_on(article, member, magnesium, monkeypatch):
    monkeypatch.setattr("forum.following.due_queries.MOST_AT_ONCE", 2)
    people = [member(f"Ada {n}") for n in range(3)]
    for person in people:
        follow(magnesium, [Wish.STORIES], follower=person)
    stories = [tell(article, n) for n in range(3)]
    for _round in range(9):
        tell_of_new_stories()
    for person in people:
        assert [subject for _k, subject, _n in told(person)] == [story.id for story in stories]


def test_the_highest_threshold_that_was_reached_is_told_once(article, member, magnesium):
    ada = member()
    for number in range(9):
        tell(article, number)
    follow(magnesium, [Wish.THRESHOLDS], follower=ada)
    tell_of_thresholds()
    assert told(ada) == []
    tell(article, 10)
    for _round in range(2):
        tell_of_thresholds()
    assert told(ada) == [(About.THRESHOLD, magnesium.id, 10)]
    for number in range(11, 50):
        tell(article, number)
    tell_of_thresholds()
    assert told(ada)[1:] == [(About.THRESHOLD, magnesium.id, 25)]
    tell(article, 50)
    tell_of_thresholds()
    assert told(ada)[2:] == [(About.THRESHOLD, magnesium.id, 50)]


def test_a_threshold_that_was_passed_before_following_is_no_news(article, member, magnesium):
    for number in range(12):
        tell(article, number)
    ada = member()
    follow(magnesium, [Wish.THRESHOLDS], follower=ada)
    tell_of_thresholds()
    assert told(ada) == []


def test_two_workers_tell_everything_once(app, article, member, magnesium, statins):
    people = [member(f"Ada {n}") for n in range(5)]
    for person in people:
        follow(magnesium, list(Wish), follower=person)
        follow(statins, [Wish.STORIES], follower=person)
    for number in range(10):
        tell(article, number, causes=["statins"])
    db.session.rollback()
    faults = []

    def work():
        try:
            with app.app_context():
                tell_of_new_stories()
                tell_of_thresholds()
        except Exception as fault:
            faults.append(fault)

    threads = [Thread(target=work) for _worker in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert faults == []
    for person in people:
        kinds = [kind for kind, _subject, _number in told(person)]
        assert kinds.count(About.THRESHOLD) == 1
        assert len(kinds) == 11, kinds


def test_a_round_without_news_takes_one_statement_and_no_write(
    article, member, magnesium, statements
):
    follow(magnesium, list(Wish), follower=member())
    tell(article)
    tell_of_new_stories()
    for job in (tell_of_new_stories, tell_of_thresholds):
        with statements() as asked:
            job()
        assert len(asked) == 1
        assert asked[0].startswith("SELECT")


def test_jobs_read_no_table_of_stories_through(article, member, magnesium, engine, statements):
    if engine != "sqlite":
        return
    follow(magnesium, list(Wish), follower=member())
    with statements() as asked:
        tell_of_new_stories()
        tell_of_thresholds()
    with db.engine.connect() as connection:
        for statement in asked:
            values = ("1",) * statement.count("?")
            for *_rest, step in connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", values
            ):
                grown = ("SCAN experiences", "SCAN attempts", "SCAN tallies", "SCAN people")
                assert not step.startswith(grown), (step, statement)


def test_following_is_changed_and_stopped(article, member, magnesium, statins):
    ada = member()
    follow(magnesium, list(Wish), follower=ada)
    follow(statins, [Wish.STORIES], follower=ada)
    assert {(f.type, f.slug, f.wishes) for f in follows_of(ada.id)} == {
        ("remedy", "magnesium", frozenset(Wish)),
        ("cause", "statins", frozenset({Wish.STORIES})),
    }
    follow(magnesium, [Wish.THRESHOLDS], follower=ada)
    follow(statins, [], follower=ada)
    assert wishes_of(ada.id, magnesium) == {Wish.THRESHOLDS}
    assert [f.slug for f in follows_of(ada.id)] == ["magnesium"]


def test_saving_again_keeps_what_is_still_to_be_told(article, member, magnesium):
    ada = member()
    follow(magnesium, [Wish.STORIES], follower=ada)
    one = tell(article)
    follow(magnesium, list(Wish), follower=ada)
    tell_of_new_stories()
    assert told(ada) == [(About.REMEDY_STORY, one.id, 0)]


def test_nobody_follows_without_end(article, member, magnesium, statins, monkeypatch):
    monkeypatch.setattr(actions, "MOST_FOLLOWS", 1)
    ada = member()
    follow(magnesium, [Wish.STORIES], follower=ada)
    with pytest.raises(NotAllowed):
        follow(statins, [Wish.STORIES], follower=ada)


def test_a_tag_that_is_followed_can_leave_the_list(article, member, magnesium):
    follow(magnesium, list(Wish), follower=member())
    with transaction():
        db.session.delete(db.session.merge(magnesium))
    assert db.session.scalars(sa.select(Follow)).all() == []
    assert get_article("leg-cramps")
