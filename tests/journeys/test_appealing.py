"""A reader flags a story; its author reads what was decided, says something against it, and is
right."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from forum.accounts.models import Person, Role
from forum.accounts.session_actions import start_session
from forum.database import db
from forum.moderation.appeal_actions import decide_appeal
from forum.moderation.case_actions import Thing
from forum.moderation.decision_actions import hide
from forum.moderation.models import Appeal, Flag, Reason
from tests import factories

from .conftest import PHONE
from .test_accessibility import faults_on

pytestmark = pytest.mark.one_engine("sqlite")
ARTICLE = "/articles/leg-cramps"
STORY = "My doctor gave me six times the usual amount."


def come_in(page: Page, person: Person, app, served: str) -> None:
    token = start_session(person.id, browser="")
    name = app.config["ACCOUNT_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": token, "url": served}])


def flag(page: Page, *, runs_scripts: bool) -> None:
    page.get_by_role("link", name="Flag", exact=True).click()
    page.get_by_role("radio", name="Something else").check()
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page.locator(".summary")).to_contain_text("in a few words")
    expect(page.get_by_role("radio", name="Something else")).to_be_checked()
    assert not runs_scripts or faults_on(page) == []
    page.get_by_role("radio", name="It could harm somebody").check()
    page.get_by_label("In your words").fill("Six times as much")
    page.get_by_role("button", name="Send to the moderators").click()


def test_a_reader_flags_and_the_author_appeals_and_is_right(
    article, any_script, open_browser, app, served
):
    author = factories.member("Eve")
    one = factories.experience(article, author=author, story=STORY)
    reader = any_script
    reader.goto(ARTICLE)
    runs_scripts = reader.evaluate("matchMedia('(scripting: enabled)').matches")
    flag(reader, runs_scripts=runs_scripts)
    thanks = reader.get_by_text("A moderator will look at it")
    expect(thanks).to_be_visible()
    if runs_scripts:
        expect(thanks).to_be_focused()
        assert reader.url == f"{served}{ARTICLE}"
    assert db.session.scalars(sa.select(Flag.line)).all() == ["Six times as much"]

    first = factories.member("Ada", Role.MODERATOR)
    hide(Thing.of(one), Reason.DANGEROUS, actor=first, note="Too much for most.")
    hers = open_browser(viewport=PHONE, has_touch=True, java_script_enabled=runs_scripts).new_page()
    come_in(hers, author, app, served)
    hers.goto(ARTICLE)
    hers.get_by_role("link", name="News").click()
    hers.get_by_role("link", name="taken your experience off the board").click()
    expect(hers.locator("main")).to_contain_text("Too much for most.")
    expect(hers.locator("main")).to_contain_text(STORY)
    assert not runs_scripts or faults_on(hers) == []
    hers.get_by_label("Why should it be decided otherwise?").fill("It was my own doctor.")
    hers.get_by_role("button", name="Send the appeal").click()
    expect(hers.locator("main")).to_contain_text("It waits for another moderator.")

    db.session.rollback()
    made = db.session.scalars(sa.select(Appeal)).one()
    second = factories.member("Bea", Role.MODERATOR)
    decide_appeal(made.id, is_right=True, actor=second, note="So it stands.")
    hers.reload()
    expect(hers.locator("main")).to_contain_text("Another moderator says: you are right.")
    hers.goto(ARTICLE)
    expect(hers.locator(".experience")).to_contain_text(STORY)
    reader.goto("/account/notices")
    expect(reader.locator(".news")).to_contain_text("what you flagged was taken off the board")
