"""The stories about a remedy stand in an order in which failures are as frequent as they are."""

import random

import pytest

from forum.accounts.models import Person
from forum.board.actions import withdraw_experience
from forum.board.balanced_queries import balanced_page
from forum.board.models import Attempt
from forum.database import db, transaction
from forum.errors import Invalid
from forum.remedies.models import Use
from forum.remedies.queries import find_remedy
from tests import factories

CRITICAL = {"no_change", "worse"}


@pytest.fixture
def remedy(article):
    return find_remedy(article.id, "water")


@pytest.fixture
def pages(article, remedy):
    """Walks through the stories about water; gives each page's cards."""

    def walk(size: int = 20):
        found, after = [], None
        while True:
            page = balanced_page(remedy.id, factories.counts_of(remedy.id), after=after, size=size)
            found.append(page.items)
            after = page.after
            if after is None:
                return found

    return walk


def tell(article, *outcomes) -> None:
    for number, outcome in enumerate(outcomes):
        factories.experience(
            article,
            name=f"n{number}",
            story=f"Story number {number:04} is told.",
            tried=[("water", outcome)],
        )


def critical_of(cards) -> int:
    return sum(card.attempts[0].outcome in CRITICAL for card in cards)


def numbers(found) -> list[int]:
    return [card.id for page in found for card in page]


@pytest.mark.parametrize("helped", [0, 5, 20, 27, 45, 50])
def test_each_page_holds_the_share_of_critical_stories_that_there_is_in_all(article, pages, helped):
    outcomes = ["relieved", "helped_some"] * 25
    outcomes = outcomes[:helped] + ["no_change", "worse", "worse"] * 20
    outcomes = outcomes[:50]
    random.Random(helped).shuffle(outcomes)
    tell(article, *outcomes)
    found = pages()
    assert [len(page) for page in found] == [20, 20, 10]
    for page in found:
        share = sum(outcome in CRITICAL for outcome in outcomes) / 50
        assert abs(critical_of(page) - len(page) * share) <= 1
    assert critical_of(found[0]) == round(20 * share)


def test_nothing_is_lost_or_doubled_and_each_sort_comes_newest_first(article, pages):
    rng = random.Random(7)
    tell(article, *rng.choices(["relieved", "helped_some", "no_change", "worse"], k=33))
    factories.experience(article, tried=[("heat", "worse")])
    for size in (1, 4, 20, 33):
        found = pages(size)
        assert len(numbers(found)) == len(set(numbers(found))) == 33
        for sort in (True, False):
            ids = [
                card.id
                for page in found
                for card in page
                if (card.attempts[0].outcome in CRITICAL) is sort
            ]
            assert ids == sorted(ids, reverse=True)


def test_a_story_with_both_uses_stands_once_and_is_critical_if_one_failed(article, remedy, pages):
    tell(article, "relieved", "relieved", "no_change")
    with transaction():
        for attempt, outcome in zip(
            db.session.query(Attempt).order_by(Attempt.id).all(),
            ["worse", "helped_some", "worse"],
            strict=True,
        ):
            attempt.use = Use.DURING
            db.session.add(
                Attempt(
                    person_id=attempt.person_id,
                    experience_id=attempt.experience_id,
                    position=1,
                    remedy_id=remedy.id,
                    written="Water",
                    use=Use.PREVENT,
                    outcome=outcome,
                    told_at=attempt.told_at,
                )
            )
    for size in (1, 2, 20):
        assert len(numbers(pages(size))) == len(set(numbers(pages(size)))) == 3


def test_what_is_no_longer_visible_is_left_out(article, pages):
    tell(article, "worse", "relieved")
    gone = factories.experience(article, tried=[("water", "worse")])
    withdraw_experience(gone.id, actor=db.session.get(Person, gone.author_id))
    assert len(numbers(pages())) == 2


def test_where_one_sort_has_run_out_the_other_goes_on(article, remedy):
    tell(article, *["relieved"] * 5, "worse")
    misleading = factories.counts_of(remedy.id)._replace(worse=500)
    page = balanced_page(remedy.id, misleading)
    assert [card.attempts[0].outcome for card in page.items] == ["worse", *["relieved"] * 5]


def test_a_page_takes_two_statements_and_cursors_of_other_lists_are_refused(
    article, remedy, statements
):
    tell(article, *["relieved", "worse"] * 15)
    counts = factories.counts_of(remedy.id)
    with statements() as counted:
        page = balanced_page(remedy.id, counts)
    assert len(counted) == 2
    with statements() as counted:
        assert balanced_page(remedy.id, counts, after=page.after).after is None
    assert len(counted) == 2
    with pytest.raises(Invalid):
        balanced_page(remedy.id, counts, after="WyJuZXdlc3QiLDFd")
