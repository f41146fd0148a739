"""What happens in threads, without a browser."""

from datetime import timedelta

import pytest

from forum.accounts.actions import welcome_guest
from forum.articles.queries import get_article
from forum.board.actions import withdraw_experience
from forum.board.comment_actions import edit_comment, withdraw_comment
from forum.board.comment_queries import page_with, thread_page
from forum.board.models import CONSENT_VERSION
from forum.board.queries import cards
from forum.board.telling import ToldComment
from forum.clock import now, set_to
from forum.errors import Conflict, Gone, Invalid, NotAllowed
from tests import factories

A_WHILE = timedelta(minutes=15)


def texts(thread) -> list[str]:
    return [comment.html.removeprefix("<p>").removesuffix("</p>") for comment in thread.items]


def test_answers_stand_below_what_they_answer_three_levels_deep(article):
    one = factories.experience(article)
    first = factories.comment(article, on=one, text="first")
    factories.comment(article, on=one, text="second")
    answer = factories.comment(article, on=one, answers=first, text="answer", name="Ada")
    deeper = factories.comment(article, on=one, answers=answer, text="deeper", name="Bea")
    factories.comment(article, on=one, answers=deeper, text="deepest")
    thread = thread_page(article.id, one.id)
    assert texts(thread) == ["first", "answer", "deeper", "deepest", "second"]
    assert [comment.level for comment in thread.items] == [1, 2, 3, 3, 1]
    assert [comment.answers for comment in thread.items] == [None, None, None, "Bea", None]


def test_comments_on_the_article_and_on_an_experience_do_not_mix(article):
    one = factories.experience(article)
    factories.comment(article, text="on the article")
    factories.comment(article, on=one, text="on the experience")
    assert texts(thread_page(article.id, None)) == ["on the article"]
    assert texts(thread_page(article.id, one.id)) == ["on the experience"]


def test_comments_are_counted_where_they_stand(article):
    one = factories.experience(article)
    guest = welcome_guest()
    mine = factories.comment(article, on=one, author=guest)
    factories.comment(article)
    assert cards([one.id])[0].comment_count == 1
    assert get_article("leg-cramps").comment_count == 2
    withdraw_comment(mine.id, actor=guest)
    assert cards([one.id])[0].comment_count == 0
    assert get_article("leg-cramps").comment_count == 1


def test_a_long_thread_comes_in_pages_and_each_comment_can_be_reached(article):
    one = factories.experience(article)
    made = [factories.comment(article, on=one, text=f"number {n}") for n in range(45)]
    seen, after = [], None
    while True:
        page = thread_page(article.id, one.id, after=after)
        seen += texts(page)
        if page.after is None:
            break
        after = page.after
    assert seen == [f"number {n}" for n in range(45)]
    for comment in (made[0], made[25], made[44]):
        page = thread_page(article.id, one.id, after=page_with(comment))
        assert comment.id in [spoken.id for spoken in page.items]


def test_a_withdrawn_comment_leaves_a_stub_only_while_it_has_answers(article):
    guest = welcome_guest()
    lonely = factories.comment(article, author=guest, text="lonely")
    answered = factories.comment(article, author=guest, text="answered")
    factories.comment(article, answers=answered, text="the answer")
    for comment in (lonely, answered):
        withdraw_comment(comment.id, actor=guest)
    thread = thread_page(article.id, None)
    assert [(c.is_visible, c.html) for c in thread.items] == [
        (False, ""),
        (True, "<p>the answer</p>"),
    ]


def test_a_stub_stays_while_anything_far_below_it_is_there(article):
    one, guest = factories.experience(article), welcome_guest()
    chain = [factories.comment(article, on=one, author=guest, text="at first")]
    for number in range(1, 5):
        below = factories.comment(
            article, on=one, author=guest, text=f"answer {number}", answers=chain[-1]
        )
        chain.append(below)
    factories.comment(article, text="on the article, and so in another thread")
    for comment in chain[:4]:
        withdraw_comment(comment.id, actor=guest)
    shown = [
        (comment.level, comment.is_visible) for comment in thread_page(article.id, one.id).items
    ]
    assert shown == [(1, False), (2, False), (3, False), (3, True)]
    withdraw_comment(chain[4].id, actor=guest)
    assert thread_page(article.id, one.id).items == []


def test_two_presses_store_one_comment(article):
    first = factories.comment(article, key="the-form-key")
    assert factories.comment(article, key="the-form-key").id == first.id
    one = factories.experience(article)
    for other in ({"text": "Something else."}, {"name": "Ada"}, {"on": one}, {"answers": first}):
        with pytest.raises(Conflict):
            factories.comment(article, key="the-form-key", **other)


def test_words_can_be_edited_for_a_while_and_only_by_their_author(article):
    guest = welcome_guest()
    mine = factories.comment(article, author=guest)
    new = ToldComment("Better words.", "Gerald", CONSENT_VERSION)
    with pytest.raises(NotAllowed):
        edit_comment(mine.id, new, actor=welcome_guest(), within=A_WHILE)
    edit_comment(mine.id, new, actor=guest, within=A_WHILE)
    assert texts(thread_page(article.id, None)) == ["Better words."]
    with set_to(now() + timedelta(minutes=16)), pytest.raises(NotAllowed):
        edit_comment(mine.id, new, actor=guest, within=A_WHILE)


def test_nobody_answers_what_is_gone_or_stands_elsewhere(article):
    guest = welcome_guest()
    one = factories.experience(article, author=guest)
    mine = factories.comment(article, author=guest)
    with pytest.raises(Invalid):
        factories.comment(article, on=one, answers=mine)
    withdraw_comment(mine.id, actor=guest)
    withdraw_experience(one.id, actor=guest)
    with pytest.raises(Gone):
        factories.comment(article, answers=mine)
    with pytest.raises(Gone):
        factories.comment(article, on=one)


def test_answers_stay_when_an_experience_is_withdrawn(article):
    guest = welcome_guest()
    one = factories.experience(article, author=guest)
    factories.comment(article, on=one, text="an answer")
    withdraw_experience(one.id, actor=guest)
    assert texts(thread_page(article.id, one.id)) == ["an answer"]
