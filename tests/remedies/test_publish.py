"""Publishing stores an article with its vocabulary, whole or not at all."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.articles.models import Article, Revision, Section
from forum.articles.queries import all_articles, get_article
from forum.content import ContentError
from forum.database import db
from forum.remedies.actions import publish
from forum.remedies.edition_queries import edition_of
from forum.remedies.models import Remedy
from forum.remedies.queries import causes_of, find_cause, find_remedy, lexicon_of, remedies_of
from forum.remedies.source import read_content
from tests import factories
from tests.conftest import CONTENT
from tests.sources import copy_content, write_article


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the article on leg cramps, to be edited."""
    return copy_content(tmp_path)


def edit_vocabulary(folder: Path, change) -> None:
    vocabulary = json.loads((folder / "vocabulary.json").read_text())
    change(vocabulary)
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary))


def edit_text(folder: Path, old: str, new: str) -> None:
    path = folder / "article.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def second_article(folder: Path) -> Path:
    write_article(folder, "## One\n\nSee [pillow](cause:pillow).[^a]\n")
    return folder


def revisions() -> int:
    return db.session.scalar(sa.select(sa.func.count(Revision.id)))


def test_publishing_the_same_again_changes_nothing(article):
    stamp = article.stamp
    published = publish(read_content(CONTENT))
    assert not published.is_changed
    assert get_article("leg-cramps").stamp == stamp
    assert revisions() == 1


def test_a_changed_text_is_shown_and_the_earlier_one_kept(article, folder):
    stamp = article.stamp
    edit_text(folder, "A muscle clenches by itself", "A muscle cramps all by itself")
    assert publish(read_content(folder)).is_changed
    html = db.session.scalar(sa.select(Section.html).filter_by(slug="what-it-is"))
    assert "A muscle cramps all by itself" in html
    sources = db.session.scalars(sa.select(Revision.source).order_by(Revision.number)).all()
    assert ["clenches by itself" in source for source in sources] == [True, False]
    assert get_article("leg-cramps").stamp > stamp


def test_a_section_that_is_gone_is_taken_away(article, folder):
    text = (folder / "article.md").read_text()
    start, end = text.index("## Soap, mustard"), text.index("## Tell us yours")
    (folder / "article.md").write_text(text[:start] + text[end:])
    publish(read_content(folder))
    slugs = db.session.scalars(sa.select(Section.slug)).all()
    assert "folk" not in slugs
    assert "your-turn" in slugs


def test_counts_survive_a_new_edition(article, folder):
    factories.experience(article, causes=["statins"], tried=[("heat", "worse")])
    edit_vocabulary(folder, lambda v: v["causes"][9].update(label="Statins and the like"))
    publish(read_content(folder))
    statins = find_cause(article.id, "statins")
    assert (statins.label, statins.experience_count) == ("Statins and the like", 1)


def test_new_words_are_found_at_once(article, folder):
    assert lexicon_of(article.id).find_named("goose fat") == []
    edit_vocabulary(folder, lambda v: v["remedies"][3]["synonyms"].append("goose fat"))
    publish(read_content(folder))
    assert [tag.slug for tag in lexicon_of(article.id).find_named("goose fat")] == ["heat"]


def test_a_tag_nobody_has_told_of_can_go(article, folder):
    edit_text(folder, "- [Pinching the lip](remedy:pinch-press): Untested. Be gentle.\n", "")
    gone = "pinch-press"
    edit_vocabulary(
        folder, lambda v: v.update(remedies=[r for r in v["remedies"] if r["slug"] != gone])
    )
    publish(read_content(folder))
    assert find_remedy(article.id, gone) is None


def test_a_tag_with_stories_cannot_go_and_nothing_changes(article, folder):
    factories.experience(article, tried=[("pinch-press", "worse")])
    edit_text(folder, "- [Pinching the lip](remedy:pinch-press): Untested. Be gentle.\n", "")
    edit_text(folder, "A muscle clenches", "A muscle cramps")
    edit_vocabulary(
        folder,
        lambda v: v.update(remedies=[r for r in v["remedies"] if r["slug"] != "pinch-press"]),
    )
    stamp = get_article("leg-cramps").stamp
    with pytest.raises(ContentError, match="retired"):
        publish(read_content(folder))
    assert find_remedy(article.id, "pinch-press") is not None
    assert get_article("leg-cramps").stamp == stamp
    assert revisions() == 1


def test_a_retired_tag_keeps_its_stories_and_is_no_longer_offered(article, folder):
    factories.experience(article, tried=[("soap", "worse")])
    index = next(n for n, r in enumerate(remedies_of(article.id)) if r.slug == "soap")
    edit_vocabulary(folder, lambda v: v["remedies"][index].update(retired=True))
    publish(read_content(folder))
    assert lexicon_of(article.id).find_named("soap") == []
    assert next(r for r in remedies_of(article.id) if r.slug == "soap").count == 1


def test_a_second_article_has_a_vocabulary_of_its_own_and_nothing_mixes(article, tmp_path, client):
    factories.experience(article, causes=["statins"], tried=[("heat", "relieved")])
    second = publish(read_content(second_article(tmp_path))).article
    assert [cause.slug for cause in causes_of(second.id)] == ["pillow", "statins"]
    assert find_cause(second.id, "statins").experience_count == 0
    factories.experience(second, causes=["statins"], tried=[("heat", "worse")])
    assert find_cause(article.id, "statins").experience_count == 1
    assert find_remedy(article.id, "soap") is not None
    assert find_remedy(second.id, "soap") is None
    assert client.get("/articles/stiff-necks/remedies/soap").status_code == 404
    assert "Harriet" in client.get("/articles/stiff-necks?remedy=heat").text
    assert client.get("/articles/leg-cramps?cause=pillow").status_code == 400
    assert [a.slug for a in all_articles()] == ["stiff-necks", "leg-cramps"]
    for page in ("/", "/causes", "/remedies"):
        text = client.get(page).text
        assert "/articles/stiff-necks" in text
        assert "/articles/leg-cramps" in text


def test_an_article_exists_only_when_all_of_it_was_stored(app, tmp_path, monkeypatch):
    content = read_content(second_article(tmp_path))
    monkeypatch.setattr("forum.remedies.actions._notices", lambda *_of: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(content)
    assert db.session.scalar(sa.select(sa.func.count(Article.id))) == 1


def test_a_tag_that_was_taken_away_and_put_back_is_offered_under_its_new_number(article, folder):
    def add_soup(vocabulary) -> None:
        soup = {**vocabulary["remedies"][0], "slug": "soup", "label": "Soup", "synonyms": []}
        vocabulary["remedies"].append({**soup, "short_label": "Soup", "refs": []})

    edit_vocabulary(folder, add_soup)
    for content in (folder, CONTENT, folder):
        publish(read_content(content))
        rows = db.session.execute(sa.select(Remedy.slug, Remedy.id).order_by(Remedy.position))
        offered = edition_of(article.id).remedies
        assert [(remedy.slug, remedy.id) for remedy in offered] == list(map(tuple, rows))
