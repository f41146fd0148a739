"""What happens when people tell, edit, withdraw and vote, without a browser."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.accounts.actions import welcome_guest
from forum.articles.models import Article
from forum.articles.queries import get_article
from forum.board.actions import (
    edit_experience,
    post_experience,
    take_back_vote,
    vote_for,
    withdraw_experience,
)
from forum.board.comment_actions import edit_comment, withdraw_comment
from forum.board.models import Attempt, ExperienceCause, Status, Vote
from forum.board.queries import board_page, cards
from forum.board.telling import ToldComment
from forum.clock import now, set_to
from forum.database import db
from forum.errors import Conflict, Gone, NotAllowed, NotFound
from forum.remedies.queries import find_cause, find_remedy
from tests import factories

A_WHILE = timedelta(minutes=15)


def names_on(article: Article) -> list[str]:
    return [card.name for card in board_page(article.id).items]


def count_of(article: Article, remedy: str) -> tuple[int, ...]:
    return tuple(factories.counts_of(find_remedy(article.id, remedy).id))


def test_an_experience_stands_on_the_board_with_what_was_tried(article):
    factories.experience(
        article, causes=["statins"], tried=[("magnesium", "no_change"), ("goose fat", "relieved")]
    )
    [card] = board_page(article.id).items
    assert [(tried.slug, tried.label, tried.outcome) for tried in card.attempts] == [
        ("magnesium", "Magnesium tablets or powder", "no_change"),
        (None, "goose fat", "relieved"),
    ]
    assert card.cause_ids == (find_cause(article.id, "statins").id,)


def test_the_newest_stands_first(article):
    for name in ("Ada", "Bea", "Cleo"):
        factories.experience(article, name=name)
    assert names_on(article) == ["Cleo", "Bea", "Ada"]


def test_a_new_author_becomes_a_guest_and_a_known_one_stays_who_she_is(article):
    first = factories.experience(article)
    guest = welcome_guest()
    second = factories.experience(article, author=guest, story="Another night, another cramp here.")
    assert first.author_id != second.author_id == guest.id


def test_two_presses_store_one_experience(article):
    content = {"causes": ["statins"], "tried": [("heat", "relieved"), ("goose fat", "worse")]}
    first = factories.experience(article, key="the-form-key", **content)
    again = factories.experience(article, key="the-form-key", **content)
    assert again.id == first.id
    assert get_article("leg-cramps").experience_count == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"story": "Something else happened later on."},
        {"name": "Beatrix"},
        {"age_band": "45-54"},
        {"causes": ["statins"]},
        {"tried": [("magnesium", "no_change")]},
    ],
)
def test_a_form_that_brings_something_else_is_not_swallowed(article, changes):
    guest = welcome_guest()
    first = factories.experience(article, key="the-form-key", author=guest)
    with pytest.raises(Conflict):
        factories.experience(article, key="the-form-key", author=guest, **changes)
    second = factories.experience(article, key="another-form-key", author=guest, **changes)
    assert second.id != first.id


def test_the_same_words_from_the_same_person_within_minutes_are_stored_once(article):
    guest = welcome_guest()
    first = factories.experience(article, author=guest, key="one-form-key")
    again = factories.experience(article, author=guest, key="another-form-key")
    assert again.id == first.id
    with set_to(now() + timedelta(hours=1)):
        later = factories.experience(article, author=guest, key="a-third-form-key")
    assert later.id != first.id


def test_counts_follow_what_is_told_edited_and_withdrawn(article):
    guest = welcome_guest()
    one = factories.experience(
        article, author=guest, causes=["statins"], tried=[("magnesium", "worse")]
    )
    assert count_of(article, "magnesium") == (0, 0, 0, 1)
    assert find_cause(article.id, "statins").experience_count == 1

    edited = factories.told(article, causes=["alcohol"], tried=[("magnesium", "relieved")])
    edit_experience(one.id, edited, actor=guest, within=A_WHILE)
    assert count_of(article, "magnesium") == (1, 0, 0, 0)
    assert find_cause(article.id, "statins").experience_count == 0
    assert find_cause(article.id, "alcohol").experience_count == 1

    withdraw_experience(one.id, actor=guest)
    assert count_of(article, "magnesium") == (0, 0, 0, 0)
    assert find_cause(article.id, "alcohol").experience_count == 0
    assert get_article("leg-cramps").experience_count == 0


def test_words_can_be_edited_for_a_while_and_tags_for_ever(article):
    guest = welcome_guest()
    one = factories.experience(article, author=guest, tried=[("heat", "relieved")])
    new_words = factories.told(article, story="It was the right calf, come to think of it.")
    edit_experience(one.id, new_words, actor=guest, within=A_WHILE)
    assert cards([one.id])[0].html == "<p>It was the right calf, come to think of it.</p>"

    with set_to(now() + timedelta(minutes=16)):
        with pytest.raises(NotAllowed):
            edit_experience(one.id, factories.told(article), actor=guest, within=A_WHILE)
        new_tags = factories.told(article, story=one.story, tried=[("cold", "no_change")])
        edit_experience(one.id, new_tags, actor=guest, within=A_WHILE)
    assert [tried.slug for tried in cards([one.id])[0].attempts] == ["cold"]


def test_nobody_else_edits_or_withdraws(article):
    one = factories.experience(article)
    for actor in (None, welcome_guest()):
        with pytest.raises(NotAllowed):
            edit_experience(one.id, factories.told(article), actor=actor, within=A_WHILE)
        with pytest.raises(NotAllowed):
            withdraw_experience(one.id, actor=actor)


def test_withdrawing_erases_the_words_and_the_votes(article):
    guest = welcome_guest()
    tags = {"causes": ["statins"], "tried": [("heat", "worse")]}
    one = factories.experience(article, author=guest, **tags)
    vote_for(one.id, voter=None)
    gone = withdraw_experience(one.id, actor=guest)
    assert (gone.story, gone.story_html, gone.name, gone.helpful_count) == ("", "", "", 0)
    assert gone.status == Status.WITHDRAWN
    for model in (Vote, Attempt, ExperienceCause):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
    assert board_page(article.id).items == []
    with pytest.raises(Gone):
        withdraw_experience(one.id, actor=guest)
    with pytest.raises(Gone):
        vote_for(one.id, voter=None)


def test_after_withdrawing_the_same_form_may_tell_again(article):
    guest = welcome_guest()
    one = factories.experience(article, author=guest, key="the-form-key")
    withdraw_experience(one.id, actor=guest)
    assert factories.experience(article, author=guest, key="the-form-key").id != one.id


def test_a_person_votes_once_and_can_take_it_back(article):
    one = factories.experience(article)
    voter = vote_for(one.id, voter=None)
    vote_for(one.id, voter=voter)
    assert cards([one.id])[0].helpful_count == 1
    take_back_vote(one.id, voter=voter)
    take_back_vote(one.id, voter=voter)
    assert cards([one.id])[0].helpful_count == 0


def test_nobody_votes_for_herself(article):
    guest = welcome_guest()
    one = factories.experience(article, author=guest)
    with pytest.raises(NotAllowed):
        vote_for(one.id, voter=guest)


def test_the_most_helpful_stands_first_when_asked(article):
    quiet = factories.experience(article, name="Quiet")
    loud = factories.experience(article, name="Loud")
    factories.experience(article, name="Newest")
    for _ in range(2):
        vote_for(quiet.id, voter=None)
    vote_for(loud.id, voter=None)
    names = [card.name for card in board_page(article.id, sort="helpful").items]
    assert names == ["Quiet", "Loud", "Newest"]


def test_what_is_not_there_is_not_found(article):
    with pytest.raises(NotFound):
        vote_for(99, voter=None)
    with pytest.raises(NotFound):
        edit_experience(99, factories.told(article), actor=None, within=A_WHILE)


def test_every_write_moves_the_stamp(article):
    stamps = [get_article("leg-cramps").stamp]
    guest = welcome_guest()

    def note() -> None:
        stamps.append(get_article("leg-cramps").stamp)

    one = post_experience(article.id, factories.told(article), author=guest)
    note()
    told = factories.told(article, story="It was the other leg, and a good deal worse.")
    edit_experience(one.id, told, actor=guest, within=A_WHILE)
    note()
    voter = vote_for(one.id, voter=None)
    note()
    take_back_vote(one.id, voter=voter)
    note()
    comment = factories.comment(article, on=one, author=guest)
    note()
    edit_comment(comment.id, ToldComment("Other words.", "Ada", "1"), actor=guest, within=A_WHILE)
    note()
    withdraw_comment(comment.id, actor=guest)
    note()
    withdraw_experience(one.id, actor=guest)
    note()
    assert stamps == sorted(set(stamps))
