"""Nothing typed is lost: not by leaving, coming back, a mistake, another tab, or the time."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.one_engine("postgresql")

SHARE = "/articles/leg-cramps/share"
STORY = "Since the statin my left calf locks up at three. A hot water bottle does nothing."
OTHER = "My mother had them as well, in both feet, and only in the coldest weeks of winter."


def story(page: Page) -> Locator:
    return page.get_by_label("What happened?")


def remedies(page: Page) -> Locator:
    return page.get_by_label("What did you try?")


def post(page: Page) -> None:
    page.get_by_role("button", name="Post to the board").click()


def tell(page: Page, text: str = STORY) -> None:
    """Fill in and send all that a story needs."""
    page.goto(SHARE)
    story(page).fill(text)
    page.get_by_label("Name to show").fill("wide awake")
    page.get_by_label("and tell of myself").check()
    page.get_by_label("I agree").check()
    post(page)
    expect(page.locator(".flash[data-ready]")).to_be_visible()


def close(page: Page, context: BrowserContext) -> Page:
    """Close a tab and return a new one, once the browser has put the first away."""
    new = context.new_page()
    new.goto("/")
    page.close()
    new.wait_for_function("async () => (await navigator.locks.query()).held.length === 0")
    return new


def test_rows_that_were_added_come_back_with_the_back_button(page):
    page.goto(SHARE)
    story(page).fill(STORY)
    remedies(page).fill("Heat")
    page.get_by_role("button", name="Add another").click()
    remedies(page).last.fill("goose fat")
    page.get_by_role("link", name="Causes", exact=True).click()
    expect(page).to_have_url("/causes")
    page.go_back()
    expect(remedies(page)).to_have_count(2)
    expect(remedies(page).last).to_have_value("goose fat")
    expect(story(page)).to_have_value(STORY)


def test_what_is_typed_after_a_mistake_survives_a_reload(page):
    page.goto(SHARE)
    story(page).fill(STORY)
    remedies(page).fill("Heat")
    post(page)
    expect(page.locator(".summary[data-ready]")).to_be_visible()
    story(page).fill(OTHER)
    page.get_by_role("button", name="Add another").click()
    remedies(page).last.fill("goose fat")
    page.get_by_label("for someone I care for").check()
    page.reload()
    expect(page.locator(".summary")).to_be_visible()
    expect(page.get_by_label("for someone I care for")).to_be_checked()
    expect(story(page)).to_have_value(OTHER)
    expect(remedies(page).last).to_have_value("goose fat")


def test_what_is_typed_while_a_form_is_on_its_way_comes_back_with_its_mistakes(page):
    page.goto(SHARE)
    story(page).fill(STORY)
    story(page).evaluate(
        """field => field.form.addEventListener("submit", () => setTimeout(() => {
          field.value += " Every night.";
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }))"""
    )
    post(page)
    expect(page.locator(".summary")).to_be_visible()
    expect(story(page)).to_have_value(STORY + " Every night.")


def test_what_was_changed_before_sending_again_is_newer_than_the_draft(page):
    page.goto(SHARE)
    story(page).fill(STORY)
    page.context.clear_cookies()
    post(page)
    page.get_by_label("What you wrote").first.fill(OTHER)
    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".summary[data-ready]")).to_be_visible()
    expect(story(page)).to_have_value(OTHER)
    expect(page.locator("[data-restored]")).to_be_hidden()
    page.goto(SHARE)
    expect(story(page)).to_have_value(OTHER)


def test_a_draft_brings_back_what_was_taken_away_too(page):
    page.goto(SHARE)
    story(page).fill(STORY)
    page.locator(".choices").get_by_text("Hard exercise").click()
    remedies(page).fill("Heat")
    page.get_by_text("No change").click()
    page.get_by_role("button", name="Add another").click()
    remedies(page).last.fill("goose fat")
    page.get_by_label("Name to show").fill("wide awake")
    page.get_by_label("Age").select_option("65–74")
    post(page)
    expect(page.locator(".summary[data-ready]")).to_be_visible()
    page.get_by_label("Hard exercise").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Remove this row").first.click()
    page.get_by_label("Name to show").fill("")
    page.get_by_label("Age").select_option("Rather not say")
    page.reload()
    expect(remedies(page)).to_have_count(1)
    expect(remedies(page)).to_have_value("goose fat")
    expect(page.get_by_label("No change")).not_to_be_checked()
    expect(page.get_by_label("Hard exercise")).not_to_be_checked()
    expect(page.get_by_label("Name to show")).to_have_value("")
    expect(page.get_by_label("Age")).to_have_value("")
    expect(story(page)).to_have_value(STORY)


def test_two_tabs_tell_two_stories(page):
    other = page.context.new_page()
    page.goto(SHARE)
    story(page).fill(STORY)
    other.goto(SHARE)
    expect(story(other)).to_have_value("")
    story(other).fill(OTHER)
    page.reload()
    expect(story(page)).to_have_value(STORY)
    tell(page)
    other.reload()
    expect(story(other)).to_have_value(OTHER)
    page.goto(SHARE)
    expect(story(page)).to_have_value("")


def test_what_another_tab_has_sent_leaves_this_draft_alone(page):
    other = page.context.new_page()
    page.goto(SHARE)
    story(page).fill(STORY)
    other.goto(SHARE)
    story(other).fill(OTHER)
    other.get_by_label("Name to show").fill("wide awake")
    other.get_by_label("and tell of myself").check()
    other.get_by_label("I agree").check()
    # Its connection ends before the thanks are shown: they stand on the next page of any tab.
    other.evaluate(
        """() => {
          const form = document.querySelector("form[data-draft]");
          const body = new URLSearchParams(new FormData(form));
          return fetch(form.action, { method: "POST", body, redirect: "manual" });
        }"""
    )
    page.goto("/")
    expect(page.locator(".flash[data-ready]")).to_contain_text("Thank you")
    page.goto(SHARE)
    expect(story(page)).to_have_value(STORY)


def test_the_draft_of_a_closed_tab_comes_back_in_a_new_one_until_it_is_posted(page):
    context = page.context
    page.goto(SHARE)
    story(page).fill(STORY)
    page.wait_for_function("() => localStorage.length > 0")
    page = close(page, context)
    page.goto(SHARE)
    expect(story(page)).to_have_value(STORY)
    expect(page.locator("[data-restored]")).to_be_visible()
    page = close(page, context)
    page.goto(SHARE)
    expect(story(page)).to_have_value(STORY)
    tell(page)
    page = close(page, context)
    page.goto(SHARE)
    expect(page.get_by_label("Name to show")).to_have_value("wide awake")
    expect(story(page)).to_have_value("")


def test_who_begins_afresh_is_not_offered_the_same_again(page):
    context = page.context
    page.goto(SHARE)
    story(page).fill(STORY)
    page.reload()
    page.get_by_role("button", name="Begin afresh").click()
    expect(story(page)).to_have_value("")
    expect(story(page)).to_be_focused()
    page.reload()
    expect(story(page)).to_have_value("")
    page = close(page, context)
    page.goto(SHARE)
    expect(story(page)).to_have_value("")


def test_what_is_typed_before_the_scripts_come_is_newer_and_the_older_is_not_lost(page):
    context, held = page.context, []
    page.goto(SHARE)
    story(page).fill(STORY)
    page.goto("/articles/leg-cramps")
    page.route("**/js/main.js", lambda route: held.append(route))
    page.get_by_role("link", name="Share your experience").first.click()
    story(page).press_sequentially(OTHER)
    with page.expect_event("load"):
        held[0].continue_()
    page.wait_for_selector("form[data-ready]")
    expect(story(page)).to_have_value(OTHER)
    page.unroute("**/js/main.js")
    page.reload()
    expect(story(page)).to_have_value(OTHER)
    tell(page, OTHER)
    page = close(page, context)
    page.goto(SHARE)
    expect(story(page)).to_have_value(STORY)


def test_a_press_before_the_scripts_come_is_newer_than_the_draft(page):
    held = []
    page.goto(SHARE)
    story(page).fill(STORY)
    page.goto("/articles/leg-cramps")
    page.route("**/js/main.js", lambda route: held.append(route))
    page.get_by_role("link", name="Share your experience").first.click()
    story(page).press_sequentially(OTHER)
    page.unroute("**/js/main.js")
    page.get_by_role("button", name="Add another").click()
    expect(remedies(page)).to_have_count(2)
    page.wait_for_selector("form[data-ready]")
    expect(story(page)).to_have_value(OTHER)


def test_what_has_been_posted_is_no_draft_again_with_the_back_button(page):
    tell(page)
    kept = page.evaluate("() => JSON.stringify([sessionStorage, localStorage])")
    assert STORY not in kept
    page.go_back()
    page.goto("/articles/leg-cramps")
    page.goto(SHARE)
    expect(page.get_by_label("Name to show")).to_have_value("wide awake")
    expect(story(page)).to_have_value("")


def test_a_page_that_the_browser_kept_shows_what_was_typed_since(page):
    page.goto(SHARE)
    story(page).fill(STORY)
    page.goto(SHARE)
    expect(story(page)).to_have_value(STORY)
    # As a browser does that keeps whole pages: this one is shown again as it was before.
    story(page).evaluate("field => { field.value = ''; }")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(story(page)).to_have_value(STORY)


def begin_to_edit(page: Page) -> str:
    """Tell a story, open the page to edit it, and return the page's address."""
    tell(page)
    page.get_by_role("link", name="Edit").click()
    page.wait_for_selector("form[data-ready]")
    return page.url


