"""A flood is stopped, and it is said when to come back; what was typed can be sent then."""

import re

from playwright.sync_api import Page, expect

THREAD = "/articles/leg-cramps/comments"


def comment(page: Page, words: str) -> None:
    page.goto(THREAD)
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Your comment").fill(words)
    page.get_by_label("Name to show").fill("quick fingers")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Post the comment").click()


def test_a_flood_is_stopped_and_told_when_to_come_back(
    any_script, shared_app, monkeypatch, article
):
    page = any_script
    monkeypatch.setitem(shared_app.config, "POSTS_A_MINUTE", 2)
    for words in ("Heat did it for me too.", "And walking about a little."):
        comment(page, words)
        expect(page.locator(".comment").last).to_contain_text(words)
    third = "A third thought, and it took me a while."
    comment(page, third)
    expect(
        page.get_by_text(re.compile(r"You can post again in (\d+ seconds|1 minute)\."))
    ).to_be_visible()
    expect(page.locator("textarea").first).to_have_value(third)
    expect(page.locator(".comment", has_text=third)).to_have_count(0)
