"""Every page, light and dark, holds up to the rules that a machine can check (axe)."""

from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from forum.accounts.models import Role
from forum.accounts.session_actions import start_session
from forum.board.actions import edit_experience
from tests import factories
from tests.board.test_actions import A_WHILE

pytestmark = pytest.mark.one_engine("sqlite")

ARTICLE = "/articles/leg-cramps"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
LOOKS = {"runOnly": {"type": "rule", "values": OF_LOOKS}}
"""The rules that a page can break in one scheme or width alone."""

LOOK = """([where, options]) => axe.run(where, options).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`)))"""
"""Only faults leave the browser; what is right is a hundred times as much."""
SCRIPT = Axe().axe_script
CELLS_OF_OTHER_KINDS = """[...document.querySelectorAll('th, td')]
  .filter((cell) => !['table-cell', 'none'].includes(getComputedStyle(cell).display))
  .map((cell) => cell.outerHTML)"""
"""What a class of another part of the page has torn out of its row."""


def faults_on(page, *, but: str | None = None, looks_only: bool = False) -> list[str]:
    """Return what is wrong on a page that runs scripts, but for one part of it; or only what its
    looks can break, where the rest is looked at in another scheme."""
    where = {"exclude": [[but]]} if but else {"include": [["html"]]}
    needless = {"resultTypes": ["violations"], "selectors": False, "preload": False}
    page.evaluate(SCRIPT)
    return page.evaluate(LOOK, [where, (LOOKS if looks_only else RULES) | needless])


@pytest.fixture
def told(article):
    """Something of everything on the board."""
    one = None
    for number, outcome in enumerate(["relieved", "helped_some", "no_change", "worse", "worse"]):
        one = factories.experience(
            article,
            story=f"Story number {number} with *some* words:\n\n- and\n- a list",
            causes=["statins"],
            tried=[("heat", outcome), ("goose fat", outcome), ("quinine", outcome)],
        )
    first = factories.comment(article, on=one)
    factories.comment(article, on=one, answers=first)
    factories.comment(article)
    return one.id


@pytest.fixture
def demonstrate(app, monkeypatch):
    """Lets every page say, or not say, that the site is a demonstration."""
    return partial(monkeypatch.setitem, app.config, "DEMONSTRATION")


@pytest.mark.parametrize(
    ("scheme", "width", "is_play"),
    [("light", 390, True), ("dark", 1440, False)],
)
def test_no_page_has_a_fault(told, demonstrate, open_browser, scheme, width, is_play):
    demonstrate(is_play)
    viewport = {"width": width, "height": 900}
    page = open_browser(color_scheme=scheme, viewport=viewport, reduced_motion="reduce").new_page()
    is_known = False
    for path in (
        "/", "/causes", "/causes?q=zzz", "/remedies", "/remedies?q=magnes", ARTICLE, "/nope",
        f"{ARTICLE}?cause=statins&outcome=worse", f"{ARTICLE}?remedy=soap", f"{ARTICLE}/comments",
        f"{ARTICLE}/share", f"{ARTICLE}/reply", f"{ARTICLE}/causes", f"{ARTICLE}/remedies",
        f"{ARTICLE}/causes/statins", f"{ARTICLE}/shortlist?remedy=heat&remedy=water",
        "/how-we-count", "/log", f"{ARTICLE}/remedies/quinine", f"{ARTICLE}/remedies/heat",
        "/help", "/report-side-effect", f"/experiences/{told}/report-side-effect",
        f"/experiences/{told}/card", "/search", "/search?q=calf+zzz", "/search?q=zzyzx",
        "/search?in=comments&q=thank",
        f"{ARTICLE}/causes/toxins",
        f"{ARTICLE}/remedies?cause=statins&age=65-74&sort=name", f"{ARTICLE}/causes?use=during",
        f"{ARTICLE}/remedies/magnesium",
        f"/experiences/{told}", f"/experiences/{told}/reply", f"/experiences/{told}/history",
    ):  # fmt: skip
        page.goto(path)
        expect(page.locator(".demonstration")).to_have_count(int(is_play))
        page.evaluate(
            "for (const one of document.querySelectorAll('.experience details')) one.open = true"
        )
        # The text of the article stands on several pages, and is looked at on the first.
        has_text = page.locator("article.text .prose").count() > 0
        left_out = ".prose" if has_text and is_known else None
        assert faults_on(page, but=left_out, looks_only=scheme == "dark") == [], path
        is_known = is_known or has_text
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert width < 1440 or page.evaluate(CELLS_OF_OTHER_KINDS) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_form_has_a_fault_when_it_is_full_of_mistakes(told, open_browser, scheme):
    page = open_browser(color_scheme=scheme).new_page()
    page.goto(f"{ARTICLE}/share")
    page.get_by_label("What happened?").fill("Statin. One leg swollen. Call me on 07700 900123.")
    page.get_by_label("What did you try?").fill("heat")
    expect(page.locator(".offers .chip")).to_be_visible()
    expect(page.locator(".findings mark")).to_be_visible()
    assert faults_on(page, looks_only=scheme == "dark") == []
    page.get_by_text("More causes").click()
    page.get_by_role("button", name="Post to the board").click()
    expect(page.locator(".summary:not(.must-see)")).to_be_focused()
    expect(page.locator(".must-see mark")).to_be_visible()
    assert faults_on(page, looks_only=scheme == "dark") == []


