"""Who agreed is asked twice how it went on; the latest answer counts, and each is kept."""

from datetime import timedelta
from threading import Thread

import pytest
import sqlalchemy as sa

from forum import clock
from forum.accounts.models import Person
from forum.articles.queries import get_article
from forum.board.actions import edit_experience, withdraw_experience
from forum.board.count_actions import recount
from forum.board.follow_up_actions import stop_asking
from forum.board.models import By, Experience, Version
from forum.board.queries import experience_with_tags
from forum.clock import now
from forum.database import db, transaction
from forum.errors import Gone, NotAllowed, NotFound
from forum.following.follow_up_actions import (
    ANSWERED_WITHIN,
    ASKED_AFTER,
    ASKED_WITHIN,
    answer,
    ask_how_it_went,
)
from forum.following.models import FollowUp, Stage
from forum.mail.models import Letter
from forum.mail.writing import compose
from forum.remedies.models import Outcome, TimeToRelief
from forum.remedies.queries import find_remedy
from tests import factories

A_MINUTE = timedelta(minutes=1)
FOUR_WEEKS = ASKED_AFTER[Stage.FOUR_WEEKS]
THREE_MONTHS = ASKED_AFTER[Stage.THREE_MONTHS]


@pytest.fixture
def gus(guest):
    return guest(email="gus@example.org")


@pytest.fixture
def agreed(article, gus):
    """A story whose author agreed to be asked."""
    return tell(article, gus)


def tell(article, author, **changes) -> Experience:
    values = {"tried": [("magnesium", "relieved"), ("heat", "no_change")]} | changes
    one = factories.experience(article, author=author, **values)
    with transaction():
        db.session.get(Experience, one.id).wants_follow_up = True
    return one


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Letter).order_by(Letter.id)))


def ask_after(time: timedelta) -> None:
    with clock.set_to(now() + time):
        ask_how_it_went()


def outcomes(experience) -> dict[str, str]:
    db.session.rollback()
    found = experience_with_tags(experience.id)
    return {attempt.written: attempt.outcome for attempt in found.attempts}


def place_of(experience, slug: str) -> str:
    remedy = find_remedy(experience.article_id, slug)
    found = experience_with_tags(experience.id)
    return next(a.place() for a in found.attempts if a.remedy_id == remedy.id)


def versions(experience) -> list[Version]:
    of_it = sa.select(Version).filter_by(experience_id=experience.id).order_by(Version.number)
    return list(db.session.scalars(of_it))


def test_one_mail_comes_after_four_weeks_and_one_after_three_months(agreed):
    for time in (FOUR_WEEKS - A_MINUTE, FOUR_WEEKS + A_MINUTE, FOUR_WEEKS + 2 * A_MINUTE):
        ask_after(time)
    assert [letter.details for letter in letters()] == [{"stage": Stage.FOUR_WEEKS}]
    for time in (THREE_MONTHS - A_MINUTE, THREE_MONTHS + A_MINUTE, THREE_MONTHS + 2 * A_MINUTE):
        ask_after(time)
    assert [letter.details["stage"] for letter in letters()] == list(Stage)
    assert {(letter.person_id, letter.subject_id) for letter in letters()} == {
        (agreed.author_id, agreed.id)
    }


def test_a_worker_that_was_away_for_long_asks_no_more(agreed):
    ask_after(FOUR_WEEKS + ASKED_WITHIN + A_MINUTE)
    ask_after(THREE_MONTHS + ASKED_WITHIN + A_MINUTE)
    assert letters() == []


def test_only_who_agreed_has_an_address_and_tried_something_is_asked(article, guest, gus):
    tell(article, guest("Without address"))
    tell(article, gus, tried=[])
    factories.experience(article, author=gus, tried=[("heat", "worse")])
    withdrawn = tell(article, gus, story="This I shall take back before long.")
    withdraw_experience(withdrawn.id, actor=gus)
    ask_after(FOUR_WEEKS)
    assert letters() == []


