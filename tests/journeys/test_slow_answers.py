"""Answers that come late, in another order than they were asked for, or not at all."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests import factories

pytestmark = pytest.mark.one_engine("sqlite")

ARTICLE = "/articles/leg-cramps"
STORY = "Since the statin my left calf locks up at three. A hot water bottle does nothing."
BY_STATINS = "Statins 2 experiences"
BY_ALCOHOL = "Alcohol 1 experience"


class Held:
    """Requests of scripts for a part of a page, kept back until they are let go."""

    def __init__(self, page: Page, part: str, which: Callable[[Request], bool]) -> None:
        self.page = page
        self.routes: list[Route] = []
        self._part, self._which = part, which
        page.route("**/*", self._hold)

    def _hold(self, route: Route) -> None:
        is_part = route.request.headers.get("x-part") == self._part
        if is_part and self._which(route.request):
            self.routes.append(route)
        else:
            route.fallback()

    def wait(self) -> None:
        """Wait until a request is kept back."""
        while not self.routes:
            self.page.evaluate("() => fetch('/healthz')")

    def let_go(self) -> None:
        """Let the answer through, and the page do with it what it does."""
        with self.page.expect_event("requestfinished", lambda r: r == self.routes[0].request):
            self.routes[0].continue_()
        self.page.evaluate("() => fetch('/healthz').then((answer) => answer.text())")


@pytest.fixture
def told(article):
    """Three experiences, of two causes."""
    factories.experience(article, name="Ada", causes=["statins"])
    factories.experience(article, name="Bea", causes=["statins"])
    factories.experience(article, name="Cleo", causes=["alcohol"])


def names(page):
    return page.locator("#board .experience .byline bdi")


def press_filter(page: Page, name: str) -> None:
    page.locator("#board .chips").get_by_role("link", name=name).click()


def test_of_two_filters_pressed_the_later_one_is_shown(told, page):
    page.goto(ARTICLE)
    held = Held(page, "board", lambda request: "cause=statins" in request.url)
    press_filter(page, "Statins")
    held.wait()
    press_filter(page, "Alcohol")
    expect(names(page)).to_have_text(["Cleo"])
    held.let_go()
    expect(names(page)).to_have_text(["Cleo"])
    expect(page).to_have_url(re.compile(r"\?cause=alcohol#board$"))
    expect(page.locator("#board")).not_to_have_attribute("aria-busy", "true")
    page.go_back()
    expect(names(page)).to_have_text(["Cleo", "Bea", "Ada"])


def test_the_back_button_counts_more_than_a_filter_pressed_before_it(told, page):
    page.goto(ARTICLE)
    press_filter(page, "Alcohol")
    expect(names(page)).to_have_text(["Cleo"])
    held = Held(page, "board", lambda request: "cause=statins" in request.url)
    press_filter(page, "Statins")
    held.wait()
    page.go_back()
    expect(names(page)).to_have_text(["Cleo", "Bea", "Ada"])
    held.let_go()
    expect(names(page)).to_have_text(["Cleo", "Bea", "Ada"])
    expect(page).to_have_url(re.compile(f"{ARTICLE}$"))


def test_the_back_button_to_the_same_board_counts_as_well(told, page):
    page.goto(ARTICLE)
    page.evaluate("location.hash = 'references'")
    held = Held(page, "board", lambda request: "cause=statins" in request.url)
    press_filter(page, "Statins")
    held.wait()
    page.go_back()
    held.let_go()
    expect(page).to_have_url(re.compile(f"{ARTICLE}$"))
    expect(names(page)).to_have_text(["Cleo", "Bea", "Ada"])
    expect(page.locator("#board")).not_to_have_attribute("aria-busy", "true")


def test_a_filter_pressed_after_the_back_button_counts_more(told, page):
    page.goto(ARTICLE)
    press_filter(page, "Alcohol")
    expect(names(page)).to_have_text(["Cleo"])
    held = Held(page, "board", lambda request: "cause=" not in request.url)
    page.go_back()
    held.wait()
    press_filter(page, "Statins")
    expect(names(page)).to_have_text(["Bea", "Ada"])
    held.let_go()
    expect(names(page)).to_have_text(["Bea", "Ada"])
    expect(page).to_have_url(re.compile(r"\?cause=statins#board$"))


def test_a_board_that_cannot_be_fetched_is_opened_as_a_page(told, page):
    page.goto(ARTICLE)
    page.evaluate("window.stayed = true")
    page.route("**/*cause=statins*", break_off_parts)
    press_filter(page, "Statins")
    expect(names(page)).to_have_text(["Bea", "Ada"])
    expect(page).to_have_url(re.compile(r"\?cause=statins#board$"))
    assert not page.evaluate("window.stayed")


def break_off_parts(route: Route) -> None:
    """Answer scripts as a server does that is too busy; let pages through."""
    if "x-part" in route.request.headers:
        route.fulfill(status=429, body="Too many")
    else:
        route.fallback()


@pytest.fixture
def composer(page):
    """The composer, with a story in it and what it speaks of."""
    page.goto(f"{ARTICLE}/share")
    page.get_by_label("What happened?").fill(STORY)
    expect(page.locator(".offers .chip")).to_have_count(2)
    return page


def test_of_two_answers_on_a_story_the_later_one_is_shown(page):
    page.goto(f"{ARTICLE}/share")
    held = Held(page, "offers", lambda request: "statin" in request.post_data)
    page.get_by_label("What happened?").fill("The statin")
    held.wait()
    page.get_by_label("What happened?").fill("It was the beer in the evening, I think.")
    expect(page.locator(".offers .chip")).to_have_text(["+ Alcohol “beer”"])
    held.let_go()
    expect(page.locator(".offers .chip")).to_have_text(["+ Alcohol “beer”"])


def test_an_offer_that_was_taken_does_not_come_back(composer):
    held = Held(composer, "offers", lambda request: "causes=statins" not in request.post_data)
    composer.get_by_label("What happened?").fill(STORY + " And the beer.")
    held.wait()
    composer.get_by_role("button", name="+ Statins").click()
    composer.get_by_label("What happened?").focus()
    held.let_go()
    expect(composer.get_by_role("button", name="+ Alcohol")).to_be_visible()
    expect(composer.get_by_role("button", name="+ Statins")).to_have_count(0)


def test_what_was_chosen_by_hand_is_not_offered_by_a_late_answer(composer):
    held = Held(composer, "offers", lambda request: "remedy=Heat" not in request.post_data)
    composer.get_by_label("What happened?").fill(STORY + " And the beer.")
    held.wait()
    composer.get_by_label("What did you try?").fill("Heat")
    held.let_go()
    expect(composer.get_by_role("button", name="+ Alcohol")).to_be_visible()
    expect(composer.get_by_role("button", name="+ Heat")).to_have_count(0)


def test_offers_stay_while_the_focus_is_among_them(composer):
    held = Held(composer, "offers", lambda request: True)
    composer.get_by_label("What happened?").fill(STORY + " And the beer.")
    held.wait()
    heat = composer.get_by_role("button", name="+ Heat")
    heat.focus()
    held.let_go()
    expect(heat).to_be_focused()
    composer.unroute_all()
    composer.get_by_label("Name to show").focus()
    expect(composer.get_by_role("button", name="+ Alcohol")).to_be_visible()


def test_without_an_answer_the_composer_still_works(page):
    page.route("**/share", break_off_parts)
    page.goto(f"{ARTICLE}/share")
    with page.expect_response(lambda response: response.status == 429):
        page.get_by_label("What happened?").fill(STORY)
    page.get_by_label("Name to show").fill("wide awake")
    page.get_by_label("and tell of myself").check()
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Post to the board").click()
    expect(page.locator(".experience")).to_contain_text(STORY)


def test_a_vote_and_a_comment_that_no_script_gets_through_are_sent_as_pages(told, page):
    page.goto(ARTICLE)
    page.route("**/*", break_off_parts)
    page.locator(".vote button").first.click()
    expect(page.locator(".vote button").first).to_have_text("Helped me understand · 1")
    page.locator(".experience").first.get_by_role("link", name="Reply").click()
    expect(page).to_have_url(re.compile(r"/experiences/\d+#thread$"))
    page.wait_for_selector("#thread[data-ready]")
    page.get_by_role("link", name="Write a comment").click()
    expect(page).to_have_url(re.compile("/reply$"))
    page.get_by_label("Your comment").fill("So do I.")
    page.get_by_label("Name to show").fill("Gerald")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Post the comment").click()
    expect(page.locator(".comment")).to_contain_text("So do I.")


def test_a_comment_in_place_that_no_script_gets_through_is_sent_as_a_page(told, page):
    page.goto(ARTICLE)
    page.locator(".experience").first.get_by_role("link", name="Reply").click()
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Your comment").fill("So do I.")
    page.get_by_label("Name to show").fill("Gerald")
    page.get_by_label("I agree").check()
    page.route("**/*", break_off_parts)
    page.get_by_role("button", name="Post the comment").click()
    expect(page).to_have_url(re.compile(r"/experiences/\d+"))
    expect(page.locator(".comment")).to_contain_text("So do I.")


def test_two_quick_presses_open_one_thread(told, page):
    page.goto(ARTICLE)
    card = page.locator(".experience").first
    held = Held(page, "thread", lambda request: not held.routes)
    card.get_by_role("link", name="Reply").click()
    held.wait()
    card.get_by_role("link", name="Reply").click()
    expect(card.locator(".thread")).to_have_count(1)
    held.let_go()
    expect(card.locator(".thread")).to_have_count(1)


def test_two_quick_presses_open_one_form(told, page):
    page.goto(f"{ARTICLE}/comments")
    held = Held(page, "reply", lambda request: not held.routes)
    page.get_by_role("link", name="Write a comment").click()
    held.wait()
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Your comment").fill("So do I.")
    held.let_go()
    expect(page.get_by_label("Your comment")).to_have_count(1)
    expect(page.get_by_label("Your comment")).to_have_value("So do I.")
