"""Somebody awake at three looks for what others did, by her own words."""

from playwright.sync_api import expect

from tests import factories


def tell_some(article) -> None:
    factories.experience(
        article,
        story="Pickle juice from the jar, and it let go before I had the lid back on.",
        causes=["hard-exercise"],
        tried=[("pickle-juice", "relieved")],
    )
    factories.experience(
        article,
        story="Pickle juice only gave me heartburn, night after night.",
        causes=["hard-exercise"],
        tried=[("pickle-juice", "no_change")],
    )
    factories.experience(
        article, story="A bar of soap, and my son laughs.", tried=[("soap", "relieved")]
    )


def hits(page):
    return page.locator(".hit .words")


def test_she_finds_what_she_means_and_narrows_it(article, any_script):
    tell_some(article)
    any_script.goto("/articles/leg-cramps")
    any_script.get_by_role("link", name="Search", exact=True).click()
    any_script.get_by_role("searchbox").or_(any_script.get_by_role("combobox")).fill("pikle juce")
    any_script.get_by_role("button", name="Search").click()
    expect(any_script.locator(".readings")).to_have_text("Also looked for: pickle juice")
    expect(hits(any_script)).to_have_count(2)
    expect(any_script.locator(".found-tags .chip").first).to_contain_text("Pickle juice")
    any_script.locator(".facets").get_by_role("link", name="no change").click()
    expect(hits(any_script)).to_have_count(1)
    any_script.locator(".facets").get_by_role("link", name="no change").click()
    expect(hits(any_script)).to_have_count(2)
    hits(any_script).filter(has_text="heartburn").get_by_role("link").click()
    expect(any_script.get_by_role("heading", level=1)).to_contain_text("told by")
    alike = any_script.get_by_role("region", name="Much the same, told by others")
    expect(alike).to_contain_text(
        "Others who named “Hard or unusual exercise” and tried “Pickle juice”"
    )
    alike.get_by_role("link", name="before I had the lid").click()
    expect(any_script.locator("blockquote")).to_contain_text("the lid back on")


def test_names_are_offered_to_the_keyboard(article, page):
    page.goto("/search")
    field = page.get_by_role("combobox")
    field.press_sequentially("magn")
    listbox = page.get_by_role("listbox")
    expect(listbox.get_by_role("option").first).to_contain_text("Magnesium tablets or powder")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "suggested-1")
    field.press("Escape")
    expect(listbox).to_be_hidden()
    field.press_sequentially("e")
    expect(listbox).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url("/articles/leg-cramps/remedies/magnesium")


def test_what_others_told_is_shown_while_she_tells(article, page):
    tell_some(article)
    page.goto("/articles/leg-cramps/share")
    page.get_by_label("What happened?").fill("After a marathon I drank pickle juice, and waited.")
    alike = page.locator(".alike summary")
    expect(alike).to_have_text("What others told about the same")
    alike.click()
    expect(page.locator(".alike-stories")).to_contain_text("before I had the lid back on")


def test_what_nobody_has_told_leads_to_telling_it(article, any_script):
    any_script.goto("/search?q=zzyzx")
    expect(any_script.locator(".empty")).to_contain_text("Nobody has told us about that yet.")
    any_script.locator(".empty").get_by_role("link", name="Share your experience").click()
    expect(any_script.get_by_role("heading", level=1)).to_have_text("Share your experience")
