"""What publishers and operators do from a terminal."""

import json
import shutil

import pytest
import sqlalchemy as sa

import config
from forum import create_app
from forum.articles.queries import get_article
from forum.board.models import Attempt, Comment, Experience, Vote
from forum.board.queries import board_page
from forum.clock import now
from forum.database import Base, db
from forum.remedies.tally_models import SideEffectCount, Tally
from tests import factories
from tests.conftest import CONTENT, settings_for
from tests.pages import read, words


@pytest.fixture
def run(app):
    """Runs a command on a site with the article published."""
    return lambda *words: app.test_cli_runner().invoke(args=["forum", *map(str, words)])


def test_init_makes_an_empty_site_and_can_be_run_again(tmp_path, monkeypatch):
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    settings = settings_for(f"sqlite:///{tmp_path}/new.db")
    app = create_app(settings | {"SECRET_KEY": config.DEFAULT_SECRET_KEY})
    app.instance_path = str(tmp_path / "instance")
    first = app.test_cli_runner().invoke(args=["forum", "init"])
    assert first.exit_code == 0, first.output
    assert "A secret key was written" in first.output
    key = (tmp_path / "instance" / "secret_key").read_text()
    assert len(key) > 32
    assert app.test_cli_runner().invoke(args=["forum", "init"]).exit_code == 0
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
        db.engine.dispose()


def test_a_real_site_says_nowhere_that_it_is_a_sample(app, article):
    factories.experience(article, tried=[("heat", "worse")])
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                assert "sample" not in str(row).lower(), table.name
    assert not get_article("leg-cramps").is_demonstration


def test_publish_says_what_it_did(run, tmp_path):
    again = run("publish", CONTENT)
    assert again.exit_code == 0
    assert "nothing has changed" in again.output
    folder = shutil.copytree(CONTENT, tmp_path / "leg-cramps")
    vocabulary = json.loads((folder / "vocabulary.json").read_text())
    vocabulary["causes"][1]["label"] = "Growing older"
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary))
    assert "causes: 0 added, 1 changed, 0 removed" in run("publish", folder).output


def test_publish_names_mistakes_and_changes_nothing(run, tmp_path):
    folder = shutil.copytree(CONTENT, tmp_path / "leg-cramps")
    article = folder / "article.md"
    article.write_text(article.read_text().replace("(cause:thyroid)", "(cause:thyro)"))
    stamp = get_article("leg-cramps").stamp
    result = run("publish", folder)
    assert result.exit_code == 1
    assert "article.md, line" in result.output
    assert "the vocabulary has no cause 'thyro'" in result.output
    assert "Traceback" not in result.output
    assert get_article("leg-cramps").stamp == stamp


def test_publish_of_no_folder_is_refused(run):
    assert run("publish", "nowhere").exit_code == 2


@pytest.mark.one_engine("sqlite")
def test_demo_tells_the_invented_stories_once_and_says_so_on_every_page(run, client):
    first = run("demo")
    assert first.exit_code == 0, first.output
    assert "40 invented stories told" in first.output
    assert "0 invented stories told" in run("demo").output
    assert get_article("leg-cramps").experience_count == 40
    for path in ("/", "/causes", "/articles/leg-cramps", "/articles/leg-cramps/share"):
        banner = read(client.get(path)).select_one(".demonstration")
        assert "invented" in words(banner)


@pytest.mark.one_engine("sqlite")
def test_demo_stories_are_told_over_the_last_year_with_comments_and_votes(run):
    run("demo")
    dates = db.session.scalars(sa.select(Experience.created_at).order_by(Experience.id)).all()
    assert dates == sorted(dates)
    assert 300 < (now() - dates[0]).days < 366
    assert (now() - dates[-1]).days < 14
    for model, least in ((Comment, 30), (Vote, 50), (Attempt, 55)):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) >= least
    assert min(db.session.scalars(sa.select(Comment.created_at))) > dates[0]
    assert max(db.session.scalars(sa.select(Comment.created_at))) <= now()


@pytest.mark.parametrize("write", [factories.experience, factories.comment])
def test_demo_refuses_a_board_that_people_write_on(run, article, write):
    write(article)
    result = run("demo")
    assert result.exit_code == 1
    assert "nothing invented is added" in result.output
    article = get_article("leg-cramps")
    assert article.experience_count + article.comment_count == 1
    assert not article.is_demonstration


def test_demo_fills_a_board_of_any_size_the_same_each_time(run, article):
    result = run("demo", "--experiences", 150)
    assert result.exit_code == 0, result.output
    assert "190 experiences are on the board." in result.output
    assert get_article("leg-cramps").experience_count == 190
    seen, after = set(), None
    while True:
        page = board_page(article.id, after=after)
        seen |= {card.id for card in page.items}
        if page.after is None:
            break
        after = page.after
    assert len(seen) == 190
    one = factories.experience(article)
    assert one.id == max(seen) + 1
    stories = db.session.scalars(sa.select(Experience.story).order_by(Experience.id)).all()
    assert len(set(stories)) > 100


def test_recount_says_that_nothing_differed(run, article):
    factories.experience(article, causes=["statins"], tried=[("heat", "worse")])
    stamp = get_article("leg-cramps").stamp
    for names in ([], ["leg-cramps"]):
        result = run("recount", *names)
        assert (result.exit_code, result.output) == (0, "Nothing differed.\n")
    assert get_article("leg-cramps").stamp == stamp
    assert run("recount", "nowhere").exit_code == 1


def test_recount_says_what_differed_from_what_to_what(run, article):
    one = factories.experience(article, age_band="45-54", tried=[("heat", "worse")])
    with db.engine.begin() as connection:
        connection.execute(sa.update(Tally).where(Tally.age_band == "").values(worse=3, relieved=1))
        connection.execute(sa.delete(Tally).where(Tally.age_band != "", Tally.use == "during"))
        connection.execute(sa.update(Experience).values(helpful_count=7))
        connection.execute(sa.insert(SideEffectCount).values(remedy_id=1, words="itch", people=2))
    db.session.rollback()
    result = run("recount")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        f"experience {one.id}: helpful_count 7 -> 0",
        "heat: relieved 1 -> 0, worse 3 -> 1",
        "heat, during: relieved 1 -> 0, worse 3 -> 1",
        "heat, during, 45-54: worse 0 -> 1",
        "stretch-now, a side effect: people 2 -> 0",
        "5 differed.",
    ]
    assert run("recount").output == "Nothing differed.\n"


def test_recount_of_a_board_full_of_mistakes_is_short(run, article):
    run("demo")
    with db.engine.begin() as connection:
        connection.execute(sa.delete(Tally))
    result = run("recount")
    assert len(result.output.splitlines()) == 42
    assert "... and " in result.output
