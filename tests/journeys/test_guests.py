"""A guest leaves an address, and changes and withdraws from elsewhere what she told."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from forum.mail.folder import mails_in
from forum.mail.worker import send_letters

from .test_telling import SHARE, STORY, fill_in, post

pytestmark = pytest.mark.one_engine("sqlite")
ADDRESS = "ada@example.org"


@pytest.fixture
def next_link(app, monkeypatch, tmp_path):
    """Lets the worker go a round, and returns the path of the link in the newest mail."""
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path / "mail"))

    def send_and_read() -> str:
        send_letters(app)
        newest = mails_in(tmp_path / "mail")[0]
        assert newest.address == ADDRESS
        return re.search(r"http://[^/\s]+(/\S+)", newest.text)[1]

    return send_and_read


def assert_accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["help"]) for each in found] == []


def test_a_guest_confirms_an_address_and_changes_and_withdraws_from_a_second_browser(
    any_script, open_browser, next_link
):
    page = any_script
    page.goto(SHARE)
    fill_in(page)
    page.get_by_label("I agree").check()
    post(page)
    page.get_by_role("link", name="Your stories").click()
    page.get_by_role("link", name="Leave an address").click()
    page.get_by_label("E-mail address").fill("ada@example")
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.locator(".error")).to_contain_text("a whole e-mail address")
    page.get_by_label("E-mail address").fill(" Ada@Example.org")
    page.get_by_label("Mail me when somebody answers").check()
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.locator(".flash")).to_contain_text("on its way to ada@example.org")

    page.goto(next_link())
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this your address?")
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.locator(".flash")).to_contain_text("Your address is confirmed")
    expect(page.locator(".guest")).to_contain_text(ADDRESS)

    elsewhere = open_browser(viewport={"width": 390, "height": 844}).new_page()
    elsewhere.goto(next_link())
    elsewhere.get_by_role("button", name="Come in").click()
    expect(elsewhere.locator(".guest")).to_contain_text("This browser knows you until")
    elsewhere.get_by_role("link", name=re.compile("Since the statin")).click()
    elsewhere.get_by_role("link", name="Edit").click()
    elsewhere.get_by_label("What happened?").fill(STORY + " Until I stretched.")
    elsewhere.get_by_role("button", name="Save").click()
    expect(elsewhere.locator(".experience")).to_contain_text("Until I stretched.")
    elsewhere.get_by_role("link", name="Withdraw").click()
    elsewhere.get_by_role("button", name="Withdraw it").click()
    expect(elsewhere.locator(".flash")).to_contain_text("has been withdrawn")
    page.goto("/articles/leg-cramps")
    expect(page.locator(".experience")).to_have_count(0)


def test_she_chooses_her_mails_and_the_pages_can_be_read_by_everybody(page, next_link):
    page.goto(SHARE)
    fill_in(page)
    page.get_by_label("I agree").check()
    post(page)
    page.goto("/account/address")
    assert_accessible(page)
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Mail me the link").click()
    page.goto(next_link())
    assert_accessible(page)
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.locator(".flash")).to_contain_text("confirmed")
    page.goto(next_link())
    assert_accessible(page)
    page.goto("/account/mail")
    expect(page.get_by_label("Never")).to_be_checked()
    page.get_by_label("Once a week", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Once a week", exact=True)).to_be_checked()
    assert_accessible(page)
    page.goto("/account/link")
    assert_accessible(page)
