"""She is told while she writes what to look at, and before anything is stored where it presses."""

from playwright.sync_api import Page, expect

from forum.board.queries import get_experience
from forum.database import db

SHARE = "/articles/leg-cramps/share"
STORY = "Since last week my left calf is hot to touch and the leg is red. Call me on 07700 900123."


def sign_and_send(page: Page, button: str) -> None:
    page.get_by_label("Name to show").fill("wide awake")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name=button).click()


def test_an_emergency_is_told_at_once_and_what_is_held_is_shown_as_waiting(any_script):
    page = any_script
    page.goto(SHARE)
    story = page.get_by_label("What happened?")
    has_script = page.evaluate("matchMedia('(scripting: enabled)').matches")
    if has_script:
        story.press_sequentially(STORY)
    else:
        story.fill(STORY)
        page.get_by_role("button", name="Check my story").click()
    found = page.locator(".findings")
    expect(found).to_contain_text("Possible blood clot. One leg that is swollen")
    expect(found.locator("mark")).to_have_text("Call me on 07700 900123")
    expect(page.locator(".must-see")).to_have_count(0)
    if has_script:
        expect(story).to_be_focused()
    page.get_by_label("and tell of myself").check()
    sign_and_send(page, "Post to the board")

    first = page.locator(".must-see")
    expect(first.get_by_role("heading").first).to_have_text("Possible blood clot")
    expect(first.locator("mark")).to_contain_text("Call me on 07700 900123")
    expect(story).to_have_value(STORY)
    expect(page.get_by_label("I agree")).to_be_checked()
    page.get_by_role("button", name="Post to the board").click()

    expect(page.locator(".waits")).to_contain_text("a moderator will read this first")
    expect(page.locator(".waits")).to_contain_text("who or where somebody is")
    expect(page.locator(".experience")).to_contain_text("07700 900123")
    db.session.rollback()
    assert get_experience(int(page.url.rpartition("/")[2])).status == "held"
    page.goto("/articles/leg-cramps")
    expect(page.locator(".experience")).to_have_count(0)

    page.goto("/articles/leg-cramps/comments")
    page.get_by_role("link", name="Write a comment").click()
    comment = page.get_by_label("Your comment")
    comment.fill("What did it was taking 20 grams of magnesium every night.")
    if has_script:
        expect(page.locator(".findings")).to_contain_text("Care with mineral doses")
        expect(comment).to_be_focused()
    sign_and_send(page, "Post the comment")
    expect(page.locator(".comment.waiting .waits")).to_contain_text("above what is held to be safe")
