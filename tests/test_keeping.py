"""The store in front of an application: what is answered from it, and what never is."""

import gzip
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
import sqlalchemy as sa
from werkzeug.test import Client

from forum.keeping import MARK, KeptPages
from forum.page_store import Kept, PageStore
from forum.questions import WrittenQuestion

TEXT = "Fifty words about calves that lock up at night. " * 50


class Site:
    """An application of one page, which says what the stamp in its database is."""

    def __init__(self, path: Path) -> None:
        self.engine = sa.create_engine(f"sqlite:///{path}")
        with self.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE t (stamp INTEGER)")
            connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        self.made = 0
        self.is_kept = True
        self.headers = [("Content-Type", "text/html"), ("X-Request-Id", "flask")]
        self.while_making: Callable[[], object] = lambda: None
        self.lines: list[dict[str, Any]] = []
        self.store = PageStore(megabytes=1)
        self.front = KeptPages(
            self.app,
            engine=self.engine,
            store=self.store,
            shared=None,
            cookies=["guest", "account"],
            seconds=1,
            log=lambda **facts: self.lines.append(facts),
        )
        self.client = Client(self.front, use_cookies=False)

    def app(self, environ, start_response):
        """Answer with the stamp and how often a page was made."""
        self.made += 1
        stamp = self.stamp()
        made = self.made
        self.while_making()
        if stamp is None:
            start_response("404 NOT FOUND", self.headers)
            return [b"gone"]
        if self.is_kept:
            question = WrittenQuestion("SELECT stamp FROM t", ())
            environ[MARK] = Kept(question, stamp, f"v{stamp}", "/page")
        start_response("200 OK", self.headers)
        return [f"version {stamp}, made {made}. {TEXT}".encode()]

    def stamp(self) -> int | None:
        """Return the stamp as it is."""
        with self.engine.connect() as connection:
            return connection.scalar(sa.text("SELECT stamp FROM t"))

    def change(self, stamp: int | None) -> None:
        """Let the stamp be another one."""
        with self.engine.begin() as connection:
            connection.execute(sa.text("UPDATE t SET stamp = :stamp"), {"stamp": stamp})

    def read(self, path: str = "/", **headers: str) -> tuple[str, str]:
        """Return how a page came about, and how it begins."""
        answer = self.client.get(path, headers=headers)
        how = answer.headers.get("Server-Timing", "").removeprefix('kept;desc="').rstrip('"')
        return how, answer.text.partition(".")[0]


@pytest.fixture
def site(tmp_path) -> Iterator[Site]:
    """A site of one page."""
    made = Site(tmp_path / "site.db")
    yield made
    made.engine.dispose()


def test_a_page_is_made_once_until_it_changes(site):
    assert site.read() == ("miss", "version 1, made 1")
    assert site.read() == ("hit", "version 1, made 1")
    site.change(2)
    assert site.read() == ("miss", "version 2, made 2")
    assert site.read() == ("hit", "version 2, made 2")
    assert [line["route"] for line in site.lines] == ["/page", "/page"]


