"""Addresses of searches: the same one, with a term more, or with one less. Pure."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from .meaning import Reading
from .parse import parse


def search_address(
    words: str, *, more: str = "", less: str = "", where: str = "", after: str | None = None
) -> str:
    """Return the address of the search for these words; `more` is a further term, as
    `cause:statins`, and `less` one that is left away."""
    if less:
        field, _colon, slug = less.partition(":")
        kept = [t.source for t in parse(words).terms if (t.field, _slug(t.words)) != (field, slug)]
        words = " ".join(kept)
    if more:
        words = f"{words}{chr(34) * (words.count(chr(34)) % 2)} {more}".strip()
    asked = {"q": words, "in": where, "after": after or ""}
    return "/search?" + urlencode({name: value for name, value in asked.items() if value})


def respelt(words: str, readings: Iterable[Reading]) -> str:
    """Return a query with words as they are meant, where they were typed otherwise."""
    for reading in readings:
        typed = re.compile(rf"(?<!\w){re.escape(reading.typed)}(?!\w)", re.IGNORECASE)
        words = typed.sub(reading.meant, words)
    return words


def _slug(words: str) -> str:
    return words.replace(" ", "-")
