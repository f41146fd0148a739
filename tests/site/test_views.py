"""The home page and the addresses that operators watch."""

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from forum.database import db
from tests import factories
from tests.pages import read, words


def test_the_home_page_shows_articles_with_their_figures_and_the_newest(client, article):
    factories.experience(article, tried=[("heat", "worse")])
    page = read(client.get("/"))
    assert words(page.select_one(".teaser h2")) == article.title
    assert "1 experience" in words(page.select_one(".teaser"))
    assert "Heat 1" in words(page.select_one(".teaser .chips"))
    assert "left calf locks up" in words(page.select_one(".experience"))


def test_every_page_says_what_it_is_not_and_when_it_was_checked(client, article):
    one = factories.experience(article)
    for path in (
        "/", "/causes", "/remedies", "/articles/leg-cramps", "/articles/leg-cramps/comments",
        "/articles/leg-cramps/share", "/articles/leg-cramps/causes", "/articles/leg-cramps/remedies",
        "/articles/leg-cramps/causes/statins", "/articles/leg-cramps/remedies/heat",
        f"/experiences/{one.id}", f"/experiences/{one.id}/reply",
    ):  # fmt: skip
        footer = words(read(client.get(path)).select_one(".colophon"))
        assert "Personal experiences, not medical advice." in footer, path
        assert "22 Nov 2026" in footer, path


def test_health_needs_no_database_and_readiness_does(client, monkeypatch):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200

    def refuse() -> None:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(db.engine, "connect", refuse)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_a_database_that_lacks_a_migration_is_not_ready(client):
    with db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    assert client.get("/readyz").status_code == 503


def test_a_site_without_an_article_says_so(client):
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        for table in ("sections", "article_references", "revisions", "notices", "vocabularies",
                      "causes", "remedies", "articles"):  # fmt: skip
            connection.execute(sa.text(f"DELETE FROM {table}"))
    for path in ("/", "/causes", "/remedies"):
        assert "No article has been published here yet." in client.get(path).text
