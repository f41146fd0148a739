"""What a browser fetches for an article with twenty experiences, and what it needs of that before
it can paint: DESIGN, "Weight"."""

import re
from posixpath import join, normpath

import brotli
import pytest
from bs4 import BeautifulSoup

from forum.demonstration.actions import tell
from forum.demonstration.source import read_demonstration
from forum.encodings import compress
from forum.remedies.source import read_content
from tests.conftest import CONTENT
from tests.pages import read

pytestmark = pytest.mark.one_engine("sqlite")

IN_ALL = 60_000
FIRST_ROUND_TRIP = 14_336
"""What a server sends before the first answer of the browser: ten packets."""
ARTICLE = "/articles/leg-cramps"
BROTLI = {"Accept-Encoding": "br"}


@pytest.fixture
def page(client, article):
    """The article page, with twenty of the demonstration's stories."""
    vocabulary = read_content(CONTENT).vocabulary
    told = read_demonstration(
        CONTENT,
        causes={cause.slug for cause in vocabulary.causes},
        remedies={remedy.slug: remedy.use for remedy in vocabulary.remedies},
    )
    tell(article, told)
    found = read(client.get(ARTICLE))
    assert len(found.select(".experience")) == 20
    return found


def sent(client, address: str) -> bytes:
    """Return what goes over the wire: pages compressed as quickly as they are at least."""
    answer = client.get(address, headers=BROTLI)
    assert answer.status_code == 200, address
    if answer.headers.get("Content-Encoding") == "br":
        return answer.data
    return compress(answer.data, "br", thoroughly=False)


def scripts_of(client, page) -> set[str]:
    """Return the addresses of the modules that load with the page: those that it names, those that
    its elements ask for, and all that these import."""
    main = page.select_one("script[type=module]")["src"]
    names = {
        name for each in page.select("[data-behavior]") for name in each["data-behavior"].split()
    }
    waiting = [main, *(join(main, f"../behaviors/{name}.js") for name in names)]
    found: set[str] = set()
    while waiting:
        address = normpath(waiting.pop())
        if address not in found:
            found.add(address)
            imported = re.findall(r'(?:from |import\()"([^"]+)"', client.get(address).text)
            waiting += [join(address, "..", other) for other in imported]
    return found


def test_an_article_is_light_and_its_first_screen_comes_in_the_first_round_trip(client, page):
    linked = {link["href"] for link in page.select("link[rel=stylesheet], link[rel=icon]")}
    pictures = {picture["src"] for picture in page.select("img, iframe, source")}
    addresses = {ARTICLE, *linked, *pictures, *scripts_of(client, page)}
    assert len(addresses) > 10
    assert sum(len(sent(client, address)) for address in addresses) <= IN_ALL

    blocking = [link["href"] for link in page.select("head link[rel=stylesheet]")]
    assert all(script["type"] == "module" for script in page.select("script[src]"))
    left = FIRST_ROUND_TRIP - sum(len(sent(client, address)) for address in blocking)
    there = brotli.Decompressor().process(sent(client, ARTICLE)[:left]).decode(errors="ignore")
    begun = BeautifulSoup(there, "html.parser")
    assert begun.h1.text == page.h1.text
    sections = [section["id"] for section in page.select("article section")]
    assert [section["id"] for section in begun.select("article section")] == sections
    assert begun.select_one(".board .ranking")
