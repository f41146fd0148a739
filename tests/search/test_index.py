"""The index of the database: it holds what everybody may read, the moment that they may."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.accounts.actions import welcome_guest
from forum.articles.models import Article, Section
from forum.board.actions import (
    edit_experience,
    hide_experience,
    restore_experience,
    withdraw_experience,
)
from forum.board.comment_actions import withdraw_comment
from forum.board.models import Audience, Experience
from forum.database import db, transaction
from forum.search.expressions import All, Any, Phrase, Without
from forum.search.index_queries import find_comments, find_experiences, find_sections
from tests import factories

STORY = "The wardrobe fell over while I hopped about at night."


def found(*words: str, in_name: bool = False) -> list[int]:
    return [one.id for one in find_experiences(Phrase(words, in_name=in_name), missing=0)]


def test_a_story_is_found_by_its_words_in_any_ending_and_without_accents(article):
    one = factories.experience(article, story="My café’s wardrobes fell over, said Zoë.")
    for words in (("wardrobe",), ("cafe",), ("zoe",), ("wardrobes", "fell")):
        assert found(*words) == [one.id], words
    assert found("fell", "wardrobe") == []


def test_a_story_is_found_by_its_tags_its_own_remedies_and_its_side_effects(article):
    one = factories.experience(
        article, story=STORY, causes=["statins"], tried=[("heat", "worse"), ("Goat milk", "worse")]
    )
    terms = db.session.get(Experience, one.id).search_terms
    assert "outcomeworse" in terms
    assert "Goat milk" in terms
    for term in terms.lower().split():
        assert found(term) == [one.id], term


def test_a_name_is_found_as_a_name_and_not_as_a_word(article):
    one = factories.experience(article, story=STORY, name="Marigold")
    assert found("marigold") == []
    assert found("marigold", in_name=True) == [one.id]


def test_what_can_no_longer_be_read_is_no_longer_found(article):
    author = welcome_guest("Harriet")
    one = factories.experience(article, author=author, story=STORY)
    assert found("wardrobe") == [one.id]
    hide_experience(one.id)
    assert found("wardrobe") == []
    restore_experience(one.id)
    assert found("wardrobe") == [one.id]
    withdraw_experience(one.id, actor=author)
    assert found("wardrobe") == []


def test_an_edit_takes_the_old_words_out(article):
    author = welcome_guest("Harriet")
    one = factories.experience(article, author=author, story=STORY, causes=["statins"])
    new = factories.told(article, story="The window was open at night.", causes=["thyroid"])
    terms = db.session.get(Experience, one.id).search_terms
    edit_experience(one.id, new, actor=author, within=timedelta(hours=1))
    assert found("wardrobe") == found(terms) == []
    assert found("window") == [one.id]


def test_a_story_for_members_is_not_found(article):
    factories.experience(article, author=factories.member(), story=STORY, audience=Audience.MEMBERS)
    assert found("wardrobe") == []


def test_comments_are_found_where_their_story_can_be_read(article):
    def commented() -> int:
        return len(find_comments(Phrase(("banister",)), missing=0))

    author = welcome_guest("Harriet")
    one = factories.experience(article, story=STORY)
    comment = factories.comment(article, on=one, author=author, text="Hold on to the banister.")
    factories.comment(article, text="The banister helps.")
    assert commented() == 2
    hide_experience(one.id)
    assert commented() == 1
    restore_experience(one.id)
    withdraw_comment(comment.id, actor=author)
    assert commented() == 1


def test_sections_are_found_the_best_first(article):
    assert find_sections(Phrase(("magnesium",)), most=3)


def test_expressions_mean_the_same_on_both_databases(article):
    one = factories.experience(article, story="A wardrobe and a door at night.")
    two = factories.experience(article, story="A wardrobe and a window in daylight.")
    wardrobe, door, window = Phrase(("wardrobe",)), Phrase(("door",)), Phrase(("window",))
    asked = {
        All((wardrobe, door)): [one.id],
        Any((door, window)): [two.id, one.id],
        Without(wardrobe, door): [two.id],
        Any((All((wardrobe, door)), All((wardrobe, window)))): [two.id, one.id],
    }
    for expression, ids in asked.items():
        assert [c.id for c in find_experiences(expression, missing=0)] == ids


@pytest.mark.one_engine("sqlite")
def test_a_connection_that_has_searched_notices_a_vacuum(app, article, database):
    """SQLite 3.40 forgets its tables in the middle of a DELETE otherwise."""
    one = factories.experience(article, story=STORY)
    with closing(sqlite3.connect(database.path)) as somebody_else:
        somebody_else.execute("VACUUM")
    with transaction():
        db.session.execute(sa.update(Article).values(stamp=Article.stamp + 1))
    with closing(sqlite3.connect(database.path)) as somebody_else:
        somebody_else.execute("VACUUM")
    with transaction():
        db.session.execute(sa.delete(Section))
    assert find_sections(Phrase(("magnesium",)), most=3) == []
    assert found("wardrobe") == [one.id]


@pytest.mark.one_engine("sqlite")
def test_the_index_is_what_the_tables_are(app, article):
    author = welcome_guest("Harriet")
    for number in range(6):
        one = factories.experience(article, author=author, story=f"{STORY} {number}")
        factories.comment(article, on=one, text=f"The banister, the {number}th.")
    hide_experience(one.id)
    with transaction():
        for table in ("experiences", "comments", "sections"):
            check = f"INSERT INTO {table}_found({table}_found, rank) VALUES ('integrity-check', 1)"
            db.session.execute(sa.text(check))