def test_words_that_come_too_late_are_shown_to_be_copied(page, app, monkeypatch):
    late = page.get_by_label("What you wrote")
    address = begin_to_edit(page)
    story(page).fill(STORY + " Until I stretched.")
    monkeypatch.setitem(app.config, "EDIT_MINUTES", 0)
    page.reload()
    expect(page.locator(".settled")).to_have_text(STORY)
    expect(late).to_have_value(STORY + " Until I stretched.")
    expect(late).not_to_be_editable()
    page.locator(".choices").get_by_text("Hard exercise").click()
    page.reload()
    expect(page.get_by_label("Hard exercise")).to_be_checked()
    expect(late).to_have_value(STORY + " Until I stretched.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flash[data-ready]")).to_contain_text("Your changes are on the board")
    page.goto(address)
    expect(late).to_have_value(STORY + " Until I stretched.")
    page.get_by_role("button", name="Begin afresh").click()
    expect(late).to_be_hidden()
    page.reload()
    expect(page.locator(".settled")).to_have_text(STORY)
    expect(late).to_be_hidden()


def test_words_that_were_sent_too_late_are_kept_as_well(page, app, monkeypatch):
    late = page.get_by_label("What you wrote")
    address = begin_to_edit(page)
    story(page).fill(STORY + " Until I stretched.")
    monkeypatch.setitem(app.config, "EDIT_MINUTES", 0)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".summary")).to_contain_text("The time for changing the words is over")
    expect(late).to_have_count(1)
    expect(late).to_have_value(STORY + " Until I stretched.")
    page.goto(address)
    expect(late).to_have_value(STORY + " Until I stretched.")


def test_words_that_nobody_changed_are_not_late(page, app, monkeypatch):
    begin_to_edit(page)
    page.locator(".choices").get_by_text("Hard exercise").click()
    monkeypatch.setitem(app.config, "EDIT_MINUTES", 0)
    page.reload()
    expect(page.get_by_label("Hard exercise")).to_be_checked()
    expect(page.get_by_label("What you wrote")).to_be_hidden()
