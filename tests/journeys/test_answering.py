"""Readers answer each other and say what helped them to understand."""

from playwright.sync_api import expect

from forum.board.actions import hide_experience
from tests import factories

ARTICLE = "/articles/leg-cramps"


def write(page, text: str, name: str = "Gerald") -> None:
    page.get_by_label("Your comment").fill(text)
    page.get_by_label("Name to show").fill(name)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Post the comment").click()


def test_a_vote_is_given_and_taken_back(article, any_script):
    factories.experience(article)
    any_script.goto(ARTICLE)
    button = any_script.locator(".vote button")
    expect(button).to_have_text("Helped me understand")
    button.click()
    expect(button).to_have_text("Helped me understand · 1")
    expect(button).to_have_attribute("aria-pressed", "true")
    any_script.reload()
    expect(button).to_have_text("Helped me understand · 1")
    button.click()
    expect(button).to_have_text("Helped me understand")


def test_a_vote_in_place_keeps_the_page_and_the_focus(article, page):
    factories.experience(article)
    page.goto(ARTICLE)
    page.evaluate("window.stayed = true")
    page.locator(".vote button").press("Enter")
    expect(page.locator(".vote button")).to_have_text("Helped me understand · 1")
    expect(page.locator(".vote button")).to_be_focused()
    assert page.evaluate("window.stayed")


def test_the_same_for_her_is_said_changed_and_taken_back(article, any_script):
    factories.experience(article, tried=[("heat", "relieved")])
    page = any_script
    page.goto(ARTICLE)
    summary = page.locator(".report summary")
    expect(summary).to_have_text("And for you? (Heat)")
    summary.click()
    page.get_by_role("button", name="Opposite for me: no change").click()
    expect(summary).to_have_text("For you: no change (Heat)")
    page.reload()
    summary.click()
    expect(page.get_by_role("button", name="No change")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Worse").click()
    expect(summary).to_have_text("For you: worse (Heat)")
    summary.click()
    page.get_by_role("button", name="Take it back").click()
    expect(summary).to_have_text("And for you? (Heat)")


def test_in_place_the_keyboard_says_it_and_keeps_the_focus(article, page):
    factories.experience(article, tried=[("heat", "relieved")])
    page.goto(ARTICLE)
    page.evaluate("window.stayed = true")
    summary = page.locator(".report summary")
    summary.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Same for me: relieved")).to_be_focused()
    page.keyboard.press("Enter")
    expect(summary).to_have_text("For you: relieved (Heat)")
    expect(summary).to_be_focused()
    assert page.evaluate("window.stayed")


def test_where_the_experience_is_gone_the_page_says_so(article, any_script):
    one = factories.experience(article, tried=[("heat", "relieved")])
    page = any_script
    page.goto(ARTICLE)
    hide_experience(one.id)
    page.locator(".report summary").click()
    page.get_by_role("button", name="Same for me: relieved").click()
    expect(page.locator("h1")).to_contain_text("no longer on the board")


def test_readers_answer_an_experience_and_each_other(article, any_script):
    one = factories.experience(article)
    page = any_script
    page.goto(f"/experiences/{one.id}")
    page.get_by_role("link", name="Write a comment").click()
    write(page, "How long did it take?")
    expect(page.locator(".comment.level-1")).to_contain_text("How long did it take?")
    page.get_by_role("link", name="Reply to Gerald").click()
    expect(page.get_by_label("Name to show")).to_have_value("Gerald")
    write(page, "Two weeks, in the end.", name="Harriet")
    expect(page.locator(".comment.level-2")).to_contain_text("Two weeks, in the end.")
    expect(page.locator(".comment")).to_have_count(2)


def test_on_the_board_a_thread_opens_under_its_card(article, page):
    one = factories.experience(article)
    factories.comment(article, on=one, text="I know that well.")
    page.goto(ARTICLE)
    page.evaluate("window.stayed = true")
    card = page.locator(".experience")
    card.get_by_role("link", name="Reply · 1").click()
    expect(card.locator(".comment")).to_contain_text("I know that well.")
    expect(card.get_by_role("link", name="Reply to Gerald")).to_be_visible()
    card.get_by_role("link", name="Write a comment").click()
    write(page, "So do I.")
    expect(card.locator(".comment")).to_have_count(2)
    assert page.evaluate("window.stayed")
    expect(card.locator(".comment").last).to_be_focused()
    card.get_by_role("link", name="Reply · 2").click()
    expect(card.locator(".comment")).to_have_count(0)


def test_a_mistake_in_a_comment_is_said_in_place(article, page):
    one = factories.experience(article)
    page.goto(f"/experiences/{one.id}")
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Your comment").fill("A comment without a name.")
    page.get_by_role("button", name="Post the comment").click()
    expect(page.locator(".reply-form .summary")).to_contain_text("2 things need another look")
    expect(page.get_by_label("Your comment")).to_have_value("A comment without a name.")
    write(page, "A comment with one.")
    expect(page.locator(".comment")).to_contain_text("A comment with one.")


def test_the_article_has_a_thread_of_its_own(any_script):
    page = any_script
    page.goto(f"{ARTICLE}/comments")
    page.get_by_role("link", name="Write a comment").click()
    write(page, "Plainly said.")
    expect(page.locator("#board .comment")).to_contain_text("Plainly said.")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Your comment").fill("Plainly and kindly said.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#board .comment")).to_contain_text("Plainly and kindly said.")
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator("#board .comment")).to_have_count(0)


def test_a_comment_that_was_begun_survives_a_reload(article, page):
    one = factories.experience(article)
    page.goto(f"/experiences/{one.id}/reply")
    page.get_by_label("Your comment").fill("Half a thought")
    page.reload()
    expect(page.get_by_label("Your comment")).to_have_value("Half a thought")
