"""Somebody becomes a member, and signs in by every way there is."""

import re
import time

import pyotp
import pytest
from playwright.sync_api import Page, expect

from forum.accounts.member_queries import find_member
from forum.accounts.session_queries import sessions_of
from forum.database import db
from tests.accounts.members import ADDRESS, PASSWORD, code_in, last_mail, path_in

pytestmark = pytest.mark.one_engine("sqlite")


@pytest.fixture
def home(served: str) -> str:
    """The site by a name: passkeys belong to a name, and not to a number."""
    return served.replace("127.0.0.1", "localhost")


def give_authenticator(page: Page) -> None:
    """Let the browser have a key of its own, with a finger that always fits."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_up(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look into your mail")
    page.goto(path_in(last_mail("sign-up")))
    page.get_by_label("Name").fill("Harriet")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("I am 16 or older").check()
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator(".flash")).to_contain_text("Welcome, Harriet")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def sign_in_by_code(page: Page) -> None:
    page.goto("/account/sign-in")
    page.get_by_role("link", name="Get a code by mail").click()
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Code").fill(code_in(last_mail("sign-in-code")))
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".flash")).to_contain_text("Welcome, Harriet")


def add_passkey(page: Page) -> None:
    page.goto("/account/safety")
    page.get_by_role("link", name="Add or remove passkeys").click()
    page.get_by_label("What do you call it?").fill("telephone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".paper li")).to_have_count(10)


def sign_in_by_passkey(page: Page) -> None:
    page.goto("/account/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".flash")).to_contain_text("Welcome, Harriet")


def add_app(page: Page) -> pyotp.TOTP:
    page.goto("/account/safety")
    page.get_by_role("link", name="Set up or remove a code app").click()
    app = pyotp.TOTP(page.locator(".key").inner_text().replace(" ", ""))
    page.get_by_label("Code that the app shows").fill(app.now())
    page.get_by_role("button", name="Add the app").click()
    expect(page.locator(".flash")).to_contain_text("The app is set up")
    return app


def test_she_signs_up_and_in_by_every_way_and_ends_another_session(open_browser, home):
    page = open_browser(base_url=home).new_page()
    give_authenticator(page)
    sign_up(page)
    sign_out(page)
    sign_in_by_code(page)
    add_passkey(page)
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)
    sign_in_by_passkey(page)
    app = add_app(page)

    phone = open_browser(base_url=home).new_page()
    phone.goto("/account/sign-in")
    phone.get_by_label("E-mail address").fill(ADDRESS)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Sign in", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("The second step")
    # The code from before was taken when the app was set up.
    phone.get_by_label("Code").fill(app.at(int(time.time()) + 30))
    phone.get_by_role("button", name="Go on").click()
    expect(phone.locator(".flash")).to_contain_text("Welcome, Harriet")

    page.goto("/account/sessions")
    page.get_by_role("button", name="Sign out there").click()
    expect(page.locator(".flash")).to_contain_text("signed out there")
    phone.goto("/account/safety")
    expect(phone).to_have_url(re.compile("/account/sign-in"))
    db.session.expire_all()
    member = find_member(ADDRESS)
    assert member is not None
    assert member.has_second_factor
    assert len(sessions_of(member.id)) == 1


def test_without_a_script_she_signs_in_too_and_sees_no_button_for_passkeys(open_browser, served):
    page = open_browser(java_script_enabled=False).new_page()
    sign_up(page)
    sign_out(page)
    page.goto("/account/sign-in")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".flash")).to_contain_text("Welcome, Harriet")
