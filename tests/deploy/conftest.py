"""The application behind the shipped web server, and people who ask it."""

import os
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from bench.proxy import NGINX, SHIPPED, Ports, Proxy, free_ports
from forum import create_app
from forum.database import db
from tests.conftest import settings_for
from tests.databases import Database


class Quiet(WSGIRequestHandler):
    """Answers, and says nothing of it."""

    def log_request(self, *about: object) -> None:
        pass


@pytest.fixture(scope="session")
def front(shared_app: Flask, database: Database) -> Iterator[Flask]:
    """The application as it is set up behind a web server."""
    behind = {"HTTPS": True, "TRUSTED_PROXIES": 1, "TRUSTED_HOSTS": ["127.0.0.1", "forum.example"]}
    app = create_app(settings_for(database.url) | behind)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def start_proxy(
    front: Flask, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Proxy]]:
    """Starts nginx in front of it, with the shipped file or a changed one; each only once."""
    if not NGINX and not os.environ.get("CI"):
        pytest.skip("There is no nginx: apt-get install nginx-light")
    server = make_server("127.0.0.1", 0, front, threaded=True, request_handler=Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    proxies: dict[str, Proxy] = {}

    def start(text: str) -> Proxy:
        if text not in proxies:
            ports = Ports(*free_ports(3), site=server.server_port)
            proxies[text] = Proxy(tmp_path_factory.mktemp("nginx"), ports, text)
        return proxies[text]

    yield start
    for proxy in proxies.values():
        proxy.stop()
    server.shutdown()


@pytest.fixture
def use_proxy(
    app: Flask, front: Flask, start_proxy: Callable[[str], Proxy]
) -> Callable[[str], Proxy]:
    """The same, with nothing kept anywhere of what other tests have asked for."""
    app.extensions["changes"].any = True  # what the other application writes is not noticed
    store = front.extensions.get("page_store")
    if store:
        store.clear()

    def use(text: str) -> Proxy:
        proxy = start_proxy(text)
        proxy.forget()
        return proxy

    return use


@pytest.fixture
def proxy(use_proxy: Callable[[str], Proxy]) -> Proxy:
    """The web server, set up as it is shipped."""
    return use_proxy(SHIPPED.read_text())
