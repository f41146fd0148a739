"""A reader opens the article, reads what others say, and finds what they tried."""

import re

from playwright.sync_api import expect

from tests import factories

ARTICLE = "/articles/leg-cramps"


def tell_some(article) -> None:
    """Put three experiences on the board."""
    factories.experience(
        article, name="Ada", causes=["statins"], tried=[("magnesium", "no_change")]
    )
    factories.experience(article, name="Bea", causes=["statins"], tried=[("heat", "relieved")])
    factories.experience(article, name="Cleo", causes=["alcohol"], tried=[("heat", "helped_some")])


def names(page):
    return page.locator("#board .experience .byline bdi")


def test_she_reads_the_article_and_filters_the_board_by_what_it_names(article, any_page):
    tell_some(article)
    any_page.goto(ARTICLE)
    expect(any_page.get_by_role("heading", level=1)).to_contain_text("magnesium")
    expect(names(any_page)).to_have_text(["Cleo", "Bea", "Ada"])
    any_page.get_by_role("link", name="Statins 2 experiences").click()
    expect(names(any_page)).to_have_text(["Bea", "Ada"])
    expect(any_page).to_have_url(re.compile(r"\?cause=statins#board$"))
    expect(any_page.locator("#board")).to_be_in_viewport()
    any_page.locator(".chips.outcomes").get_by_role("link", name="Relieved").click()
    expect(names(any_page)).to_have_text(["Bea"])
    any_page.go_back()
    expect(names(any_page)).to_have_text(["Bea", "Ada"])
    any_page.go_back()
    expect(names(any_page)).to_have_text(["Cleo", "Bea", "Ada"])
    any_page.go_forward()
    expect(names(any_page)).to_have_text(["Bea", "Ada"])
    any_page.reload()
    expect(names(any_page)).to_have_text(["Bea", "Ada"])


def test_the_same_works_without_script(article, any_script):
    tell_some(article)
    any_script.goto(ARTICLE)
    any_script.get_by_role("link", name="Statins 2 experiences").click()
    expect(names(any_script)).to_have_text(["Bea", "Ada"])
    any_script.locator(".narrowed").get_by_role("link").click()
    expect(names(any_script)).to_have_text(["Cleo", "Bea", "Ada"])


def test_filtering_in_place_does_not_leave_the_page(article, page):
    tell_some(article)
    page.goto(ARTICLE)
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Statins 2 experiences").click()
    expect(names(page)).to_have_text(["Bea", "Ada"])
    page.get_by_role("link", name="Comments", exact=True).click()
    expect(page.locator("#board .empty")).to_contain_text("Nobody has commented yet")
    expect(page).to_have_url(re.compile("/comments#board$"))
    assert page.evaluate("window.stayed")
    page.go_back()
    expect(names(page)).to_have_text(["Bea", "Ada"])
    assert page.evaluate("window.stayed")


def test_she_turns_the_pages_of_the_board(article, any_script):
    for number in range(25):
        factories.experience(article, story=f"Story number {number:03} as I lived through it.")
    any_script.goto(ARTICLE)
    expect(any_script.locator(".experience")).to_have_count(20)
    any_script.get_by_role("link", name="Older experiences").click()
    expect(any_script.locator(".experience")).to_have_count(5)
    expect(any_script.locator(".experience").last).to_contain_text("Story number 000")
    any_script.get_by_role("link", name="Back to the first page").click()
    expect(any_script.locator(".experience")).to_have_count(20)


def test_on_a_phone_a_link_under_the_title_leads_to_the_board(article, open_browser):
    tell_some(article)
    page = open_browser(viewport={"width": 390, "height": 844}).new_page()
    page.goto(ARTICLE)
    share = page.get_by_role("link", name="Share your experience").first
    page.get_by_role("link", name="Read what readers say").click()
    expect(page.get_by_role("heading", name="What readers say")).to_be_in_viewport()
    expect(share).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_she_finds_remedies_by_the_cause_she_suspects(article, any_script):
    tell_some(article)
    any_script.goto("/causes")
    any_script.get_by_role("searchbox").fill("lipitor")
    any_script.get_by_role("button", name="Find").click()
    expect(any_script.get_by_role("heading", level=1)).to_contain_text("Cholesterol medicines")
    expect(any_script.locator(".called")).to_contain_text("“lipitor” leads here")
    row = any_script.get_by_role("row", name="Magnesium")
    expect(row.get_by_role("cell").first).to_have_text("1 no change")
    any_script.get_by_role("rowheader").get_by_role("link", name="Magnesium").click()
    expect(any_script.get_by_role("heading", level=1)).to_have_text("Magnesium tablets or powder")
    expect(any_script.locator(".experience")).to_have_count(1)


def test_a_page_that_goes_wrong_leads_on(any_script):
    any_script.goto("/articles/nothing-here")
    any_script.get_by_role("link", name="All articles").click()
    expect(any_script).to_have_url(re.compile("/$"))


def test_dates_are_said_as_people_say_them(article, page):
    tell_some(article)
    page.goto(ARTICLE)
    expect(page.locator(".experience time").first).to_have_text("this minute")
