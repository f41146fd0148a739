"""What authorities say of a remedy stands on every story that carries it, and once on its page."""

import pytest

from forum.accounts.models import Person
from forum.board.queries import own_experiences
from forum.database import db
from forum.remedies.official_notes import official_note_of
from forum.remedies.source import read_content
from tests import factories
from tests.conftest import CONTENT
from tests.pages import read, words
from tests.sources import change, copy_content, problems

GIST = "Quinine. FDA: not to be used for night cramps. MHRA: not routine."


@pytest.fixture(scope="module")
def content():
    return read_content(CONTENT)


def note_of(content, slug, **changes):
    vocabulary = content.vocabulary
    remedy = next(each for each in vocabulary.remedies if each.slug == slug)
    notices = changes.pop("notices", vocabulary.safety_notices)
    changed = remedy.model_copy(update=changes)
    return official_note_of(changed, notices, content.article.references)


def test_a_note_is_what_an_authority_says_with_its_sources(content):
    note = note_of(content, "quinine")
    assert note["gist"].startswith("FDA: not to be used")
    assert [source["citation"][:4] for source in note["sources"]] == ["US F", "MHRA"]
    assert "seek help at once" in note["also"]


def test_without_one_the_safety_notice_of_the_remedy_is_its_note(content):
    note = note_of(content, "potassium-pill")
    assert (note["gist"], note["notice"]) == ("Care with mineral doses", "minerals")


def test_what_is_not_advised_is_never_without_a_note(content):
    note = note_of(content, "quinine", official_note=None, notices=[])
    assert note["gist"].startswith("FDA: not to be used")


def test_ordinary_cautions_stay_on_the_page_of_the_remedy(content):
    assert note_of(content, "heat") is None


def test_a_note_cites_what_is_there(tmp_path):
    folder = copy_content(tmp_path)
    line = change(
        folder / "vocabulary.json", '     "odsk"\n    ]\n   },', '     "ods"\n    ]\n   },'
    )
    field = "remedies.18.official_note.refs.0"
    assert problems(folder) == [("vocabulary.json", line, field)]


@pytest.fixture
def told(article):
    """A story about quinine, twice in it, and one that has nothing to do with it."""
    factories.experience(article, tried=[("heat", "relieved")])
    tried = [("quinine", "worse"), ("soap", "relieved")]
    return factories.experience(article, causes=["statins"], tried=tried)


@pytest.mark.one_engine("sqlite")
def test_the_gist_stands_on_the_story_on_every_page_that_shows_it(client, told):
    for path in (
        "/", "/articles/leg-cramps", "/articles/leg-cramps/causes/statins",
        "/articles/leg-cramps/remedies/soap", f"/experiences/{told.id}",
    ):  # fmt: skip
        page = read(client.get(path))
        notes = page.select(".experience .official")
        assert len(notes) == 1, path
        assert words(notes[0].summary).startswith(GIST), path
        assert "Drug Safety Communication" in words(notes[0]), path
        assert notes[0].find_parent(class_="experience")["id"] == f"experience-{told.id}"


@pytest.mark.one_engine("sqlite")
def test_on_the_page_of_the_remedy_it_stands_once_at_the_top(client, told):
    page = read(client.get("/articles/leg-cramps/remedies/quinine"))
    assert len(page.select(".experience")) == 1
    assert page.select(".official") == []
    callouts = [words(callout) for callout in page.select(".callout")]
    assert [callout[:15] for callout in callouts] == ["Quinine safety.", "What authoritie"]
    assert "FDA: not to be used for night cramps" in callouts[1]


def test_ones_own_list_has_the_gist_at_no_further_statement(told, statements):
    with statements() as asked:
        own = own_experiences(told.author_id)
    assert len(asked) == 1
    assert own[0].official_gists == GIST
    assert db.session.get(Person, told.author_id)
