"""Visitors are carried by the web server: the site makes each version of a page once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from flask import Flask, request_started, template_rendered

from bench.proxy import Proxy
from tests.deploy.readers import BROWSERS, Reader, all_at_once
from tests.factories import experience

pytestmark = pytest.mark.one_engine("sqlite")
ARTICLE = "/articles/leg-cramps"


class Work:
    """What the site had to do: requests that reached it, and pages that it made."""

    def __init__(self) -> None:
        self.asked = 0
        self.made = 0


@contextmanager
def counted(front: Flask) -> Iterator[Work]:
    work = Work()

    def note_made(sender: Flask, template: object, **about: object) -> None:
        work.made += 1

    template_rendered.connect(note_made, front)
    inner = front.wsgi_app

    def note_asked(environ, start_response):
        work.asked += 1
        return inner(environ, start_response)

    front.wsgi_app = note_asked
    yield work
    front.wsgi_app = inner


def visitors(proxy: Proxy, number: int) -> list[Reader]:
    """Return people with browsers of all kinds, and with cookies that are not ours."""
    return [Reader(proxy, {"_ga": f"GA1.{n}", "my_session": "x"}) for n in range(number)]


def test_each_version_of_a_page_is_made_once(app, front, proxy, article):
    experience(article, name="Harriet")
    readers = visitors(proxy, 8)

    def visit(number: int, browsers: Sequence[str] = BROWSERS):
        reader = readers[number % len(readers)]
        return reader.get(ARTICLE, Accept_Encoding=browsers[number % len(browsers)])

    with counted(front) as work:
        answers = all_at_once([lambda n=n: visit(n, BROWSERS[:1]) for n in range(40)])
        answers += all_at_once([lambda n=n: visit(n) for n in range(160)])
        assert {answer.status for answer in answers} == {200}
        assert work.made == 1
        assert not any(answer.headers["Set-Cookie"] for answer in answers)

        before = work.asked
        while work.asked < before + 3:  # what has been kept was asked for anew
            assert "Harriet" in readers[0].get(ARTICLE).text
        assert work.made == 1

        experience(article, name="Gerald")
        while "Gerald" not in readers[0].get(ARTICLE).text:
            pass
        all_at_once([lambda n=n: visit(n) for n in range(40)])
        assert work.made == 2


def test_who_holds_a_page_is_told_that_it_has_not_changed(app, front, proxy):
    reader = Reader(proxy)
    page = reader.get(ARTICLE, Accept_Encoding="gzip")
    with counted(front) as work:
        again = reader.get(ARTICLE, Accept_Encoding="gzip", If_None_Match=page.headers["ETag"])
        assert (again.status, again.text) == (304, "")
        assert work.made == 0


def test_a_part_of_a_page_is_kept_apart_from_the_page(app, proxy, article):
    experience(article)
    reader = Reader(proxy)
    whole = reader.get(ARTICLE).text
    part = reader.get(ARTICLE, X_Part="board").text
    assert "<html" in whole
    assert "<html" not in part
    assert reader.get(ARTICLE, X_Part="Nothing like a part!").text == whole


def test_static_files_are_fetched_once_and_kept_for_good(app, front, proxy):
    reader = Reader(proxy)
    with front.test_request_context():
        address = front.jinja_env.globals["static_url"]("css/site.css")
    with counted(front) as work:
        answers = [reader.get(address, Accept_Encoding="br") for _ in range(3)]
        assert work.asked == 1
    assert "immutable" in answers[-1].headers["Cache-Control"]


def test_what_was_shown_last_is_shown_while_the_site_is_away(app, front, proxy):
    reader = Reader(proxy)
    kept = reader.get(ARTICLE).text
    inner = front.wsgi_app

    def nobody(environ, start_response):
        start_response("503 Service Unavailable", [("Content-Length", "0")])
        return [b""]

    front.wsgi_app = nobody
    try:
        assert reader.get("/articles/leg-cramps/causes").status == 503
        assert reader.get(ARTICLE).text == kept
    finally:
        front.wsgi_app = inner


def test_the_site_sees_who_asks_and_how(app, front, proxy):
    """What somebody claims of herself in these headers counts for nothing."""
    seen = []

    def note(sender: Flask) -> None:
        from flask import request

        seen.append((request.remote_addr, request.scheme, request.host, request.url_root))

    claims = {
        "X_Forwarded_For": "203.0.113.7",
        "X_Forwarded_Proto": "gopher",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Port": "99",
    }
    with request_started.connected_to(note, front):
        Reader(proxy).get("/how-we-count", **claims)
    host = f"127.0.0.1:{proxy.ports.plain}"
    assert seen == [("127.0.0.1", "http", host, f"http://{host}/")]
