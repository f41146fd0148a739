"""Letters without a story behind them, and SMTP servers of many a mood."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from forum.database import db
from forum.mail import delivery
from forum.mail.actions import put_in_outbox
from forum.mail.models import Letter
from forum.mail.writing import Mail

from .servers import Server

ADDRESS = "ada@example.org"


@pytest.fixture
def writers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable]:
    """Who writes the letters; those of the kind "test" say the same to everybody."""
    writers = {**app.extensions["writers"]}
    writers["test"] = lambda letter: Mail(letter.address, "News", "Somebody has answered you.\n")
    monkeypatch.setitem(app.extensions, "writers", writers)
    return writers


@pytest.fixture
def folder(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where mails go as long as there is no server."""
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path / "mail"))
    return tmp_path / "mail"


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An SMTP server that takes everything, and whom the application sends its mail to."""
    monkeypatch.setattr(delivery, "TIMEOUT", 0.15)
    with Server() as running:
        settings = {"MAIL_SERVER": f"127.0.0.1:{running.port}", "MAIL_SECURITY": "none"}
        for name, value in settings.items():
            monkeypatch.setitem(app.config, name, value)
        yield running


def put_letter(**values: object) -> int:
    """Put a letter into the outbox and return its number."""
    return put_in_outbox("test", **({"address": ADDRESS} | values)).id


def letter(number: int) -> Letter:
    """Return a letter as it is now."""
    db.session.rollback()
    return db.session.get_one(Letter, number)
