"""A hundred at once on one case: each is counted once, and one decision stands."""

from collections.abc import Callable

from flask import Flask

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person
from forum.board.count_actions import recount
from forum.board.models import Experience, Status
from forum.database import db
from forum.errors import Conflict, Done, Gone
from forum.moderation import decision_actions as decide
from forum.moderation.appeal_actions import appeal, decide_appeal
from forum.moderation.case_actions import Thing, claim
from forum.moderation.flag_actions import flag
from forum.moderation.models import Case, Decision, Flag, Reason
from forum.moderation.queries import open_cases
from tests import factories
from tests.threads import at_once

from .things import case_of, count, decisions, status_of, told_of, years_old


def a_hundred(app: Flask, act: Callable[[int], object]) -> list[object]:
    """Do a hundred things, five at the same moment."""
    return at_once(app, act, times=20, threads=5)


def failures(results: list[object]) -> list[object]:
    return [result for result in results if isinstance(result, Exception)]


def test_a_hundred_flags_are_each_counted_until_it_is_hidden(app, article):
    one = factories.experience(article, author=years_old(welcome_guest()), causes=["statins"])
    thing = Thing.of(one)
    results = a_hundred(app, lambda number: flag(thing, Reason.OTHER, flagger=None).id)
    assert {type(error) for error in failures(results)} == {Gone}
    assert count(Flag) == 100 - len(failures(results)) == 9
    assert status_of(one) == Status.HIDDEN
    assert (count(Case), count(Decision), len(told_of(one.author_id))) == (1, 1, 1)
    assert open_cases()[0].points == 9
    assert recount(article.id) == []


def test_one_person_who_flags_a_hundred_times_flags_once(app, article):
    thing, guest = Thing.of(factories.experience(article)), welcome_guest().id

    def act(number: int) -> object:
        return flag(thing, Reason.SPAM, flagger=db.session.get(Person, guest)).id

    results = a_hundred(app, act)
    assert {type(error) for error in failures(results)} == {Done}
    assert (count(Flag), count(Case)) == (1, 1)


def test_of_a_hundred_decisions_one_stands(app, article, held, moderator, second):
    thing, moderators = Thing.of(held), [moderator.id, second.id]

    def act(number: int) -> object:
        actor = db.session.get(Person, moderators[number % 2])
        if number % 3:
            return decide.publish(thing, actor=actor).id
        return decide.reject(thing, Reason.OTHER, actor=actor).id

    results = a_hundred(app, act)
    assert {type(error) for error in failures(results)} == {Done}
    assert len(results) - len(failures(results)) == 1
    assert len(decisions()) == len(told_of(held.author_id)) == 1
    assert case_of(held).ended_as == decisions()[0]
    assert recount(article.id) == []


def test_flags_and_decisions_at_once_leave_nothing_open_or_lost(app, article, moderator):
    one = factories.experience(article, author=years_old(welcome_guest()), causes=["statins"])
    thing, her = Thing.of(one), moderator.id

    def act(number: int) -> object:
        if number % 4:
            return flag(thing, Reason.OTHER, flagger=None).id
        return decide.dismiss(thing, actor=db.session.get(Person, her)).id

    results = a_hundred(app, act)
    assert {type(error) for error in failures(results)} <= {Done, Gone}
    still_open = open_cases()
    assert len(still_open) <= 1
    settled = count(Flag, outcome="disagreed")
    assert settled + sum(len(case.flags) for case in still_open) == count(Flag)
    assert recount(article.id) == []


def test_of_two_who_claim_one_has_it_and_of_many_appeals_one_stands(
    app, article, held, moderator, second
):
    case_id, both = case_of(held).id, [moderator.id, second.id]
    results = a_hundred(
        app, lambda n: claim(case_id, actor=db.session.get(Person, both[n // 20 % 2])).id
    )
    assert {type(error) for error in failures(results)} == {Conflict}
    owner = case_of(held).claimed_by
    by_owner = [db.session.get(Person, person) for person in both if person == owner]
    decision = decide.reject(Thing.of(held), Reason.OTHER, actor=by_owner[0])
    author = held.author_id
    words = "It was nothing of the kind."

    def object_to_it(number: int) -> object:
        return appeal(decision.id, words, actor=db.session.get(Person, author)).id

    made = a_hundred(app, object_to_it)
    assert {type(error) for error in failures(made)} == {Done}
    (appeal_id,) = [one for one in made if isinstance(one, int)]
    other = next(person for person in both if person != owner)

    def answer(number: int) -> object:
        actor = db.session.get(Person, other)
        return decide_appeal(appeal_id, is_right=bool(number % 2), actor=actor).id

    assert len(failures(a_hundred(app, answer))) == 99
    assert len(decisions()) == 2
    status = db.session.get(Experience, held.id, populate_existing=True).status
    assert status == (Status.VISIBLE if decisions()[1] == "overturn" else Status.HIDDEN)
    assert recount(article.id) == []
