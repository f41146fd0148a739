"""Somebody follows a remedy and is told of it; somebody is asked how it went on, and answers."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from forum import clock
from forum.accounts.actions import welcome_guest
from forum.accounts.credential_models import Member
from forum.accounts.models import Role
from forum.accounts.session_actions import start_session
from forum.board.models import Experience
from forum.clock import now
from forum.database import db, transaction
from forum.following.follow_up_actions import ASKED_AFTER, ask_how_it_went
from forum.following.models import Stage
from forum.following.telling_actions import tell_of_new_stories
from forum.mail.models import Letter
from forum.mail.writing import compose
from tests import factories

pytestmark = pytest.mark.one_engine("sqlite")
MAGNESIUM = "/articles/leg-cramps/remedies/magnesium"


@pytest.fixture
def ada(app):
    with transaction():
        person = welcome_guest("Ada")
        person.role = Role.MEMBER
        db.session.add(
            Member(person_id=person.id, name_key="ada", joined_at=now(), rules_version="1")
        )
    return person


def test_a_member_follows_a_remedy_and_is_told_of_a_story(app, article, ada, page, served):
    name = app.config["ACCOUNT_COOKIE_NAME"]
    token = start_session(ada.id, browser="")
    page.context.add_cookies([{"name": name, "value": token, "url": served}])
    page.goto(MAGNESIUM)
    page.get_by_role("link", name="Follow this remedy").click()
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("status")).to_contain_text("You will be told of news about")
    expect(page).to_have_url(served + MAGNESIUM)

    factories.experience(article, name="Harriet", tried=[("magnesium", "no_change")])
    tell_of_new_stories()
    page.reload()
    page.get_by_role("link", name="News 1 unread").click()
    page.get_by_role("button", name="I have read all of it").click()
    expect(page.locator(".bell b")).to_have_count(0)
    page.get_by_role("link", name="somebody told of it").click()
    expect(page.locator(".experience")).to_contain_text(factories.STORY)


def asked(article) -> str:
    """Post a story whose author is asked about it now; return the mail."""
    with transaction():
        author = welcome_guest("Gus")
        author.email = "gus@example.org"
    with clock.set_to(now() - ASKED_AFTER[Stage.FOUR_WEEKS] - timedelta(minutes=1)):
        one = factories.experience(article, author=author, tried=[("magnesium", "relieved")])
    with transaction():
        db.session.get(Experience, one.id).wants_follow_up = True
    ask_how_it_went()
    letter = db.session.query(Letter).one()
    return compose(letter).text


def test_who_is_asked_answers_from_the_mail_in_any_browser(app, article, any_script, served):
    mail = asked(article)
    line = next(line for line in mail.splitlines() if "No change:" in line)
    page = any_script
    page.goto(served + "/follow-up/" + line.rpartition("/follow-up/")[2])
    expect(page.get_by_role("radio", name="No change")).to_be_checked()
    page.get_by_role("button", name="That is how it is now").click()
    expect(page.get_by_role("status")).to_contain_text("Your answer is on the board")
    page.get_by_role("button", name="Do not ask me again").click()
    expect(page.locator(".asked-no-more")).to_have_text("You are not asked again.")
    page.goto(MAGNESIUM)
    # With a script and without one: the figures are in sight.
    expect(page.locator(".use .counts")).to_be_visible()
    expect(page.locator(".use .counts div").nth(2)).to_contain_text("No change")
    expect(page.locator(".use .counts div").nth(2)).to_contain_text("1")
