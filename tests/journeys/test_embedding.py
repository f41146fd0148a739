"""An experience on somebody else's page: the card is shown there, and nothing else of ours is."""

from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests import factories

pytestmark = pytest.mark.one_engine("sqlite")

STORY = "It caught me in the left calf at night."
STRICT = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Elsewhere:
    """Another site, with one page."""

    def __init__(self) -> None:
        self.answer = Response()
        self.server = make_server("127.0.0.1", 0, lambda *given: self.answer(*given))
        Thread(target=self.server.serve_forever, daemon=True).start()

    def show(self, page: Page, code: str, headers: dict[str, str]) -> None:
        """Open its page, with this code on it."""
        body = f"<!doctype html><title>Elsewhere</title><p>I read this:</p>{code}"
        self.answer = Response(body, mimetype="text/html", headers=headers)
        page.goto(f"http://127.0.0.1:{self.server.server_port}/")


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """Another site."""
    site = Elsewhere()
    yield site
    site.server.shutdown()


@pytest.fixture
def visitor(chromium: Browser, served: str) -> Iterator[Page]:
    """A page whose requests may go to both sites."""
    context = chromium.new_context(base_url=served)
    yield context.new_page()
    context.close()


def test_the_code_shows_the_card_on_any_page(visitor, elsewhere, article):
    one = factories.experience(article, name="Ida", story=STORY)
    visitor.goto(f"/experiences/{one.id}")
    visitor.get_by_text("Link and embed").click()
    code = visitor.locator(".embed .part").nth(1).inner_text()
    sandboxed = code.replace("<iframe", "<iframe sandbox")
    for written, headers in ((code, {}), (sandboxed, {}), (code, STRICT)):
        elsewhere.show(visitor, written, headers)
        card = visitor.frame_locator("iframe")
        expect(card.get_by_text(STORY)).to_be_visible()
        expect(card.get_by_role("link", name="Read it on Eased")).to_be_visible()
        expect(card.locator("main")).to_have_css("border-top-width", "1px")


def test_no_other_page_is_shown_in_a_frame(visitor, elsewhere, article, served):
    one = factories.experience(article, story=STORY)
    elsewhere.show(visitor, f'<iframe src="{served}/experiences/{one.id}"></iframe>', {})
    visitor.wait_for_load_state("networkidle")
    expect(visitor.frame_locator("iframe").get_by_text(STORY)).to_have_count(0)


def test_address_and_code_can_be_copied(open_browser, article, served):
    one = factories.experience(article)
    context = open_browser(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"/experiences/{one.id}")
    page.get_by_text("Link and embed").click()
    page.get_by_role("button", name="Copy the address").click()
    expect(page.locator(".embed [role=status]").first).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{served}/experiences/{one.id}"
    page.get_by_role("button", name="Copy the code").click()
    expect(page.locator(".embed [role=status]").nth(1)).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()").startswith("<iframe src=")
