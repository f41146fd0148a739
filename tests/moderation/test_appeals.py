"""What an author can say against a decision, and who decides about it."""

from datetime import timedelta

import pytest

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person
from forum.board.actions import withdraw_experience
from forum.board.count_actions import recount
from forum.board.models import Status
from forum.clock import now
from forum.database import db
from forum.errors import Conflict, Gone, NotAllowed, NotFound
from forum.moderation.appeal_actions import appeal, decide_appeal
from forum.moderation.case_actions import Thing, propose_remedy
from forum.moderation.decision_actions import decline_remedy, dismiss, hide, reject
from forum.moderation.log_queries import decision_for
from forum.moderation.models import Appeal, Reason, Waits
from forum.moderation.queries import open_cases
from forum.moderation.sanction_actions import suspend_person
from tests import factories

from .things import count, decisions, flagged, status_of, told_of, years_old

WORDS = "This was my own doctor's advice, and I said so."


@pytest.fixture
def author(app) -> Person:
    return years_old(welcome_guest())


@pytest.fixture
def hidden(article, author, moderator):
    one = factories.experience(article, author=author, causes=["statins"])
    return one, hide(Thing.of(one), Reason.DANGEROUS, actor=moderator, note="Too much.")


def test_an_appeal_waits_with_what_was_decided(hidden, author):
    one, decision = hidden
    assert decision_for(decision.id, author).can_appeal
    appeal(decision.id, WORDS, actor=author)
    (case,) = open_cases()
    assert (case.kind, case.thing_id, case.harm) == (Waits.APPEAL, one.id, 80)
    assert (case.appeal.words, case.appeal.act, case.appeal.note) == (WORDS, "hide", "Too much.")
    assert not decision_for(decision.id, author).can_appeal


def test_who_is_right_gets_her_story_back(article, hidden, author, moderator, second):
    one, decision = hidden
    made = appeal(decision.id, WORDS, actor=author)
    with pytest.raises(NotAllowed):
        decide_appeal(made.id, is_right=True, actor=moderator)
    answer = decide_appeal(made.id, is_right=True, actor=second, note="You are right.")
    assert status_of(one) == Status.VISIBLE
    assert told_of(author.id) == [decision.id, answer.id]
    assert decisions() == ["hide", "overturn"]
    with pytest.raises(Conflict):
        decide_appeal(made.id, is_right=False, actor=second)
    assert recount(article.id) == []


def test_who_is_not_right_is_told_and_cannot_appeal_again(hidden, author, second):
    one, decision = hidden
    answer = decide_appeal(
        appeal(decision.id, WORDS, actor=author).id, is_right=False, actor=second
    )
    assert status_of(one) == Status.HIDDEN
    for number in (decision.id, answer.id):
        with pytest.raises((Conflict, NotAllowed)):
            appeal(number, WORDS, actor=author)
    assert count(Appeal) == 1


def test_a_rejected_story_is_published_after_an_appeal(article, held, moderator, second):
    decision = reject(Thing.of(held), Reason.OTHER, actor=moderator)
    author = db.session.get(Person, held.author_id)
    made = appeal(decision.id, WORDS, actor=author)
    decide_appeal(made.id, is_right=True, actor=second)
    assert status_of(held) == Status.VISIBLE
    assert recount(article.id) == []


def test_somebody_suspended_may_appeal_and_write_again(author, moderator, second):
    until = now() + timedelta(days=7)
    decision = suspend_person(author.id, until, Reason.ABUSE, actor=moderator)
    made = appeal(decision.id, WORDS, actor=author)
    decide_appeal(made.id, is_right=True, actor=second)
    db.session.refresh(author)
    assert not author.is_suspended()


def test_only_she_whom_it_concerns_appeals_and_only_against_what_harms_her(
    article, hidden, author, moderator
):
    _one, decision = hidden
    for other in (None, welcome_guest(), moderator):
        with pytest.raises(NotAllowed):
            appeal(decision.id, WORDS, actor=other)
    with pytest.raises(NotFound):
        decision_for(decision.id, moderator)
    other = factories.experience(article, author=author, story="Another one that was flagged.")
    flagged(other, times=9)
    (by_flags,) = set(told_of(author.id)) - {decision.id}
    with pytest.raises(Conflict):
        appeal(by_flags, WORDS, actor=author)
    dismissed = dismiss(Thing.of(other), actor=moderator)
    with pytest.raises(NotAllowed):
        appeal(dismissed.id, WORDS, actor=author)


def test_a_remedy_that_was_declined_can_be_spoken_for(article, author, moderator, second):
    case = propose_remedy(article.id, "Quinine water", author=author)
    decision = decline_remedy(case.id, Reason.DANGEROUS, actor=moderator)
    made = appeal(decision.id, WORDS, actor=author)
    answer = decide_appeal(made.id, is_right=True, actor=second)
    assert told_of(author.id) == [decision.id, answer.id]
    assert [(waiting.kind, waiting.words) for waiting in open_cases()] == [
        (Waits.REMEDY, "Quinine water")
    ]


def test_what_she_has_withdrawn_needs_no_appeal(hidden, author):
    one, decision = hidden
    withdraw_experience(one.id, actor=author)
    with pytest.raises(Gone):
        appeal(decision.id, WORDS, actor=author)