@pytest.mark.parametrize(("scheme", "is_play"), [("light", False), ("dark", True)])
def test_no_page_of_an_author_has_a_fault(told, demonstrate, open_browser, scheme, is_play):
    demonstrate(is_play)
    page = open_browser(color_scheme=scheme).new_page()
    page.goto(f"/experiences/{told}/reply")
    page.get_by_label("Your comment").fill("So do I.")
    page.get_by_label("Name to show").fill("Gerald")
    page.get_by_role("button", name="Post the comment").click()
    assert_no_fault(page, page.locator(".summary"), scheme=scheme)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Post the comment").click()
    assert_no_fault(page, page.locator(".flash"), scheme=scheme)
    page.get_by_role("link", name="Withdraw").click()
    assert_no_fault(page, page.get_by_role("button", name="Withdraw it"), scheme=scheme)
    page.go_back()
    page.get_by_role("link", name="Edit").click()
    assert_no_fault(page, page.get_by_label("Your comment"), scheme=scheme)
    page.get_by_label("Your comment").fill("So do I, at times.")
    page.reload()
    assert_no_fault(page, page.locator("[data-restored]"), scheme=scheme)
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    assert_no_fault(page, page.get_by_role("button", name="Send again"), scheme=scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_for_editing_a_story_has_a_fault(article, open_browser, app, monkeypatch, scheme):
    page = open_browser(color_scheme=scheme).new_page()
    page.goto(f"{ARTICLE}/share")
    page.get_by_label("What happened?").fill("Two or three nights a week the left calf locks.")
    page.get_by_label("Name to show").fill("Gerald")
    page.get_by_label("and tell of myself").check()
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Post to the board").click()
    assert_no_fault(page, page.locator(".flash"), scheme=scheme)
    page.get_by_role("link", name="Edit").click()
    assert_no_fault(page, page.get_by_label("What happened?"), scheme=scheme)
    page.get_by_label("What happened?").fill("Two or three nights a week both calves lock.")
    monkeypatch.setitem(app.config, "EDIT_MINUTES", 0)
    page.reload()
    assert_no_fault(page, page.get_by_label("What you wrote"), scheme=scheme)


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_no_page_about_names_readers_and_versions_has_a_fault(
    article, open_browser, served, scheme, width
):
    harriet = factories.member("Harriet", email="harriet@example.org")
    words = {"name": "Harriet", "is_own_name": True, "tried": [("heat", "worse")]}
    one = factories.experience(article, author=harriet, **words)
    new = factories.told(article, **words | {"story": "It was the other leg, now that I think."})
    edit_experience(one.id, new, actor=harriet, within=A_WHILE)
    comment = factories.comment(article, on=one)
    secret = factories.experience(article, author=harriet, name="owl", audience="members")
    moderator = factories.member("Mo", Role.MODERATOR)
    record = f"/moderation/people/{harriet.id}"
    path, viewport = f"/experiences/{one.id}", {"width": width, "height": 900}
    for who, paths in (
        (None, (f"/experiences/{secret.id}", f"{path}/history")),
        (harriet, (f"{ARTICLE}/share", ARTICLE, f"{path}/edit", f"{path}/reply")),
        (moderator, (path, f"/comments/{comment.id}/history", f"{path}/history", record)),
    ):
        context = open_browser(color_scheme=scheme, viewport=viewport)
        if who:
            context.add_cookies([{**session_of(who.id), "url": served}])
        page = context.new_page()
        for address in paths:
            page.goto(address)
            assert faults_on(page, looks_only=scheme == "dark") == [], address
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def session_of(person_id: int) -> dict[str, str]:
    return {"name": "account", "value": start_session(person_id, browser="")}


def assert_no_fault(page, seen, *, scheme: str) -> None:
    """Check the page once this can be seen on it: all of it in light, its looks in dark."""
    expect(seen).to_be_visible()
    assert faults_on(page, looks_only=scheme == "dark") == []


def test_no_word_that_somebody_writes_makes_a_page_wider_than_the_screen(article, open_browser):
    long = "x" * 80
    one = factories.experience(
        article, story="y" * 300, name="z" * 40, tried=[(long, "worse"), ("heat", "relieved")]
    )
    first = factories.comment(article, on=one, text="w" * 300, name="v" * 40)
    factories.comment(article, on=one, answers=first, text="u" * 300)
    page = open_browser(viewport={"width": 320, "height": 700}).new_page()
    for path in (
        ARTICLE,
        f"/experiences/{one.id}",
        f"{ARTICLE}/share",
        "/",
        f"{ARTICLE}/remedies",
        "/search?q=outcome:worse",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_text_of_twice_the_size_does_not_scroll_sideways(told, open_browser):
    page = open_browser(viewport={"width": 390, "height": 844}).new_page()
    for path in (
        "/",
        ARTICLE,
        f"{ARTICLE}/share",
        f"{ARTICLE}/remedies",
        "/causes",
        "/help",
        "/search?q=calf",
    ):
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_what_has_the_focus_is_not_covered(told, open_browser):
    page = open_browser(viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{ARTICLE}#board")
    page.locator("#board .chip").first.focus()
    for _ in range(25):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              const here = document.activeElement;
              return !top || !(here.contains(top) || top.contains(here));
            }"""
        )
        assert not covered, page.evaluate("document.activeElement.outerHTML")


def test_the_check_sees_faults(page):
    page.goto("/nope")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any(fault.startswith("image-alt") for fault in faults_on(page))


def test_parts_that_are_pressed_are_large_enough(told, open_browser):
    page = open_browser(viewport={"width": 390, "height": 844}).new_page()
    page.goto(ARTICLE)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .chip, .tabs a, .pager a, .masthead a')]
            .map((part) => [part.textContent.trim(), part.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
    )
    assert small == []
