"""Prints what reading and posting cost, on boards of 1,000 and of 100,000 experiences.

make bench
"""

import re
import secrets
from collections.abc import Callable
from urllib.parse import urlencode

from bench.measuring import ARTICLE, Cases, Server, getter, run

SIZES = (1_000, 100_000)
PAGE = 50


def address_of_page(server: Server, number: int) -> str:
    """Return the address of a page of the board, by turning the pages before it."""
    address = ARTICLE
    for _ in range(number - 1):
        _status, text = server.ask("GET", address)
        found = re.search(r'rel="next" href="([^"#]+)', text)
        if not found:
            raise SystemExit(f"{server.name} has no page {number}")
        address = found[1].replace("&amp;", "&")
    return address


def poster(server: Server) -> Callable[[], int]:
    """Return what tells one experience, each time another one."""
    _status, text = server.ask("GET", f"{ARTICLE}/share")
    token = re.search(r'name="csrf_token" value="([^"]+)', text)
    assert token

    def post() -> int:
        key = secrets.token_urlsafe(16)
        fields = {
            "csrf_token": token[1],
            "idempotency_key": key,
            "story": f"Three nights a week the left calf locks up, and I lean on the wall. {key}",
            "name": "measured",
            "age": "65-74",
            "teller": "self",
            "consent": "yes",
            "causes": ["statins", "ageing"],
            "attempts-0-remedy": "Heat",
            "attempts-0-outcome": "helped_some",
            "attempts-1-remedy": "Magnesium tablets or powder",
            "attempts-1-outcome": "no_change",
        }
        return server.ask("POST", f"{ARTICLE}/experiences", urlencode(fields, doseq=True))[0]

    return post


def cases_of(server: Server) -> Cases:
    """Return what is measured on a site, with the status that it must answer."""
    visitor = Server(server.name, server.process, server.port)
    return {
        "article page": (getter(visitor, ARTICLE), 200),
        f"board page {PAGE}": (getter(visitor, address_of_page(visitor, PAGE)), 200),
        "cause page": (getter(visitor, f"{ARTICLE}/causes/ageing"), 200),
        "posting": (poster(server), 303),
    }


if __name__ == "__main__":
    run(SIZES, cases_of)
