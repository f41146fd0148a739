"""Taking everything along, and leaving with the words or without them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from forum.accounts.identity import _serializer
from forum.accounts.models import Person
from forum.accounts.session_actions import start_session
from forum.articles.models import Article
from forum.board.models import Experience
from forum.database import db
from tests import factories
from tests.rights.conftest import make_member

pytestmark = pytest.mark.one_engine("sqlite")

STORY = "Since the statin my left calf locks up at three, and only the floor helps."


@pytest.fixture
def told(article: Article) -> Experience:
    """A guest's story."""
    return factories.experience(article, story=STORY, name="Ada", tried=[("heat", "relieved")])


def page_of(context: BrowserContext, app: Flask, served: str, person: Person) -> Page:
    """Return a page of this person's browser."""
    name, value = "guest", _serializer().dumps([person.id, person.key])
    if person.is_member():
        name, value = app.config["ACCOUNT_COOKIE_NAME"], start_session(person.id, browser="")
    context.add_cookies([{"name": name, "value": value, "url": served}])
    return context.new_page()


def leave(page: Page, choice: str) -> None:
    page.goto("/account/erase")
    page.get_by_label(choice).check()
    page.get_by_label("I know that this is for good").check()
    page.get_by_role("button", name="Leave and erase").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left, and it is erased")


def test_the_export_downloads_and_opens(
    app: Flask,
    open_browser: Callable[..., BrowserContext],
    chromium: Browser,
    served: str,
    told: Experience,
    tmp_path: Path,
) -> None:
    ada = db.session.get(Person, told.author_id)
    page = page_of(open_browser(), app, served, ada)
    page.goto("/account/export")
    files = {}
    for link, name in (("Download the page", "all.html"), ("Download JSON", "all.json")):
        with page.expect_download() as downloading:
            page.get_by_role("link", name=link).click()
        files[name] = tmp_path / name
        downloading.value.save_as(files[name])
    held = json.loads(files["all.json"].read_text())["held"]
    assert [one["story"] for one in held["experiences"]] == [STORY]

    asked: list[str] = []
    alone = chromium.new_context(offline=True)
    opened = alone.new_page()
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(files["all.html"].as_uri())
    expect(opened.get_by_role("heading", level=1)).to_have_text("What we hold on you")
    expect(opened.get_by_text(STORY)).to_be_visible()
    assert opened.evaluate("getComputedStyle(document.querySelector('article')).borderRadius")
    assert asked == [files["all.html"].as_uri()]
    alone.close()


def test_a_guest_leaves_with_everything(
    app: Flask, open_browser: Callable[..., BrowserContext], served: str, told: Experience
) -> None:
    ada = db.session.get(Person, told.author_id)
    page = page_of(open_browser(), app, served, ada)
    leave(page, "Erase everything I wrote")
    assert [cookie["name"] for cookie in page.context.cookies()] == []
    assert page.goto(f"/experiences/{told.id}").status == 404
    page.goto("/articles/leg-cramps")
    expect(page.get_by_text(STORY)).to_have_count(0)


def test_a_member_leaves_her_words(
    app: Flask, open_browser: Callable[..., BrowserContext], served: str, article: Article
) -> None:
    harriet = make_member("Harriet", "harriet@example.org")
    told = factories.experience(article, story=STORY, author=harriet)
    page = page_of(open_browser(), app, served, harriet)
    other = page_of(open_browser(), app, served, harriet)
    other.goto("/account")
    leave(page, "Keep the words, without me")
    page.goto(f"/experiences/{told.id}")
    expect(page.get_by_text(STORY)).to_be_visible()
    expect(page.get_by_text("Somebody who has left", exact=True)).to_be_visible()
    expect(page.get_by_text("Harriet")).to_have_count(0)
    other.goto("/")
    expect(other.get_by_role("link", name="Harriet")).to_have_count(0)
