"""Comparing what others tried, in a browser."""

from playwright.sync_api import expect

from tests import factories

SHORTLIST = "/articles/leg-cramps/shortlist"


def test_two_remedies_are_compared_with_the_keyboard_alone(article, any_script):
    factories.experience(article, tried=[("heat", "relieved"), ("magnesium", "worse")])
    page = any_script
    page.goto(SHORTLIST)
    for name in ("Heat", "Magnesium tablets or powder"):
        page.get_by_role("checkbox", name=name).focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    heads = page.locator(".compared thead th")
    expect(heads).to_have_text(["Heat", "Magnesium tablets or powder"])
    expect(page.get_by_role("checkbox", name="Heat")).to_be_checked()


def test_notes_stay_in_this_browser_and_are_never_sent(article, page):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    page.goto(f"{SHORTLIST}?remedy=heat")
    page.get_by_label("My own notes").fill("Takes ramipril")
    page.reload()
    expect(page.get_by_label("My own notes")).to_have_value("Takes ramipril")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_label("My own notes")).to_have_value("Takes ramipril")
    assert not any("ramipril" in request for request in sent)
