"""What is measured: what readers ask for, and what writers send, each time another one."""

import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from itertools import count, cycle
from urllib.parse import urlencode

import psycopg

from bench.measuring import ARTICLE, Act, Client, Server

PAGE = 50
REPLIES = 200
TALKED_ABOUT = 7
"""The experience that is given many replies."""
WRITERS_TAKE = 303
"""What a form that was taken is answered with."""
NIGHTS = count(1)
"""Nobody says what somebody has said before: a copy is held for a moderator."""
WORDS = "Three nights a week the left calf locks up, and I lean on the wall."


def pages_of(site: Server) -> dict[str, str]:
    """Return the addresses of the pages that are measured."""
    return {
        "article page": ARTICLE,
        f"board page {PAGE}": address_of_page(site, PAGE),
        "cause page": f"{ARTICLE}/causes/ageing",
        "remedy page": f"{ARTICLE}/remedies/magnesium",
        "league": f"{ARTICLE}/remedies",
        "grid": f"{ARTICLE}/causes",
        f"{REPLIES} replies": f"/experiences/{TALKED_ABOUT}",
        "search": "/search?q=magnesium+night",
        "home": "/",
    }


def address_of_page(site: Server, number: int) -> str:
    """Return the address of a page of the board, by turning the pages before it."""
    address = ARTICLE
    for _ in range(number - 1):
        found = re.search(r'rel="next" href="([^"#]+)', site.client.ask("GET", address).text)
        if not found:
            raise SystemExit(f"{site.name} has no page {number}")
        address = found[1].replace("&amp;", "&")
    return address


def misser(site: Server, path: str) -> Act:
    """Return what asks for a page after its board has changed."""
    connection = _connection_to(site)

    def ask() -> int:
        connection.execute("UPDATE articles SET stamp = stamp + 1")
        answer = site.client.ask("GET", path)
        if answer.kept not in {"miss", ""}:
            raise SystemExit(f"{path} was answered from the store: {answer.kept}")
        return answer.status

    return ask


def _connection_to(site: Server) -> sqlite3.Connection | psycopg.Connection:
    if site.file is None:
        return psycopg.connect(site.url, autocommit=True)
    connection = sqlite3.connect(site.file, timeout=10, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")  # what it writes is not measured
    return connection


def asker_again(client: Client, path: str) -> Act:
    """Return what asks whether the page that it holds has changed; if it has, it asks once more."""
    held = [""]

    def ask() -> int:
        answer = client.ask("GET", path, If_None_Match=held[0])
        if answer.status == 200:
            held[0] = answer.headers["etag"]
            answer = client.ask("GET", path, If_None_Match=held[0])
        return answer.status

    return ask


def poster(client: Client) -> Act:
    """Return what tells one experience with two attempts, each time another one by a new guest."""
    token = token_on(client, f"{ARTICLE}/share")
    cookies = dict(client.cookies)

    def post() -> int:
        client.cookies = dict(cookies)
        key = secrets.token_urlsafe(16)
        fields = {
            "csrf_token": token,
            "idempotency_key": key,
            "story": f"{WORDS} This was night {next(NIGHTS)}.",
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
        body = urlencode(fields, doseq=True)
        return client.ask("POST", f"{ARTICLE}/experiences", body).status

    return post


def commenter(client: Client, experiences: Iterator[int]) -> Act:
    """Return what comments, on one experience after another, each time as a new guest."""
    token = token_on(client, "/experiences/1/reply")
    cookies = dict(client.cookies)

    def comment() -> int:
        client.cookies = dict(cookies)
        key = secrets.token_urlsafe(16)
        fields = {
            "csrf_token": token,
            "idempotency_key": key,
            "text": f"{WORDS} This was night {next(NIGHTS)}.",
            "name": "measured",
            "consent": "yes",
        }
        path = f"/experiences/{next(experiences)}/comments"
        return client.ask("POST", path, urlencode(fields)).status

    return comment


def voter(client: Client, experiences: Iterator[int]) -> Act:
    """Return what votes, for one experience after another."""
    return lambda: client.ask("POST", f"/experiences/{next(experiences)}/vote").status


def noter(client: Client) -> Act:
    """Return what sends the smallest form."""
    token = token_on(client, "/note")
    fields = {"csrf_token": token, "text": WORDS}
    return lambda: client.ask("POST", "/note", urlencode(fields)).status


def token_on(client: Client, path: str) -> str:
    """Return the token of the form on a page."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)', client.ask("GET", path).text)
    assert found, path
    return found[1]


def talk(site: Server) -> None:
    """Give one experience its replies."""
    comment = commenter(Client(site.port), cycle([TALKED_ABOUT]))
    for _ in range(REPLIES):
        if comment() != 303:
            raise SystemExit("A comment was not taken")


def writers_of(port: int) -> dict[str, Callable[[], Act]]:
    """Return what makes those who write, each with a browser of her own."""
    return {
        "posting": lambda: poster(Client(port)),
        "commenting": lambda: commenter(Client(port), cycle(range(10, 500))),
        "voting": lambda: voter(as_guest(Client(port)), count(1)),
    }


def as_guest(client: Client) -> Client:
    """Make somebody known to the site, by a comment of hers."""
    commenter(client, cycle([TALKED_ABOUT]))()
    return client
