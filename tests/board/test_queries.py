"""Narrowing, sorting and turning the pages of the board."""

import pytest

from forum.board.models import Audience, Status
from forum.board.queries import board_page, get_experience
from forum.database import transaction
from forum.errors import Invalid
from forum.remedies.models import Outcome, Use
from forum.remedies.queries import find_cause, find_remedy
from tests import factories


@pytest.fixture
def told(article):
    """Four experiences that differ in cause, remedy and outcome."""
    factories.experience(article, name="a", causes=["statins"], tried=[("magnesium", "no_change")])
    factories.experience(article, name="b", causes=["statins"], tried=[("magnesium", "worse")])
    factories.experience(article, name="c", causes=["alcohol"], tried=[("magnesium", "no_change")])
    factories.experience(
        article,
        name="d",
        causes=["statins", "alcohol"],
        tried=[("magnesium", "relieved"), ("heat", "no_change")],
    )


def names(article, *, cause=None, remedy=None, **narrowed) -> str:
    page = board_page(
        article.id,
        cause_id=cause and find_cause(article.id, cause).id,
        remedy_id=remedy and find_remedy(article.id, remedy).id,
        **narrowed,
    )
    return "".join(sorted(card.name for card in page.items))


@pytest.mark.usefixtures("told")
def test_filters_combine_and_an_outcome_is_that_of_the_remedy(article):
    assert names(article) == "abcd"
    assert names(article, cause="statins") == "abd"
    assert names(article, remedy="heat") == "d"
    assert names(article, outcome="no_change") == "acd"
    assert names(article, remedy="magnesium", outcome="no_change") == "ac"
    assert names(article, cause="statins", remedy="magnesium", outcome="no_change") == "a"
    assert names(article, cause="statins", outcome="no_change") == "ad"
    assert names(article, cause="thyroid") == ""


@pytest.mark.parametrize("sort", ["newest", "helpful"])
def test_pages_hold_everything_once(article, sort):
    for number in range(45):
        factories.experience(
            article, name=f"name {number}", story=f"Story number {number:05} told."
        )
    seen, after, sizes = [], None, []
    while True:
        page = board_page(article.id, sort=sort, after=after)
        seen += [card.name for card in page.items]
        sizes.append(len(page.items))
        after = page.after
        if after is None:
            break
    assert seen == [f"name {number}" for number in reversed(range(45))]
    assert sizes == [20, 20, 5]


def test_a_full_last_page_has_nothing_after_it(article):
    for number in range(20):
        factories.experience(article, story=f"Story number {number:05} told.")
    assert board_page(article.id).after is None


def test_a_cursor_of_another_order_is_refused(article):
    for number in range(21):
        factories.experience(article, story=f"Story number {number:05} told.")
    after = board_page(article.id, sort="newest").after
    with pytest.raises(Invalid):
        board_page(article.id, sort="helpful", after=after)


def test_the_board_is_narrowed_to_an_age(article, client):
    factories.experience(article, name="old", age_band="75+")
    factories.experience(article, name="young", age_band="16-24")
    assert names(article, age_band="75+") == "old"
    assert "75 or over ×" in client.get("/articles/leg-cramps?age=75%2B").text
    assert client.get("/articles/leg-cramps?age=7").status_code == 400


@pytest.mark.parametrize("tags", [("cause",), ("remedy",), ("cause", "remedy")])
def test_common_tags_and_rare_ones_are_sorted_by_votes_alike(article, tags):
    """Which way a board is read is a matter of numbers: what stands on it is not."""
    carried = []
    for number in range(26):
        causes = ["statins"] if number % 9 else []
        tried = [("heat", "worse")] if number % 11 else []
        one = factories.experience(article, causes=causes, tried=tried)
        with transaction():
            get_experience(one.id).helpful_count = number % 4
        if all({"cause": causes, "remedy": tried}[tag] for tag in tags):
            carried.append((number % 4, one.id))
    ids = {"cause_id": find_cause(article.id, "statins").id}
    ids["remedy_id"] = find_remedy(article.id, "heat").id
    wanted = {f"{tag}_id": ids[f"{tag}_id"] for tag in tags}
    for is_common in (False, True):
        found, after = [], None
        while not found or after:
            page = board_page(
                article.id, sort="helpful", after=after, is_common=is_common, **wanted
            )
            found += [(card.helpful_count, card.id) for card in page.items]
            after = page.after
        assert found == sorted(carried, reverse=True)


@pytest.mark.parametrize("is_common", [False, True])
def test_two_tags_an_outcome_and_an_age_are_sorted_by_votes_however_they_are_found(
    article, is_common
):
    def told(outcome: str = "worse", causes: tuple[str, ...] = ("statins",), **values) -> int:
        return factories.experience(
            article, causes=list(causes), tried=[("heat", outcome)], **values
        ).id

    first, second = told(age_band="45-54"), told(age_band="45-54")
    relieved, of_age = told("relieved", age_band="45-54"), told(age_band="75+")
    told(causes=("thyroid",), age_band="45-54")
    held = told(age_band="45-54", status=Status.HELD)
    member = factories.member()
    told_to_members = told(age_band="45-54", author=member, audience=Audience.MEMBERS)
    with transaction():
        get_experience(first).helpful_count = 2
    cause, remedy = find_cause(article.id, "statins").id, find_remedy(article.id, "heat").id

    def found(reader=None, **wanted) -> list[int]:
        tags = {"cause_id": cause, "remedy_id": remedy, "is_common": is_common}
        page = board_page(article.id, reader=reader, sort="helpful", **tags, **wanted)
        return [card.id for card in page.items]

    assert found() == [first, of_age, relieved, second]
    assert found(age_band="45-54") == [first, relieved, second]
    assert found(outcome=Outcome.WORSE) == [first, of_age, second]
    assert found(outcome=Outcome.WORSE, age_band="45-54") == [first, second]
    everything = found(member)
    assert everything == [first, told_to_members, of_age, relieved, second]
    assert held not in everything


@pytest.mark.parametrize("narrowed", [{}, {"outcome": Outcome.WORSE}, {"sort": "helpful"}])
def test_what_was_tried_for_both_of_its_uses_stands_on_the_board_once(article, narrowed):
    attempts = [
        factories.attempt(article, "magnesium-skin", "worse", use=use)
        for use in Use
        if use != "both"
    ]
    one = factories.experience(article, attempts=tuple(attempts))
    remedy = find_remedy(article.id, "magnesium-skin")
    assert remedy.use == Use.BOTH
    page = board_page(article.id, remedy_id=remedy.id, **narrowed)
    assert [card.id for card in page.items] == [one.id]
