"""Somebody tells what happened to her, changes it, and takes it back."""

import re

from playwright.sync_api import Page, expect

from forum.articles.queries import get_article
from forum.database import db

SHARE = "/articles/leg-cramps/share"
STORY = "Since the statin my left calf locks up at three. A hot water bottle does nothing."


def stories() -> int:
    db.session.rollback()
    return get_article("leg-cramps").experience_count


def fill_in(page: Page) -> None:
    """Fill in the composer, all but the consent."""
    page.get_by_label("and tell of myself").check()
    page.get_by_label("What happened?").fill(STORY)
    page.locator(".choices").get_by_text("Hard exercise").click()
    page.get_by_label("What did you try?").fill("Heat")
    page.get_by_text("No change").click()
    page.get_by_label("How fast?").select_option("never eased")
    page.get_by_label("Any trouble from it?").fill("A wet bed")
    page.get_by_label("Name to show").fill("wide awake")
    page.get_by_label("Age").select_option("65–74")


def post(page: Page) -> None:
    page.get_by_role("button", name="Post to the board").click()


def test_she_tells_her_story_edits_it_and_withdraws_it(any_script):
    page = any_script
    page.goto("/articles/leg-cramps")
    page.get_by_role("link", name="Share your experience").first.click()
    fill_in(page)
    page.get_by_label("I agree").check()
    post(page)
    expect(page).to_have_url(re.compile(r"/articles/leg-cramps#experience-\d+$"))
    card = page.locator(".experience")
    expect(card).to_contain_text(STORY)
    expect(card).to_contain_text("Heat no change · trouble: A wet bed")
    expect(card).to_contain_text("wide awake, 65–74")
    expect(page.locator(".flash")).to_contain_text("Your experience is on the board")

    card.get_by_role("link", name="Edit").click()
    page.get_by_label("What happened?").fill(STORY + " Until I stretched.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".experience")).to_contain_text("Until I stretched.")

    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator(".flash")).to_contain_text("has been withdrawn")
    expect(page.locator(".experience")).to_have_count(0)
    assert stories() == 0


def test_mistakes_are_said_and_nothing_typed_is_lost(any_script):
    page = any_script
    page.goto(SHARE)
    fill_in(page)
    post(page)
    expect(page.locator(".summary")).to_contain_text("One thing needs another look")
    expect(page.locator(".error")).to_have_text(
        "Please tick this box: without it nothing can be published."
    )
    expect(page.get_by_label("What happened?")).to_have_value(STORY)
    expect(page.get_by_label("What did you try?")).to_have_value("Heat")
    expect(page.get_by_label("No change")).to_be_checked()
    expect(page.get_by_label("Hard exercise")).to_be_checked()
    expect(page.get_by_label("Name to show")).to_have_value("wide awake")
    expect(page.get_by_label("I agree")).not_to_be_checked()
    page.get_by_label("I agree").check()
    post(page)
    expect(page.locator(".experience")).to_contain_text(STORY)
    assert stories() == 1


def test_what_it_was_for_is_asked_where_it_is_open(any_script):
    page = any_script
    page.goto(SHARE)
    fill_in(page)
    page.get_by_label("What did you try?").fill("Drinking more water")
    page.get_by_label("I agree").check()
    post(page)
    expect(page.locator(".error")).to_have_text("Please say what you took or did it for.")
    page.get_by_label("What was it for?").select_option("To prevent the next one")
    page.get_by_label("I agree").check()
    post(page)
    expect(page.locator(".tried li > span")).to_contain_text("no change · to prevent the next one")
    page.locator(".experience").get_by_role("link", name="Edit").click()
    expect(page.get_by_label("What was it for?")).to_have_value("prevent")


def test_with_script_it_is_asked_only_where_it_is_open_and_comes_back_with_the_draft(page):
    page.goto(SHARE)
    asked = page.get_by_label("What was it for?")
    expect(asked).to_be_hidden()
    page.get_by_label("What did you try?").fill("goose fat")
    expect(asked).to_be_visible()
    page.get_by_label("What did you try?").fill("Heat")
    expect(asked).to_be_hidden()
    page.get_by_label("What did you try?").fill("Drinking more water")
    expect(asked).to_be_visible()
    asked.select_option("To stop it now")
    page.get_by_role("button", name="Add another").click()
    expect(asked.last).to_be_hidden()
    page.reload()
    expect(page.locator("[data-restored]")).to_be_visible()
    expect(asked).to_be_visible()
    expect(asked).to_have_value("during")


