"""What the web server takes off the site: slow clients, too much at once, strangers' names."""

import re
import socket
import ssl
from contextlib import suppress
from http.client import HTTPConnection

import pytest

from bench.proxy import SHIPPED
from bench.slow_clients import hold_bodies, hold_headers
from tests.deploy.readers import Reader

pytestmark = pytest.mark.one_engine("sqlite")
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(("hold", "number"), [(hold_headers, 1000), (hold_bodies, 100)])
def test_slow_clients_keep_nobody_waiting(app, proxy, hold, number):
    with hold(proxy.ports.plain, number) as held:
        reader = Reader(proxy)
        answers = [reader.get("/articles/leg-cramps") for _ in range(5)]
        assert [answer.status for answer in answers] == [200] * 5
        assert len(held) == number


@pytest.mark.parametrize("megabytes", [2.5, 4])
def test_too_much_at_once_is_refused_kindly(app, proxy, megabytes):
    """The site refuses it itself where the web server lets it through; either says what to do."""
    story = "x" * int(megabytes * MEGABYTE)
    answer = Reader(proxy).send("/articles/leg-cramps/experiences", story=story)
    assert answer.status == 413
    assert re.search("shorten it|send less of it", answer.text)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_other_names_and_no_encryption_lead_nowhere(app, proxy):
    connection = HTTPConnection("127.0.0.1", proxy.ports.http, timeout=10)
    connection.request("GET", "/articles/leg-cramps?sort=new", headers={"Host": "forum.example"})
    answer = connection.getresponse()
    assert answer.status == 301
    assert answer.headers["Location"] == "https://forum.example/articles/leg-cramps?sort=new"
    connection.close()
    with socket.create_connection(("127.0.0.1", proxy.ports.http), 10) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        with suppress(ConnectionResetError):
            assert stranger.recv(100) == b""


def test_https_is_spoken_as_browsers_do(app, proxy):
    context = ssl.create_default_context(cafile=str(proxy.folder / "fullchain.pem"))
    context.check_hostname = False
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", proxy.ports.https), 10) as plain,
        context.wrap_socket(plain, server_hostname="forum.example") as encrypted,
    ):
        assert encrypted.selected_alpn_protocol() == "h2"
        assert encrypted.version() == "TLSv1.3"


def test_the_log_holds_no_address_no_words_and_no_secrets(app, proxy, use_proxy):
    """The other server writes each line at once."""
    proxy = use_proxy(SHIPPED.read_text().replace("buffer=32k flush=5s", ""))
    reader = Reader(proxy)
    reader.get("/search?q=gout")
    reader.get("/account/enter/a-token-that-lets-somebody-in")
    log = ""
    while log.count("\n") < 2:  # it is written after the answer has gone out
        log = (proxy.folder / "access.log").read_text()
    assert " GET /search 200 " in log
    assert " GET /account " in log
    assert log.count("127.0.0.0 ") == 2
    for secret in ("gout", "token", "127.0.0.1"):
        assert secret not in log
