"""Three hundred at once on one experience, over HTTP, while others read it."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from threading import Event, Thread
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from forum.articles.queries import get_article
from forum.board.count_actions import recount
from forum.board.models import Comment, Vote
from forum.board.queries import get_experience
from forum.database import db
from tests import factories

OF_A_KIND = 150
WRITERS, READERS = 30, 2
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """The port at which the application answers many at once."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


class Browser:
    """A browser of somebody who has not been here before."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> HTTPResponse:
        """Make a request; return what was answered."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body=body or None, headers=headers)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    def send(self, path: str, fields: dict[str, str], cookie: str = "") -> HTTPResponse:
        """Send a form, and again whenever the site asks for that."""
        while True:
            answer = self.ask("POST", path, urlencode(fields), Cookie=cookie, **FORM)
            if not (answer.status == 503 and answer.headers["Retry-After"]):
                return answer


def test_three_hundred_replies_and_votes_at_once_are_all_counted(app, article, port):
    one, over = factories.experience(article, causes=["statins"]).id, Event()
    form = Browser(port).ask("GET", f"/experiences/{one}/reply")
    token = re.search(r'name="csrf_token" value="([^"]+)', form.text)[1]
    cookie = form.headers["Set-Cookie"].partition(";")[0]

    def write(number: int) -> HTTPResponse:
        if number % 2:
            return Browser(port).send(f"/experiences/{one}/vote", {"vote": "1"})
        told = {"text": f"Thank you, says number {number}.", "name": f"Guest {number}"}
        once = {"csrf_token": token, "idempotency_key": f"reply-{number:04}", "consent": "yes"}
        return Browser(port).send(f"/experiences/{one}/comments", told | once, cookie)

    def read(number: int) -> set[int]:
        met = set()
        while not over.is_set():
            met.add(Browser(port).ask("GET", f"/experiences/{one}").status)
        return met

    with ThreadPoolExecutor(READERS) as readers, ThreadPoolExecutor(WRITERS) as writers:
        met = [readers.submit(read, number) for number in range(READERS)]
        answers = list(writers.map(write, range(2 * OF_A_KIND)))
        over.set()
    assert {answer.status for answer in answers} == {303}
    assert [reader.result() for reader in met] == [{200}] * READERS
    db.session.rollback()
    db.session.expire_all()
    rows = [db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (Comment, Vote)]
    kept = get_experience(one)
    assert rows == [kept.comment_count, kept.helpful_count] == [OF_A_KIND, OF_A_KIND]
    assert get_article("leg-cramps").comment_count == OF_A_KIND
    assert recount(article.id) == []