def test_without_script_a_press_finds_what_the_story_speaks_of(open_browser):
    page = open_browser(java_script_enabled=False).new_page()
    page.goto(SHARE)
    page.get_by_label("What happened?").fill(STORY)
    page.get_by_role("button", name="Check my story").click()
    expect(page.locator(".offers .chip b")).to_have_text(["“statin”", "“hot water bottle”"])
    expect(page.get_by_label("Statins")).not_to_be_checked()
    page.get_by_role("button", name="+ Statins").click()
    expect(page.get_by_label("Statins")).to_be_checked()
    page.get_by_role("button", name="+ Heat").click()
    expect(page.get_by_label("What did you try?")).to_have_value("Heat")
    page.get_by_role("button", name="Add another").click()
    expect(page.get_by_label("What did you try?")).to_have_count(2)
    page.get_by_role("button", name="Remove this row").last.click()
    expect(page.get_by_label("What did you try?")).to_have_count(1)
    expect(page.get_by_label("What happened?")).to_have_value(STORY)
    assert stories() == 0


def test_while_she_types_causes_and_remedies_are_offered_never_forced(page):
    page.goto(SHARE)
    page.get_by_label("What happened?").press_sequentially(STORY)
    offers = page.locator(".offers .chip")
    expect(offers).to_have_text(["+ Statins “statin”", "+ Heat “hot water bottle”"])
    expect(page.get_by_label("Statins")).not_to_be_checked()
    offers.first.click()
    expect(page.get_by_label("Statins")).to_be_checked()
    expect(page.locator(".offers")).to_contain_text("✓ Statins: added")
    offers.first.click()
    expect(page.get_by_label("What did you try?")).to_have_value("Heat")
    page.get_by_role("button", name="Add another").click()
    page.get_by_label("What did you try?").last.fill("goose fat")
    page.get_by_role("group", name="Row 2").get_by_text("Worse").click()
    page.get_by_role("group", name="Row 1").get_by_text("No change").click()
    page.get_by_label("Name to show").fill("wide awake")
    page.get_by_label("and tell of myself").check()
    page.get_by_label("I agree").check()
    post(page)
    expect(page.locator(".tried li")).to_have_text(["Heat no change", "goose fat worse"])
    expect(page.locator(".tags")).to_have_text("Statins")


def test_what_is_typed_survives_reload_and_leaving(page):
    page.goto(SHARE)
    fill_in(page)
    page.get_by_role("button", name="Add another").click()
    page.get_by_label("What did you try?").last.fill("goose fat")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value(STORY)
    expect(page.get_by_label("What did you try?").last).to_have_value("goose fat")
    expect(page.get_by_label("No change").first).to_be_checked()
    expect(page.locator("[data-restored]")).to_be_visible()
    page.goto("/")
    page.goto(SHARE)
    expect(page.get_by_label("Name to show")).to_have_value("wide awake")
    expect(page.get_by_label("Hard exercise")).to_be_checked()
    expect(page.get_by_label("I agree")).not_to_be_checked()
    page.get_by_role("button", name="Begin afresh").click()
    expect(page.get_by_label("What happened?")).to_have_value("")
    expect(page.get_by_label("What did you try?")).to_have_count(1)


def test_a_draft_is_forgotten_once_it_is_posted(page):
    page.goto(SHARE)
    fill_in(page)
    page.get_by_label("I agree").check()
    post(page)
    expect(page.locator(".flash[data-ready]")).to_be_visible()
    page.goto(SHARE)
    expect(page.get_by_label("What happened?")).to_have_value("")
    expect(page.get_by_label("Name to show")).to_have_value("wide awake")


def test_a_token_that_has_expired_costs_one_more_press_and_no_word(any_script):
    page = any_script
    page.goto(SHARE)
    fill_in(page)
    page.get_by_label("I agree").check()
    page.context.clear_cookies()
    post(page)
    expect(page.get_by_label("What you wrote").first).to_have_value(STORY)
    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".experience")).to_contain_text(STORY)
    assert stories() == 1


def test_what_is_typed_is_still_there_after_going_back(any_script):
    page = any_script
    page.goto(SHARE)
    fill_in(page)
    page.get_by_role("link", name="Causes").click()
    page.go_back()
    expect(page.get_by_label("What happened?")).to_have_value(STORY)
    expect(page.get_by_label("No change")).to_be_checked()
    expect(page.get_by_label("Hard exercise")).to_be_checked()


def test_two_presses_and_the_back_button_store_one_story(any_script):
    page = any_script
    page.goto(SHARE)
    fill_in(page)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Post to the board").dblclick()
    expect(page.locator(".experience")).to_contain_text(STORY)
    page.go_back()
    assert stories() == 1


def test_everything_can_be_done_with_the_keyboard_alone(page):
    page.goto(SHARE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.get_by_label("What happened?").focus()
    page.keyboard.type(STORY)
    tab_to(page, page.get_by_label("Hard exercise"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("What did you try?"))
    page.keyboard.type("Heat")
    tab_to(page, page.get_by_label("Relieved"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("No change")).to_be_checked()
    tab_to(page, page.get_by_label("Name to show"))
    page.keyboard.type("wide awake")
    tab_to(page, page.get_by_label("and tell of myself"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("I agree"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Post to the board"))
    page.keyboard.press("Enter")
    expect(page.locator(".experience")).to_contain_text("Heat no change")


def tab_to(page: Page, field) -> None:
    """Press Tab until the field has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if field.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("Tab does not lead there")
