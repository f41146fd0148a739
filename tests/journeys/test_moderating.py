"""A moderator works through what waits, by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person, Role
from forum.board.models import Status
from forum.database import db
from forum.moderation.appeal_actions import appeal
from forum.moderation.case_actions import Thing, propose_remedy
from forum.moderation.decision_actions import reject
from forum.moderation.hold_actions import tell_experience
from forum.moderation.models import Decision, Reason
from forum.moderation.queries import count_waiting
from tests import factories
from tests.moderation.things import FOUND, decisions, flagged, status_of, years_old

from .conftest import PHONE
from .test_accessibility import faults_on, session_of

pytestmark = pytest.mark.one_engine("sqlite")


def hold(article, number: int, kind: str, author=None, remedy="goose fat"):
    told = factories.told(
        article, story=f"What happened to me the {number}th time.", tried=[(remedy, "worse")]
    )
    finding = FOUND | {"kind": kind, "spans": [[5, 13]]}
    return tell_experience(article.id, told, author=author, findings=[finding])


@pytest.fixture
def waiting(article):
    """Ten cases: seven that are held, two that are flagged, and a proposed remedy."""
    kinds = ["crisis", "overdose", "medicine", "personal", "commerce", "link", "thin"]
    held = [hold(article, number, kind, remedy="heat") for number, kind in enumerate(kinds)]
    shown = [
        factories.experience(
            article, author=years_old(welcome_guest()), story=f"Flagged, no. {n}, that."
        )
        for n in range(2)
    ]
    for one in shown:
        flagged(one, times=2, reason=Reason.OFF_TOPIC)
    propose_remedy(article.id, "Warm brick", author=welcome_guest("Gerald"))
    return [*held, *shown]


@pytest.fixture
def sign_in(served):
    def let_in(context, person: Person):
        context.add_cookies([{**session_of(person.id), "url": served}])
        return context.new_page()

    return let_in


def test_ten_cases_are_cleared_by_keyboard_alone(waiting, open_browser, sign_in):
    page = sign_in(open_browser(), factories.member("Ada", Role.MODERATOR))
    page.goto("/moderation/")
    here = page.locator(".case:focus, .case:has(:focus)")
    keys = page.keyboard
    expect(page.locator(".case")).to_have_count(10)
    keys.press("j")
    expect(here).to_contain_text("0th time")
    keys.press("j")
    keys.press("k")
    expect(here).to_contain_text("0th time")
    for number in range(2):  # approved, one after the other
        keys.press("a")
        expect(here).to_contain_text(f"{number + 1}th time")
    expect(page.locator("[data-said]")).to_have_text("Published. Its author has been told.")
    keys.press("h")  # for the reason that stands on the button
    expect(here).to_contain_text("3th time")
    keys.press("r")
    keys.press("5")
    note = here.locator("textarea[name=note]").first
    expect(note).to_have_value(re.compile("Offers, shops and codes have no place on Eased"))
    keys.press("Enter")
    expect(here).to_contain_text("4th time")
    keys.press("r")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("ajkh")  # nothing fires where somebody types
    expect(here).to_contain_text("4th time")
    keys.press("Escape")
    keys.press("h")
    expect(here).to_contain_text("5th time")
    for left in (4, 3, 2, 1):
        keys.press("a")
        expect(page.locator(".case:not(.decided)")).to_have_count(left)
    expect(here).to_contain_text("Warm brick")
    keys.press("a")
    keys.type("Heat")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_text("Nothing waits here.")).to_be_focused()
    expect(page.locator("[data-waiting-count]")).to_have_text("0")
    assert count_waiting() == 0


def test_no_room_of_moderators_has_a_fault(article, open_browser, sign_in):
    moderator, second = (factories.member(name, Role.PUBLISHER) for name in ("Ada", "Bea"))
    guest = welcome_guest("Kim")
    one, _held = hold(article, 9, "sharing", author=guest), hold(article, 8, "personal")
    flagged(factories.experience(article, author=years_old(welcome_guest())), times=1)
    propose_remedy(article.id, "Warm brick", author=guest)
    decision = reject(Thing.of(one), Reason.DANGEROUS, actor=second, note="Please do not.")
    appeal(decision.id, "They were mine, and new.", actor=db.session.get(Person, guest.id))
    for scheme, viewport in (("light", PHONE), ("dark", {"width": 1440, "height": 1000})):
        page = sign_in(open_browser(color_scheme=scheme, viewport=viewport), moderator)
        for path in ("/moderation/", "/moderation/figures", "/moderation/tags"):
            page.goto(path)
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            assert faults_on(page, looks_only=scheme == "dark") == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_single_keys_can_be_turned_off(waiting, open_browser, sign_in):
    page = sign_in(open_browser(), factories.member("Ada", Role.MODERATOR))
    page.goto("/moderation/")
    page.keyboard.press("?")
    assert faults_on(page) == []
    page.get_by_label("Single keys are on").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("j")
    expect(page.locator(".case:focus")).to_have_count(0)
    assert status_of(waiting[0]) == Status.HELD
    assert decisions() == []
    assert db.session.query(Decision).count() == 0
