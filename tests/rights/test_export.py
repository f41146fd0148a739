"""The export holds everything that stands about a person in any table, and nothing of others."""

import json

import pytest
import sqlalchemy as sa

from forum.accounts.models import Person
from forum.database import Base, db
from forum.rights.export_queries import HELD, NOT_ABOUT_ANYBODY, everything_on
from forum.rights.labels import LABELS
from tests.pages import read, words

PEOPLES = {"people", "experiences", "comments"}
PERSONAL = {"person_id", "author_id", "email", "address", "name_key"}
"""Columns by whose name alone a table is about people."""
UNSEEN = {"key", "secret", "password", "details"}
"""What is planted where nothing is exported."""


def is_personal(table: sa.Table) -> bool:
    """Say whether rows of this table are about somebody, by what its columns are or refer to."""
    leads = {key.column.table.name for key in table.foreign_keys}
    return bool(leads & PEOPLES or PERSONAL & set(table.columns.keys()) or table.name == "people")


def test_every_table_is_exported_or_said_not_to_be_about_anybody():
    held = {one.table.name for one in HELD}
    tables = Base.metadata.tables
    assert held | set(NOT_ABOUT_ANYBODY) == set(tables)
    assert not held & set(NOT_ABOUT_ANYBODY)
    assert {name for name, table in tables.items() if is_personal(table)} <= held
    assert all(NOT_ABOUT_ANYBODY.values())


def test_what_is_left_out_of_a_table_is_there_and_has_a_reason():
    for held in HELD:
        assert set(held.withheld) <= set(held.table.columns.keys())
        assert all(held.withheld.values())


def test_every_column_has_a_name_for_people():
    columns = {
        column.name for held in HELD for column in held.table.columns
        if column.name not in held.withheld
    }  # fmt: skip
    assert columns <= set(LABELS)


def test_every_column_of_every_row_of_hers_is_in_it(life):
    person = db.session.get(Person, life.person.id)
    parts = {part.name: part for part in everything_on(person)}
    for held in HELD:
        rows = db.session.execute(sa.select(held.table).where(held.hers(person))).all()
        assert rows, f"the test has nothing in {held.table.name}"
        shown = parts[held.table.name].rows
        assert len(shown) == len(rows)
        for row in shown:
            missing = set(held.table.columns.keys()) - set(row) - set(held.withheld)
            assert not missing, held.table.name


@pytest.fixture
def browser(life, browser_of):
    return browser_of(db.session.get(Person, life.person.id))


def test_every_planted_word_is_in_the_json_but_what_lets_somebody_in(browser, life):
    answer = browser.get("/account/export.json")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    held = json.loads(answer.text)["held"]
    text = json.dumps(held)
    absent = {place for place, word in life.planted.items() if word not in text}
    assert absent == {"password", "details"}
    assert life.planted["secret"] == held["passkeys"][0]["credential_id"]
    assert "code" not in json.dumps(held["recovery_codes"][0])
    assert held["attempts"][0]["remedy"].startswith("Magnesium")
    assert held["experiences"][0]["article"] == life.article.title
    assert life.person.key not in text
    assert life.token not in text


def test_the_page_to_read_stands_alone_and_holds_the_same(browser, life):
    answer = browser.get("/account/export.html")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    absent = {place for place, word in life.planted.items() if word not in answer.text}
    assert absent == {"password", "details"}
    page = read(answer)
    assert not page.select("script, img, link, form, [src]")
    assert all(link["href"].startswith("#") for link in page.select("a"))
    left_out = words(page.select_one("#left-out"))
    for held in HELD:
        for column in held.withheld:
            assert column in left_out


def test_nothing_that_others_wrote_is_in_it(browser, life):
    for ending in ("json", "html"):
        text = browser.get(f"/account/export.{ending}").text
        assert "What became of it?" not in text
        assert "Reader" not in text
        assert "Two or three nights a week" not in text


def test_words_with_marks_stay_words_in_the_page(browser_of, article):
    from tests import factories

    story = "It was <script>alert(1)</script> & <b>so</b> all night long."
    one = factories.experience(article, story=story, name="<i>Ada</i>")
    guest = browser_of(db.session.get(Person, one.author_id))
    page = read(guest.get("/account/export.html"))
    assert not page.select("script, article b, article i")
    assert story in page.text
    assert (
        story
        in json.loads(guest.get("/account/export.json").text)["held"]["experiences"][0]["story"]
    )


def test_it_takes_the_same_statements_however_much_she_wrote(browser_of, article, statements):
    from forum.accounts.actions import welcome_guest
    from tests import factories

    guest, counted = welcome_guest("Ada"), []
    for number in range(2):
        for n in range(5):
            story = f"What happened the {n}th night of week {number}."
            factories.experience(article, author=guest, story=story, tried=[("heat", "worse")])
        db.session.refresh(guest)
        browser = browser_of(guest)
        with statements() as asked:
            assert browser.get("/account/export.json").status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert counted[0] <= len(HELD) + 4
