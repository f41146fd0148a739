"""Takes the pictures of the README from a fresh demonstration: `make pictures`."""

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from forum import create_app
from forum.accounts.models import Role
from forum.accounts.session_actions import start_session
from tests.factories import member
from tests.journeys.conftest import BROWSERS

PICTURES = Path(__file__).parent / "pictures"
ARTICLE = "/articles/leg-cramps"
DESKTOP = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}


def main() -> None:
    """Serve a demonstration, and a fuller board for the figures, and take each picture."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with sync_playwright() as playwright:
        found = next(path for path in BROWSERS if Path(path).exists())
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        with served() as home:
            take_board(opener(browser, home))
            take_rights(opener(browser, home))
            take_moderation(opener(browser, home), home)
        with served("--experiences", "2000") as home:
            take_figures(opener(browser, home))


@contextmanager
def served(*options: str) -> Iterator[str]:
    """Serve a demonstration; yield its address."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/pictures.db"
        command = [sys.executable, "-m", "flask", "forum", "demo", *options]
        set_up = {**os.environ, "DATABASE_URL": url, "DEMONSTRATION": "1"}
        subprocess.run(command, env=set_up, stdout=subprocess.DEVNULL, check=True)
        app = create_app(
            {"DATABASE_URL": url, "DEMONSTRATION": True, "LOG_LEVEL": "ERROR", "POSTS_A_MINUTE": 0}
        )
        server = make_server("127.0.0.1", 0, app, threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        with app.app_context():
            yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def sign_in_a_moderator() -> str:
    """Make a moderator on the site that is served, and return what her browser keeps."""
    return start_session(member("Ada", Role.MODERATOR).id, browser="")


def opener(browser: Browser, home: str) -> Callable[..., Page]:
    """Return what opens a page in a browser of its own."""

    def page(size: dict[str, int], scheme: str = "light") -> Page:
        return browser.new_context(
            viewport=size, color_scheme=scheme, base_url=home, reduced_motion="reduce"
        ).new_page()

    return page


def take_figures(page: Callable[..., Page]) -> None:
    """Take the pictures of leagues, a remedy, the grid, and a shortlist on paper."""
    wide, tall_phone = {"width": 1280, "height": 1200}, {"width": 390, "height": 1500}
    for size, suffix in ((wide, ""), (tall_phone, "-phone")):
        take(page(size), f"{ARTICLE}/remedies", f"league{suffix}")
        take(page(size), f"{ARTICLE}/remedies/magnesium", f"remedy{suffix}")
        take(page(size), f"{ARTICLE}/causes#grid", f"grid{suffix}")
    paper = page({"width": 760, "height": 1080})
    paper.emulate_media(media="print")
    paper.goto(f"{ARTICLE}/shortlist?remedy=heat&remedy=magnesium&remedy=water")
    paper.screenshot(path=PICTURES / "shortlist-print.png", full_page=True)


def take_board(page: Callable[..., Page]) -> None:
    """Take the pictures of reading and telling."""
    take(page(DESKTOP), ARTICLE, "article-desktop")
    take(page(PHONE), ARTICLE, "article-phone")
    take(page(PHONE), f"{ARTICLE}#board", "board-phone")
    take(page(DESKTOP, "dark"), f"{ARTICLE}?remedy=magnesium", "article-dark")
    take(page({"width": 1280, "height": 1000}), f"{ARTICLE}/remedies", "remedies")
    take(page({"width": 1280, "height": 1000}), f"{ARTICLE}/causes/water-tablet", "cause")
    take(page({"width": 1280, "height": 1000}), "/search?q=magnesum+nite", "search")
    take(page({"width": 600, "height": 480}), "/experiences/1/card", "card")
    composer = page({"width": 1100, "height": 1300})
    composer.goto(f"{ARTICLE}/share")
    composer.fill("#story", "Since the statin my calf locks up at night. A hot water bottle helps.")
    composer.fill("#attempts-0-remedy", "Heat")
    composer.get_by_role("button", name="Post to the board").click()
    composer.locator(".summary").wait_for()
    composer.screenshot(path=PICTURES / "composer-errors.png", full_page=True)


def take_rights(page: Callable[..., Page]) -> None:
    """Take the pictures of the door, and of a guest's own pages after she has told something."""
    take(page(PHONE), "/account/sign-in", "sign-in")
    guest = page({"width": 1280, "height": 1000})
    guest.goto(f"{ARTICLE}/share")
    guest.fill("#story", "Every night at three my left calf locks, until I stand on cold tiles.")
    guest.fill("#name", "Gus")
    guest.get_by_label("I am 16 or older").check()
    guest.get_by_label("I agree").check()
    guest.get_by_role("button", name="Post to the board").click()
    guest.locator(".flash").wait_for()
    take(guest, "/account/address", "address")
    take(guest, "/account/erase", "leaving")


def take_moderation(page: Callable[..., Page], home: str) -> None:
    """Take the pictures of what a writer is told before anything is stored, and of the queue."""
    for words in (
        "Since last week my left calf is hot to touch and the leg is red. It hurts to walk.",
        "My calf locks every night. Call me on 07700 900123, I am always up.",
    ):
        writer = page({"width": 390, "height": 1500})
        writer.goto(f"{ARTICLE}/share")
        writer.fill("#story", words)
        writer.fill("#name", "Gus")
        writer.get_by_label("I am 16 or older").check()
        writer.get_by_label("I agree").check()
        writer.get_by_role("button", name="Post to the board").click()
        writer.locator(".must-see").wait_for()
        if "hot to touch" in words:
            writer.screenshot(path=PICTURES / "told-at-once.png")
        writer.get_by_role("button", name="Post to the board").click()
        writer.locator(".waits").wait_for()
    for words in ("It praises a hotel.", "Which hotel is that?"):
        reader = page(PHONE)
        reader.goto("/experiences/4/flag")
        reader.get_by_label("It is an advertisement").check()
        reader.get_by_label("In your words").fill(words)
        reader.get_by_role("button", name="Send to the moderators").click()
        reader.locator(".flash").wait_for()
    moderator = page({"width": 1280, "height": 1250})
    cookie = {"name": "account", "value": sign_in_a_moderator(), "url": home}
    moderator.context.add_cookies([cookie])
    take(moderator, "/moderation/", "queue")


def take(page: Page, path: str, name: str) -> None:
    """Take one picture of what stands on the screen."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
