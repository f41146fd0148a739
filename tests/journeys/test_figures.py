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


def test_a_pregnant_reader_finds_what_helped_others_and_takes_two_remedies_to_her_doctor(
    article, any_script
):
    for number in range(12):
        outcome = "relieved" if number < 9 else "no_change"
        tried = [("heat", outcome), ("stretch-bedtime", "helped_some")]
        story = f"What it was like for me, the {number}th."
        factories.experience(article, story=story, causes=["pregnancy"], tried=tried)
    factories.experience(article, causes=["statins"], tried=[("heat", "worse")])
    page = any_script
    page.goto("/articles/leg-cramps/remedies")
    page.get_by_role("combobox", name="People who name").select_option("Pregnancy")
    page.get_by_role("button", name="People like me").press("Enter")
    heat = page.locator("tr", has_text="Heat")
    expect(heat).to_contain_text("75%")
    expect(heat).to_contain_text("of 12")
    page.get_by_role("link", name="Compare up to four").press("Enter")
    for name in ("Heat", "Calf and hamstring stretches before bed"):
        page.get_by_role("checkbox", name=name).press("Space")
    page.get_by_role("button", name="Compare").press("Enter")
    table = page.locator(".compared")
    expect(table).to_contain_text("69% of 13 said it helped (42% to 87%)")
    expect(table).to_contain_text("100% of 12 said it helped (76% to 100%)")
    page.emulate_media(media="print")
    expect(table).to_be_visible()
    expect(page.get_by_role("button", name="Compare")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")
