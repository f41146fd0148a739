"""Writing letters: what a mail says, made when it is sent. HTTP: reads templates and settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, render_template

from .models import Letter


@dataclass(frozen=True)
class Mail:
    """A mail, ready to be sent: plain text. `stop_url` is where one press ends such mails."""

    address: str
    subject: str
    text: str
    stop_url: str | None = None


Writer = Callable[[Letter], Mail | None]
"""Writes the mail of one kind of letter; None if there is nothing to send any more."""


def init_app(app: Flask, *, writers: Mapping[str, Writer]) -> None:
    """Take the writers of all areas, by the kind of letter."""
    app.extensions["writers"] = dict(writers)


def compose(letter: Letter) -> Mail | None:
    """Return what a letter says now."""
    writer: Writer = current_app.extensions["writers"][letter.kind]
    return writer(letter)


def write(template: str, *, address: str, stop_url: str | None = None, **context: Any) -> Mail:
    """Return the mail that a template makes. Its first line is the subject."""
    text = render_template(template, stop_url=stop_url, **context)
    subject, _end, body = text.strip().partition("\n")
    return Mail(address, " ".join(subject.split()), body.strip() + "\n", stop_url)


def link_to(path: str) -> str:
    """Return the whole address of a path of this site, for a mail."""
    return str(current_app.config["SITE_URL"]).rstrip("/") + path
