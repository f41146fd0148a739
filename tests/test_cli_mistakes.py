"""Commands answer what goes wrong with a sentence and a status of 1, never with a traceback."""

import json
import shutil

import pytest
import sqlalchemy as sa

from forum import cli, create_app
from forum.articles.models import Article
from forum.articles.queries import get_article
from forum.database import db
from tests import factories
from tests.conftest import CONTENT, settings_for
from tests.sources import change, change_json, copy_content


@pytest.fixture
def run(app):
    """Runs a command on a site with the article published."""
    return lambda *words: app.test_cli_runner().invoke(args=["forum", *map(str, words)])


@pytest.fixture
def new_site(tmp_path):
    """Makes a site that nobody has set up, and runs commands on it."""
    made = []

    def make(url):
        made.append(create_app(settings_for(url)))
        runner = made[0].test_cli_runner()
        return lambda *words: runner.invoke(args=["forum", *map(str, words)])

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def assert_plain(result):
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Error: " in result.output


def test_publishing_before_init_says_what_to_do(new_site, tmp_path):
    run = new_site(f"sqlite:///{tmp_path}/new.db")
    result = run("publish", CONTENT)
    assert_plain(result)
    assert "run `flask forum init` first" in result.output
    assert run("init").exit_code == 0
    assert run("publish", CONTENT).exit_code == 0


def test_an_older_database_is_to_be_brought_up_to_date(new_site, tmp_path, monkeypatch):
    run = new_site(f"sqlite:///{tmp_path}/new.db")
    assert run("init").exit_code == 0
    monkeypatch.setattr(cli, "is_up_to_date", lambda: False)
    monkeypatch.setattr(cli, "publish_content", fail_with_database_error)
    assert "run `flask forum init` first" in run("publish", CONTENT).output


def fail_with_database_error(content):
    raise sa.exc.OperationalError("INSERT ...", {}, Exception("disk full\nDETAIL: a row"))


@pytest.mark.parametrize("command", [["publish", CONTENT], ["demo"]])
def test_a_database_that_cannot_be_opened_is_said_plainly(new_site, tmp_path, command):
    result = new_site(f"sqlite:///{tmp_path}/nowhere/new.db")(*command)
    assert_plain(result)
    assert "The database cannot be used: unable to open database file" in result.output


def test_what_the_database_refuses_is_said_without_what_people_wrote(run, monkeypatch):
    monkeypatch.setattr(cli, "publish_content", fail_with_database_error)
    result = run("publish", CONTENT)
    assert_plain(result)
    assert "The database cannot be used: disk full" in result.output
    assert "DETAIL" not in result.output


def test_the_number_of_invented_experiences_cannot_be_negative(run):
    result = run("demo", "--experiences", -1)
    assert result.exit_code == 2
    assert "-1 is not in the range x>=0" in result.output


def test_a_gone_tag_is_named_at_the_line_of_its_list(run, article, tmp_path):
    told = [("pinch-press", "worse"), ("soap", "worse")]
    factories.experience(article, causes=["thyroid"], tried=told)
    folder = copy_content(tmp_path)
    text = (folder / "article.md").read_text()
    gone = {"pinch-press", "soap", "thyroid"}
    for slug in gone:
        at = text.index(f":{slug})")
        start, end = text.rindex("\n", 0, at), text.index("\n", at)
        text = text[:start] + text[end:]
    (folder / "article.md").write_text(text)
    for list_ in ("causes", "remedies"):
        change_json(
            folder / "vocabulary.json",
            lambda v, at=list_: v.update({at: [tag for tag in v[at] if tag["slug"] not in gone]}),
        )
    output = run("publish", folder).output
    lines = (folder / "vocabulary.json").read_text().split("\n")
    for list_, slug in (("causes", "thyroid"), ("remedies", "pinch-press"), ("remedies", "soap")):
        line = next(n for n, text in enumerate(lines, start=1) if f'"{list_}": [' in text)
        assert f"vocabulary.json, line {line}, {list_}: '{slug}' is gone" in output
    assert db.session.scalar(sa.select(sa.func.count(Article.id))) == 1


@pytest.fixture
def demonstration(tmp_path, monkeypatch):
    """A copy of the demonstration, to be spoilt."""
    folder = copy_content(tmp_path)
    monkeypatch.setattr(cli, "DEMONSTRATION", folder)
    return folder / "demonstration.json"


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda s: s.update(days_ago=10**9), "days_ago"),
        (lambda s: s.update(name=""), "name"),
        (lambda s: s.update(name="n" * 200), "name"),
        (lambda s: s.update(story="s" * 6000), "story"),
        (lambda s: s.update(story="  short  "), "story"),
        (lambda s: s.update(causes=["ageing", "ageing"]), "causes.1"),
        (lambda s: s.update(causes=["agein"]), "causes.0"),
        (lambda s: s["attempts"].append(s["attempts"][0]), "attempts.2.remedy"),
        (lambda s: s["attempts"][1].update(remedy="haet"), "attempts.1.remedy"),
        (lambda s: s["attempts"][1].update(remedy="water"), "attempts.1.remedy"),
        (lambda s: s["attempts"][1].update(use="prevent"), "attempts.1.use"),
        (lambda s: s["attempts"][0].update(side_effect="s" * 300), "attempts.0.side_effect"),
        (lambda s: s["comments"][0].update(text="!"), "comments.0.text"),
        (lambda s: s["comments"][0].update(name="n" * 200), "comments.0.name"),
        (lambda s: s.update(votes=10**30), "votes"),
    ],
)
def test_a_mistake_in_the_demonstration_is_named_and_nothing_is_stored(
    run, demonstration, spoil, field
):
    change(demonstration.parent / "article.md", "A muscle clenches", "A muscle cramps")
    change_json(demonstration, lambda v: spoil(v["experiences"][0]))
    stamp = get_article("leg-cramps").stamp
    result = run("demo")
    assert_plain(result)
    assert f", experiences.0.{field}: " in result.output
    article = get_article("leg-cramps")
    assert (article.stamp, article.experience_count) == (stamp, 0)
    assert not article.is_demonstration


def test_deeply_nested_answers_are_named(run, demonstration):
    comment = {"name": "Ada", "text": "So."}
    for _ in range(300):
        comment = {"name": "Ada", "text": "So.", "answers": [comment]}
    change_json(demonstration, lambda v: v.update(comments=[comment]))
    assert_plain(run("demo"))


def test_a_demonstration_without_stories_can_be_filled_with_none(run, demonstration):
    demonstration.write_text(json.dumps({"experiences": []}))
    assert "0 invented stories told" in run("demo").output
    assert_plain(run("demo", "--experiences", 5))
    shutil.rmtree(demonstration.parent)
    assert_plain(run("demo"))