@pytest.mark.parametrize(
    ("encoding", "unpack"),
    [("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)],
)
def test_every_encoding_holds_the_same_and_has_a_tag_of_its_own(site, encoding, unpack):
    plain = site.client.get("/")
    answers = [site.client.get("/", headers={"Accept-Encoding": encoding}) for _ in range(2)]
    for answer in answers:
        assert unpack(answer.data) == plain.data
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert answer.headers.get("Content-Encoding", "identity") == encoding
        assert (answer.headers["ETag"] == plain.headers["ETag"]) == (encoding == "identity")
        for tag in (answer.headers["ETag"], f'"x", W/{answer.headers["ETag"]}'):
            short = site.client.get(
                "/", headers={"If-None-Match": tag, "Accept-Encoding": encoding}
            )
            assert (short.status_code, short.data) == (304, b"")
            assert short.headers["ETag"] == answer.headers["ETag"]
    assert site.made == 1


def test_for_many_readers_a_page_is_compressed_well(site, monkeypatch):
    monkeypatch.setattr("forum.page_store.MANY_READERS", 3)
    sizes = [len(site.client.get("/", headers={"Accept-Encoding": "br"}).data) for _ in range(6)]
    assert sizes[0] == sizes[2] > sizes[3] == sizes[5]


def test_head_says_what_get_would(site):
    whole = site.client.get("/")
    head = site.client.head("/")
    assert head.data == b""
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


@pytest.mark.parametrize(
    ("method", "headers", "body"),
    [
        ("GET", {"Cookie": "other=1; guest=abc"}, None),
        ("GET", {"Cookie": "account=abc"}, None),
        ("GET", {"Authorization": "Bearer abc"}, None),
        ("GET", {}, b"a body"),
        ("POST", {}, None),
    ],
)
def test_what_is_personal_passes_by(site, method, headers, body):
    site.read()
    for _ in range(2):
        answer = site.client.open("/", method=method, headers=headers, data=body)
        assert "Server-Timing" not in answer.headers
    assert site.made == 3
    assert site.read() == ("hit", "version 1, made 1")


def test_other_cookies_make_nobody_known(site):
    site.read()
    assert site.read(Cookie="_visits=7") == ("hit", "version 1, made 1")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/?x=1", {}),
        ("/other", {}),
        ("/", {"Host": "elsewhere.example"}),
        ("/", {"X-Part": "board"}),
        ("/api/v1/articles", {"Accept": "text/html"}),
    ],
)
def test_each_address_has_a_page_of_its_own(site, path, headers):
    site.read("/")
    site.read("/api/v1/articles")
    assert site.read(path, **headers)[0] == "miss"


def test_an_answer_with_a_cookie_is_never_kept(site):
    site.headers.append(("Set-Cookie", "session=x"))
    assert [site.read()[0], site.read()[0]] == ["", ""]
    assert site.made == 2


def test_while_the_next_version_is_made_others_are_shown_the_last_one(site):
    site.read()
    site.read()
    site.change(2)
    with making(site) as maker:
        assert site.read() == ("stale", "version 1, made 1")
    assert maker.answers == [("miss", "version 2, made 2")]
    assert site.made == 2


def test_a_version_that_nobody_has_seen_hold_of_late_is_not_shown(site, monkeypatch):
    monkeypatch.setattr("forum.keeping.LAST_VERSION_SECONDS", -1)
    site.read()
    site.change(2)
    answers = []
    with making(site):
        other = threading.Thread(target=lambda: answers.append(site.read()))
        other.start()
    other.join()
    assert answers == [("hit", "version 2, made 2")]
    assert site.made == 2


def test_what_is_for_nobody_any_more_is_not_shown_while_somebody_waits(site):
    site.read()
    site.read()
    site.change(None)
    answers = []
    with making(site):
        other = threading.Thread(target=lambda: answers.append(site.read()))
        other.start()
    other.join()
    assert answers == [("", "gone")]
    site.change(3)
    assert site.read()[0] == "miss"


def test_memory_is_bounded_and_what_was_read_last_stays(site):
    size = len(site.client.get("/0").data)
    for place in range(1024 * 1024 // size + 1):
        site.read(f"/{place}")
        assert site.read("/0")[0] == "hit"
    assert site.read("/1")[0] == "miss"


def test_with_no_room_every_page_is_made(site):
    site.store.most_bytes = 0
    assert [site.read()[0], site.read()[0]] == ["miss", "miss"]


def test_without_a_database_the_application_answers(site):
    site.read()
    with site.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE t RENAME TO elsewhere")
    with pytest.raises(sa.exc.OperationalError):  # as the application itself does here
        site.read()


class making:  # noqa: N801 - reads as a sentence: with making(site)
    """Somebody asks for the page, whose making does not end before the block does."""

    def __init__(self, site: Site) -> None:
        self.answers: list[tuple[str, str]] = []
        self.has_begun, self.may_end = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=lambda: self.answers.append(site.read()))
        site.while_making = self.wait

    def wait(self) -> None:
        """Hold up the one who is making it."""
        if threading.current_thread() is self.thread:
            self.has_begun.set()
            self.may_end.wait(10)

    def __enter__(self) -> "making":
        self.thread.start()
        assert self.has_begun.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        self.may_end.set()
        self.thread.join()
