"""What is held: in a case, and in no figure, stamp, list or bell."""

import pytest

from forum.accounts.actions import welcome_guest
from forum.accounts.notification_models import Notification
from forum.articles.queries import get_article
from forum.board.comment_queries import thread_page
from forum.board.count_actions import recount
from forum.board.models import CONSENT_VERSION, Status, Version
from forum.board.queries import board_page
from forum.board.telling import ToldComment
from forum.moderation.case_actions import Thing, close_withdrawn_cases, propose_remedy
from forum.moderation.decision_actions import publish
from forum.moderation.hold_actions import (
    change_comment,
    change_experience,
    say_comment,
    tell_experience,
)
from forum.moderation.models import Case, Waits
from forum.moderation.queries import open_cases
from forum.remedies.queries import find_remedy
from tests import factories
from tests.board.test_actions import A_WHILE
from tests.board.test_counts import every_count

from .things import FOUND, case_of, count, decisions, status_of, told_of


def words(text: str = "You could call me at home.") -> ToldComment:
    return ToldComment(text, "Gerald", CONSENT_VERSION)


def test_what_is_held_counts_nowhere_and_changes_no_page(article):
    before, stamp = every_count(), get_article("leg-cramps").stamp
    told = factories.told(article, causes=["statins"], tried=[("heat", "relieved")])
    one = tell_experience(article.id, told, author=None, findings=[FOUND])
    assert [row[1:] for row in every_count()[0]] == [row[1:] for row in before[0]]
    assert every_count()[1] == before[1]
    assert every_count()[3:] == before[3:]
    assert get_article("leg-cramps").stamp == stamp
    assert board_page(article.id).items == []
    assert recount(article.id) == []
    case = case_of(one)
    assert (case.kind, case.harm, case.findings) == (Waits.HELD, 60, [FOUND])


def test_what_is_published_counts_and_its_author_is_told(article, held, moderator):
    stamp = get_article("leg-cramps").stamp
    decision = publish(Thing.of(held), actor=moderator)
    assert status_of(held) == Status.VISIBLE
    assert get_article("leg-cramps").experience_count == 1
    assert get_article("leg-cramps").stamp > stamp
    assert factories.counts_of(find_remedy(article.id, "heat").id).relieved == 1
    assert recount(article.id) == []
    assert told_of(held.author_id) == [decision.id]
    assert case_of(held).ended_as == "publish"
    assert decisions() == ["publish"]


def test_a_held_comment_tells_nobody_until_it_is_published(article, moderator):
    one = factories.experience(article, author=welcome_guest())
    place = {"experience_id": one.id, "author": None}
    comment = say_comment(article.id, words(), findings=[FOUND], **place)
    assert thread_page(article.id, one.id).items == []
    assert count(Notification, person_id=one.author_id) == 0
    publish(Thing.of(comment), actor=moderator)
    assert [spoken.id for spoken in thread_page(article.id, one.id).items] == [comment.id]
    assert count(Notification, person_id=one.author_id, kind="reply") == 1
    assert recount(article.id) == []


def test_a_form_sent_twice_opens_one_case(article, moderator):
    told = factories.told(article)
    first, again = (
        tell_experience(article.id, told, author=None, findings=[FOUND], key="k") for _ in range(2)
    )
    assert first.id == again.id
    assert count(Case) == 1
    publish(Thing.of(first), actor=moderator)
    once_more = tell_experience(article.id, told, author=None, findings=[FOUND], key="k")
    assert (once_more.id, status_of(once_more)) == (first.id, Status.VISIBLE)
    assert count(Case) == 1


def test_an_edit_can_take_it_off_the_board_again(article, moderator):
    guest = welcome_guest()
    one = factories.experience(article, author=guest, causes=["statins"])
    how = {"actor": guest, "within": A_WHILE}
    new = factories.told(article, story="Now it says what should not stand here.")
    change_experience(one.id, new, findings=[FOUND], **how)
    assert status_of(one) == Status.HELD
    assert case_of(one).findings == [FOUND]
    assert get_article("leg-cramps").experience_count == 0
    better = factories.told(article, story="Now it says nothing of that kind any more.")
    change_experience(one.id, better, findings=None, **how)
    assert status_of(one) == Status.HELD
    assert case_of(one).findings == []
    assert count(Version, experience_id=one.id) == 1, "nobody saw the second one"
    assert recount(article.id) == []


def test_an_edited_comment_can_be_held(article):
    guest = welcome_guest()
    comment = say_comment(article.id, words(), author=guest, findings=None)
    assert count(Case) == 0
    new = words("Something else entirely.")
    change_comment(comment.id, new, findings=[], actor=guest, within=A_WHILE)
    assert status_of(comment) == Status.HELD
    assert get_article("leg-cramps").comment_count == 0


def test_what_is_withdrawn_waits_no_more(article):
    from forum.board.actions import withdraw_experience

    guest = welcome_guest()
    told = factories.told(article)
    one = tell_experience(article.id, told, author=guest, findings=[FOUND])
    assert len(open_cases()) == 1
    withdraw_experience(one.id, actor=guest)
    assert open_cases() == []
    close_withdrawn_cases()
    case = case_of(one)
    assert (case.closed_at is not None, case.ended_as, case.findings) == (True, None, [])


@pytest.mark.parametrize("again", ["Quinine water", " quinine  WATER"])
def test_a_remedy_is_proposed_once(article, again):
    guest = welcome_guest()
    first = propose_remedy(article.id, "Quinine water", author=guest)
    assert propose_remedy(article.id, again, author=guest).id == first.id
    assert open_cases(kind=Waits.REMEDY)[0].words == "Quinine water"