def test_three_workers_ask_once(app, agreed):
    db.session.rollback()

    def work():
        with app.app_context(), clock.set_to(later):
            ask_how_it_went()

    later = now() + FOUR_WEEKS
    threads = [Thread(target=work) for _worker in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(letters()) == 1


def test_the_mail_has_four_links_for_each_attempt_and_one_to_stop(agreed):
    ask_after(FOUR_WEEKS)
    mail = compose(letters()[0])
    assert (mail.address, mail.subject) == ("gus@example.org", "Still working?")
    assert mail.text.count("/follow-up/") == 8
    assert "Magnesium" in mail.text
    assert "Four weeks ago" in mail.text
    assert factories.STORY[:20] not in mail.text
    assert "/mail/stop/" in mail.stop_url
    assert mail.stop_url in mail.text


def test_a_letter_that_waited_is_not_sent_for_a_story_taken_back_or_after_stopping(agreed, gus):
    ask_after(FOUR_WEEKS)
    (letter,) = letters()
    stop_asking(gus.id)
    db.session.expire_all()
    assert compose(letter) is None
    with transaction():
        db.session.get(Experience, agreed.id).wants_follow_up = True
    assert compose(letter) is not None
    withdraw_experience(agreed.id, actor=gus)
    assert compose(letter) is None


def test_who_stops_is_asked_nothing_more_about_any_story(article, agreed, gus):
    tell(article, gus, story="Another one of which I told, some other night.")
    stop_asking(gus.id)
    ask_after(FOUR_WEEKS)
    ask_after(THREE_MONTHS)
    assert letters() == []


def test_an_answer_counts_instead_of_what_was_told_and_is_kept_beside_it(agreed, gus):
    magnesium = find_remedy(agreed.article_id, "magnesium")
    stamp = get_article("leg-cramps").stamp
    ask_after(FOUR_WEEKS)
    assert tuple(factories.counts_of(magnesium.id)) == (1, 0, 0, 0)
    with clock.set_to(now() + FOUR_WEEKS + A_MINUTE):
        place = place_of(agreed, "magnesium")
        answer(agreed.id, "four_weeks", {place: Outcome.NO_CHANGE}, actor=gus)
    assert tuple(factories.counts_of(magnesium.id)) == (0, 0, 1, 0)
    assert outcomes(agreed)[magnesium.label] == "no_change"
    (before,) = versions(agreed)
    assert before.changed_by == By.FOLLOW_UP
    assert before.told["attempts"][0]["outcome"] == "relieved"
    assert get_article("leg-cramps").stamp > stamp
    assert recount(agreed.article_id) == []


def test_both_answers_are_kept_and_the_latest_counts(agreed, gus):
    place = place_of(agreed, "magnesium")
    for stage, time, outcome in (
        ("four_weeks", FOUR_WEEKS, Outcome.HELPED_SOME),
        ("three_months", THREE_MONTHS, Outcome.WORSE),
    ):
        ask_after(time)
        with clock.set_to(now() + time + A_MINUTE):
            answer(agreed.id, stage, {place: outcome}, actor=gus)
    told = [version.told["attempts"][0]["outcome"] for version in versions(agreed)]
    assert told == ["relieved", "helped_some"]
    assert "worse" in outcomes(agreed).values()
    assert all(row.answered_at for row in db.session.scalars(sa.select(FollowUp)))


def test_the_same_answer_is_kept_once_also_when_nothing_has_changed(agreed, gus):
    place = place_of(agreed, "magnesium")
    ask_after(FOUR_WEEKS)
    for _press in range(3):
        answer(agreed.id, "four_weeks", {place: Outcome.RELIEVED}, actor=gus)
    assert len(versions(agreed)) == 1


def test_how_fast_it_worked_goes_when_it_no_longer_does(article, agreed, gus):
    with transaction():
        for attempt in experience_with_tags(agreed.id).attempts:
            attempt.time_to_relief = TimeToRelief.UNDER_1_MIN
    ask_after(FOUR_WEEKS)
    answer(agreed.id, "four_weeks", {place_of(agreed, "magnesium"): Outcome.WORSE}, actor=gus)
    db.session.rollback()
    times = {a.outcome: a.time_to_relief for a in experience_with_tags(agreed.id).attempts}
    assert times["worse"] is None
    assert times["no_change"] == TimeToRelief.UNDER_1_MIN


def test_an_answer_still_fits_after_an_edit_that_keeps_the_remedy(article, agreed, gus):
    place = place_of(agreed, "magnesium")
    ask_after(FOUR_WEEKS)
    tried = [("stretching", "worse"), ("magnesium", "relieved")]
    told = factories.told(article, tried=tried)
    edit_experience(agreed.id, told, actor=gus, within=timedelta(minutes=15))
    answer(agreed.id, "four_weeks", {place: Outcome.WORSE}, actor=gus)
    assert set(outcomes(agreed).values()) == {"worse"}
    told = factories.told(article, tried=[("heat", "worse")])
    edit_experience(agreed.id, told, actor=gus, within=timedelta(minutes=15))
    with pytest.raises(Gone):
        answer(agreed.id, "four_weeks", {place: Outcome.WORSE}, actor=gus)


def test_nobody_answers_for_others_or_unasked_or_too_late_or_while_suspended(agreed, gus, guest):
    said = {place_of(agreed, "magnesium"): Outcome.WORSE}
    with pytest.raises(NotFound):
        answer(agreed.id, "four_weeks", said, actor=gus)
    ask_after(FOUR_WEEKS)
    with pytest.raises(NotAllowed):
        answer(agreed.id, "four_weeks", said, actor=guest("Somebody else"))
    with clock.set_to(now() + FOUR_WEEKS + ANSWERED_WITHIN + A_MINUTE), pytest.raises(Gone):
        answer(agreed.id, "four_weeks", said, actor=gus)
    with transaction():
        db.session.get(Person, gus.id).suspended_until = now() + timedelta(days=1)
    with pytest.raises(NotAllowed):
        answer(agreed.id, "four_weeks", said, actor=db.session.get(Person, gus.id))
    withdraw_experience(agreed.id, actor=gus)
    with pytest.raises(Gone):
        answer(agreed.id, "four_weeks", said, actor=gus)
    assert versions(agreed) == []


def test_a_round_with_nobody_to_ask_reads_by_index_and_writes_nothing(agreed, engine, statements):
    with statements() as asked:
        ask_how_it_went()
    assert len(asked) == 2
    assert all(statement.startswith("SELECT") for statement in asked)
    if engine != "sqlite":
        return
    with db.engine.connect() as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {asked[0]}", ("1",) * asked[0].count("?")
        )
        assert any("ix_experiences_follow_up" in step for *_rest, step in plan)
