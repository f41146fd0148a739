"""A real browser, and the site served to it."""

import os
import shutil
from collections.abc import Callable, Iterator
from threading import Condition, Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
"""One engine, of one source and version. The first has no windows, and takes far less time."""
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; where it is missing the journeys are left out, but never in CI."""
    found = next(filter(shutil.which, BROWSERS), None)
    if not found and not os.environ.get("CI"):
        pytest.skip("There is no Chromium: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found or BROWSERS[0], args=FLAGS)
        yield browser
        browser.close()


class Answering:
    """The application, which knows how many answers are under way: a browser that is closed has
    often asked for something that nobody waits for any more."""

    def __init__(self, app: Flask) -> None:
        self.app, self.under_way, self.changed = app, 0, Condition()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self._count(1)
        try:
            return self.app(environ, start_response)
        finally:
            self._count(-1)

    def wait_until_idle(self) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.under_way == 0, timeout=10)

    def _count(self, by: int) -> None:
        with self.changed:
            self.under_way += by
            self.changed.notify_all()


@pytest.fixture(scope="session")
def answering(shared_app: Flask) -> Answering:
    """The application as it is served."""
    return Answering(shared_app)


@pytest.fixture(scope="session")
def served(answering: Answering) -> Iterator[str]:
    """The address at which the application answers."""
    server = make_server("127.0.0.1", 0, answering, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class Problems(list[str]):
    """What a page complained of: scripts that failed, requests refused or sent elsewhere."""

    def watch(self, page: Page, home: str) -> None:
        page.on("pageerror", lambda error: self.append(f"script: {error}"))
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("request", lambda request: self._see(request.url, home))

    def _hear(self, type_: str, text: str) -> None:
        # The browser reports every answer of 4xx; those that matter are asserted on the page.
        if type_ == "error" and "the server responded with a status of 4" not in text:
            self.append(f"console: {text}")

    def _see(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:", "about:")):
            self.append(f"request: {url}")


@pytest.fixture
def open_browser(
    chromium: Browser, served: str, answering: Answering, app: Flask
) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browsers of different people; at the end none of their pages may have complained."""
    problems, contexts = Problems(), []

    def open_one(**settings: object) -> BrowserContext:
        settings = {"viewport": DESKTOP, "base_url": served} | settings
        context = chromium.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        context.on("page", lambda page: problems.watch(page, str(settings["base_url"])))
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    answering.wait_until_idle()
    assert problems == []


READY = """(patience) => new Promise((ready, fail) => {
  if (!matchMedia('(scripting: enabled)').matches) return ready();
  const until = performance.now() + patience;
  const look = () => {
    const late = document.querySelector('[data-behavior]:not([data-ready])');
    if (!late) ready();
    else if (performance.now() > until) fail(new Error(`Not ready: ${late.outerHTML}`));
    else requestAnimationFrame(look);
  };
  look();
})"""
"""Asked in one go: to let Playwright wait for it costs a third of a visit."""
PATIENCE = 10_000


@pytest.fixture(autouse=True)
def _wait_for_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every visit and reload wait for the scripts of the page, as people's eyes do."""

    def waiting(method: Callable[..., Any]) -> Callable[..., Any]:
        def visit(page: Page, *args: Any, **kwargs: Any) -> Any:
            answer = method(page, *args, **kwargs)
            page.evaluate(READY, PATIENCE)
            return answer

        return visit

    for name in ("goto", "reload", "go_back", "go_forward"):
        monkeypatch.setattr(Page, name, waiting(getattr(Page, name)))


@pytest.fixture
def page(open_browser: Callable[..., BrowserContext]) -> Page:
    """A page on a desktop."""
    return open_browser().new_page()


@pytest.fixture(params=["desktop", "phone"])
def any_page(open_browser: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Page:
    """A page on a desktop, and one on a phone."""
    is_phone = request.param == "phone"
    viewport = PHONE if is_phone else DESKTOP
    return open_browser(viewport=viewport, has_touch=is_phone).new_page()


@pytest.fixture(params=["with script", "without script"])
def any_script(open_browser: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Page:
    """A page whose browser runs scripts, and one whose does not."""
    return open_browser(java_script_enabled=request.param == "with script").new_page()
