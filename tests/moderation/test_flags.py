"""What happens when readers flag something."""

import pytest

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person
from forum.board.count_actions import recount
from forum.board.models import Audience, Status
from forum.database import db
from forum.errors import Conflict, ForMembers, Gone, NotAllowed
from forum.moderation.case_actions import Thing
from forum.moderation.decision_actions import dismiss, hide, restore
from forum.moderation.flag_actions import flag
from forum.moderation.models import Case, Decision, Flag, Outcome, Reason
from forum.moderation.queries import open_cases
from tests import factories

from .things import case_of, count, decisions, flagged, status_of, told_of, years_old


@pytest.fixture
def one(article):
    return factories.experience(article, author=years_old(welcome_guest()), causes=["statins"])


def test_a_flag_opens_a_case_and_others_join_it(one):
    flagged(one, times=3, reason=Reason.OTHER)
    flag(Thing.of(one), Reason.DANGEROUS, "Twenty grams is far too much.", flagger=None)
    (case,) = open_cases()
    assert (case.kind, case.harm, case.points, case.hides_at) == ("flagged", 80, 4.0, 8.33)
    assert case.flags[-1].line == "Twenty grams is far too much."
    assert [(f.trust, f.accuracy, f.weight) for f in case.flags] == [(0, 0, 1)] * 4
    assert status_of(one) == Status.VISIBLE


def test_somebody_flags_a_thing_once(one):
    guest = flag(Thing.of(one), Reason.OTHER, flagger=None)
    with pytest.raises(Conflict):
        flag(Thing.of(one), Reason.SPAM, flagger=guest)
    assert count(Flag) == 1


def test_at_eight_and_a_third_points_it_is_hidden_and_its_author_told(article, one):
    flagged(one, times=8)
    assert status_of(one) == Status.VISIBLE
    flagged(one, times=1, reason=Reason.ABUSE)
    assert status_of(one) == Status.HIDDEN
    assert recount(article.id) == []
    decision = db.session.get(Decision, told_of(one.author_id)[0])
    assert (decision.act, decision.actor_id, decision.reason) == ("hide", None, "other")
    assert case_of(one).closed_at is None, "a moderator still has to look"


def test_spam_of_a_newcomer_is_hidden_earlier(article):
    one = factories.experience(article)
    flagged(one, times=2, reason=Reason.SPAM)
    assert status_of(one) == Status.VISIBLE
    flagged(one, times=1, reason=Reason.SPAM)
    assert status_of(one) == Status.HIDDEN


def test_spam_of_somebody_known_is_not(one):
    flagged(one, times=3, reason=Reason.SPAM)
    assert status_of(one) == Status.VISIBLE


def test_what_a_moderator_calls_spam_is_hidden_and_decided(one, moderator):
    readers = flagged(one, times=2, reason=Reason.SPAM)
    flag(Thing.of(one), Reason.SPAM, flagger=moderator)
    assert status_of(one) == Status.HIDDEN
    assert case_of(one).ended_as == "hide"
    assert count(Flag, outcome=str(Outcome.AGREED)) == 3
    assert all(len(told_of(person)) == 1 for person in (*readers, moderator.id, one.author_id))


def test_any_other_flag_of_a_moderator_only_weighs(one, moderator):
    flag(Thing.of(one), Reason.DANGEROUS, flagger=moderator)
    assert status_of(one) == Status.VISIBLE


def test_flags_are_settled_and_flaggers_told(one, moderator):
    readers = flagged(one, times=2)
    decision = dismiss(Thing.of(one), actor=moderator)
    assert [told_of(reader) for reader in readers] == [[decision.id]] * 2
    assert told_of(one.author_id) == [], "nothing has happened to her"
    assert count(Flag, outcome=str(Outcome.DISAGREED)) == 2
    flagged(one, times=1)
    assert count(Case) == 2, "a new flag is a new case"
    assert open_cases()[0].points == 1


def test_dismissing_flags_that_have_hidden_it_brings_it_back(article, one, moderator):
    flagged(one, times=9)
    dismiss(Thing.of(one), actor=moderator)
    assert status_of(one) == Status.VISIBLE
    assert len(told_of(one.author_id)) == 2
    assert recount(article.id) == []


def test_a_moderator_can_confirm_what_flags_have_hidden(article, one, moderator):
    flagged(one, times=9)
    hide(Thing.of(one), Reason.ABUSE, actor=moderator, note="It names somebody.")
    assert count(Flag, outcome=str(Outcome.AGREED)) == 9
    restore(Thing.of(one), actor=moderator)
    assert decisions() == ["hide", "hide", "restore"]
    assert count(Flag, outcome=str(Outcome.AGREED)) == 9
    assert recount(article.id) == []


def test_comments_are_flagged_and_hidden_like_stories(article, one, moderator):
    comment = factories.comment(article, on=one, author=years_old(welcome_guest()))
    flagged(comment, times=9)
    assert status_of(comment) == Status.HIDDEN
    assert recount(article.id) == []
    restore(Thing.of(comment), actor=moderator)
    assert status_of(comment) == Status.VISIBLE
    assert recount(article.id) == []


def test_whose_flags_were_right_weighs_more(article, one, moderator):
    guest = welcome_guest()
    for number in range(5):
        other = factories.experience(article, story=f"Buy it at my shop, number {number}.")
        flag(Thing.of(other), Reason.SPAM, flagger=guest)
        hide(Thing.of(other), Reason.SPAM, actor=moderator)
    flag(Thing.of(one), Reason.OTHER, flagger=guest)
    raised = open_cases()[0].flags[0]
    assert (raised.trust, raised.accuracy, raised.weight) == (1, 2, 4)


def test_nobody_flags_what_is_hers_or_not_there_for_her(article, one, moderator):
    with pytest.raises(NotAllowed):
        flag(Thing.of(one), Reason.OTHER, flagger=db.session.get(Person, one.author_id))
    private = factories.experience(
        article,
        author=factories.member(),
        audience=Audience.MEMBERS,
        story="It is for members only.",
    )
    with pytest.raises(ForMembers):
        flag(Thing.of(private), Reason.OTHER, flagger=None)
    hide(Thing.of(one), Reason.OTHER, actor=moderator)
    with pytest.raises(Gone):
        flag(Thing.of(one), Reason.OTHER, flagger=None)
    assert count(Case) == 0
