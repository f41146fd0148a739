"""Pieces of pages, kept by what they show.

A piece is a template and one value that cannot change. The value is all that the template reads:
neither who is looking, nor the request, nor the page around it. So what was made of a value once
is right wherever the same value is shown, to whomever; nothing kept can be out of date, and
nothing of one person can come to another. A test looks through the templates for whatever else
they might read.
"""

import sys
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any, Protocol

from flask import Flask, current_app
from markupsafe import Markup

from .templating import locale_name, sayer, translations

MOST_BYTES = 4 * 1024 * 1024
"""How much a process may keep."""
BESIDE = 3_000
"""About how many bytes the value of a piece takes, and its place; measured on a full memory."""


class Shown(Hashable, Protocol):
    """A named tuple whose fields are all that a template reads."""

    def _asdict(self) -> dict[str, Any]: ...


class Pieces:
    """What was made of each template and value, those that were shown last."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._kept: OrderedDict[Hashable, Markup] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable) -> Markup | None:
        """Return what is kept under a key, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, markup: Markup) -> None:
        """Keep what was made, and let go of what has not been shown for the longest."""
        with self._lock:
            if key not in self._kept:
                self.bytes += _weight(markup)
            self._kept[key] = markup
            while self.bytes > self.most_bytes:
                self.bytes -= _weight(self._kept.popitem(last=False)[1])

    def empty(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._kept.clear()
            self.bytes = 0


def init_app(app: Flask) -> None:
    """Give the application a memory of its own, and let templates ask for pieces."""
    app.extensions["pieces"] = Pieces()
    app.jinja_env.globals["piece"] = piece


def piece(template: str, shown: Shown) -> Markup:
    """Return a template filled in with the fields of a value, and with nothing else."""
    kept: Pieces = current_app.extensions["pieces"]
    language = translations()
    key = (template, locale_name(), language, shown)
    markup = kept.find(key)
    if markup is None:
        markup = _made(template, {**shown._asdict(), "_": sayer(language)})
        kept.keep(key, markup)
    return markup


def _made(template: str, values: dict[str, Any]) -> Markup:
    """Fill in a template. Its own way looks each global up in a chain of dictionaries, which
    for something as small as a card is a tenth of the cost."""
    env = current_app.jinja_env
    found = env.get_template(template)
    context = found.new_context({**env.globals, **values}, shared=True)
    return Markup("".join(found.root_render_func(context)))


def _weight(markup: Markup) -> int:
    """Return about how many bytes a piece takes, with its value."""
    return sys.getsizeof(markup) + BESIDE
