"""Templates compile, hold no inline script or style, and leave no word untranslated."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup, Comment, NavigableString
from flask_babel import Domain

from forum.database import db
from tests import factories

TEMPLATES = Path(__file__).parents[2] / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
STATIC = TEMPLATES.parent / "forum" / "static"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_each_template_compiles_and_holds_no_inline_script_or_style(path, app):
    app.jinja_env.get_template(str(path.relative_to(TEMPLATES)))
    source = path.read_text()
    # A block of data is no script: browsers never run what has this type.
    scripts = source.replace('<script type="application/ld+json">', "")
    assert not re.search(r"<script(?![^>]*\bsrc=)", scripts)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source)


def test_behaviors_and_parts_that_templates_ask_for_exist():
    asked = {
        name
        for path in FILES
        for names in re.findall(r'data-behavior="([^"]+)"', path.read_text())
        for name in names.split()
    }
    there = {path.stem for path in (STATIC / "js" / "behaviors").glob("*.js")}
    assert asked | {"ago"} == there  # ago is asked for by the filter that shows a moment


def test_styles_use_logical_directions_and_no_colour_but_the_tokens():
    sided = re.compile(
        r"\b(margin|padding|border)-(left|right|top|bottom)\b|\b(left|right|top|bottom):"
        r"|(?<![-\w])(width|height|min-width|max-width|min-height|max-height):"
        r"|text-align: (left|right)|float: (left|right)"
    )
    for path in (STATIC / "css").glob("*.css"):
        rules = re.sub(r"/\*.*?\*/|@media[^{]+", "", path.read_text(), flags=re.S)
        assert not sided.search(rules), (path.name, sided.search(rules))
        if path.stem != "tokens":
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl", rules), path.name


class PseudoTranslations:
    """Answers every sentence with itself, between marks."""

    def ugettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    gettext = ugettext

    def ungettext(self, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"

    ngettext = ungettext


@pytest.fixture
def pseudo(monkeypatch):
    """Let the interface speak a language in which every word can be told from others."""
    monkeypatch.setattr(Domain, "get_translations", lambda self: PseudoTranslations())


@pytest.fixture
def marked(pseudo, article):
    """Put the same marks around everything that publishers and people have written."""
    columns = {
        "articles": ("title", "topic", "category", "lede"),
        "causes": ("label", "short_label", "choice_label", "description", "link_strength"),
        "remedies": ("label", "short_label", "known", "caution"),
        "notices": ("label", "text"),
        "sections": ("title",),
        "article_references": ("citation",),
    }
    with db.engine.begin() as connection:
        for table, names in columns.items():
            for name in names:
                connection.execute(sa.text(f"UPDATE {table} SET {name} = '⟦' || {name} || '⟧'"))
        connection.execute(sa.text("UPDATE vocabularies SET edition = '⟦marked⟧'"))
        connection.execute(sa.text("UPDATE remedies SET tested_in = '[\"⟦somebody⟧\"]'"))
    db.session.rollback()
    return article


def test_no_word_of_the_interface_escapes_translation(client, marked):
    one = factories.experience(
        marked,
        name="⟦Ada⟧",
        story="⟦Something of which I shall tell here⟧",
        causes=["statins"],
        tried=[("heat", "worse"), ("⟦goose fat⟧", "relieved")],
    )
    for _each in range(10):
        factories.experience(
            marked,
            name="⟦Cy⟧",
            story="⟦It was as I had it then⟧",
            causes=["statins"],
            tried=[("heat", "worse")],
        )
    factories.comment(marked, on=one, name="⟦Bea⟧", text="⟦Thank you⟧")
    for path in (
        "/", "/causes?q=zzz", "/remedies?q=magnes", "/articles/leg-cramps", "/nope",
        "/articles/leg-cramps?cause=statins&outcome=worse", "/articles/leg-cramps/comments",
        "/articles/leg-cramps/share", "/articles/leg-cramps/causes", "/articles/leg-cramps/remedies",
        "/articles/leg-cramps/causes/statins", "/articles/leg-cramps/remedies/heat",
        "/articles/leg-cramps/remedies/soap", f"/experiences/{one.id}", "/articles/leg-cramps/reply",
        f"/experiences/{one.id}/reply", "/articles/leg-cramps?cause=nope", "/log",
        f"/experiences/{one.id}/flag",
    ):  # fmt: skip
        page = BeautifulSoup(client.get(path).text, "html.parser")
        escaped = [text for text in shown_texts(page) if not is_translated(text)]
        assert escaped == [], path


@pytest.mark.usefixtures("pseudo")
def test_no_word_of_an_error_escapes_translation(client, article):
    from tests.board.test_views import tell

    page = BeautifulSoup(tell(client, story="", name="", consent="").text, "html.parser")
    assert len(page.select(".error")) == 3
    for error in page.select(".error, .summary p"):
        assert is_translated(error.get_text()), error


def shown_texts(page: BeautifulSoup) -> list[str]:
    """Return the texts of a page and the words of its attributes, but for what editors wrote
    as running text or as lists of words."""
    pills = [pill.get_text() for pill in page.select(".prose .heard")]
    for part in page.select(
        ".prose section > *, .references, .synonyms, .numbers bdi, script, .embed pre"
    ):
        part.decompose()
    texts = pills + [
        str(text).strip()
        for text in page.find_all(string=True)
        if isinstance(text, NavigableString) and not isinstance(text, Comment)
    ]
    for name in ("aria-label", "placeholder", "title", "alt"):
        texts += [str(tag[name]) for tag in page.select(f"[{name}]")]
    return [text for text in texts if text and text != "html"]


def is_translated(text: str) -> bool:
    """Say whether everything outside the marks is punctuation, numbers, or content inside them."""
    # Babel has put dates into the reader's language; the name of the site is its own.
    outside = re.sub(r"\d+ [A-Z][a-z]{2} \d{4}|\bEased$", "", text)
    while outside != (outside := re.sub(r"⟦[^⟦⟧]*⟧", "", outside)):
        pass
    return not re.search(r"[A-Za-z]{2,}", outside)
