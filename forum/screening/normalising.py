"""Writing a text in the one way in which it is compared with lists. Pure.

Undone are case, accents, letters that look like others, characters that nobody can see, text turned
round, marks of Markdown and HTML inside words. Each character keeps its place in what was written.
Spelling that hides words (spacing, digits for letters) is undone in `spelling.py`.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

_TURNED = re.compile("\u202e([^\u202c\u202d\u2069\n]*)")
_APOSTROPHES = "'’‘ʼ´＇"
_ASCII = {code: chr(code).lower() for code in range(65, 91)}
_DASHES = "‐‑‒–—―−"
_MARKS = re.compile(
    r"<!--[^<>]{0,80}-->|</?[a-z]{1,10}(?:\s[^<>]{0,60})?/?>"  # HTML
    r"|\\(?=[^\w\s])"
    r"|(?<=[a-z0-9])[*_~`^\\\[\]{}]{1,4}(?=[a-z0-9])"  # Markdown inside a word
    r"|(?<=[a-z0-9])\](?:\([^()\s]{0,200}\))(?=[a-z0-9])"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_UNSEEN = {"Cf", "Mn", "Me", "Cc", "Co", "Cs"}
_KEPT = "\n\t\r"
# Letters in boxes and flags, in rows of twenty-six.
_ROWS = (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)


class Span(NamedTuple):
    """A piece of the text as it was written: from `start` up to, and without, `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text in one way of writing; `places` says where each of its characters was."""

    original: str
    text: str
    places: list[int]

    def span(self, start: int, end: int) -> Span:
        """Return where a piece of the folded text, which is not empty, was written."""
        first, last = self.places[start], self.places[end - 1]
        if first <= last:
            return Span(first, last + 1)
        places = self.places[start:end]  # turned round
        return Span(min(places), max(places) + 1)


class Folding:
    """The one way of writing; `confusables` are a letter and all that look like it."""

    def __init__(self, confusables: Mapping[str, str]) -> None:
        self._table = _Characters(confusables)

    def fold(self, text: str) -> Folded:
        """Return the text without case, accents and what cannot be seen. Takes linear time."""
        if text.isascii() and text.isprintable() and "&" not in text:
            return Folded(text, text.translate(_ASCII), list(range(len(text))))
        table = self._table
        characters: list[str] = []
        places: list[int] = []
        for place, character in _in_reading_order(text):
            folded = table[character]
            characters.append(folded)
            if len(folded) == 1:
                places.append(place)
            else:
                places.extend([place] * len(folded))
        return Folded(text, "".join(characters), places)

    def word(self, text: str) -> str:
        """Return a word of a list in the one way of writing."""
        return self.fold(text).text.replace("'", "")


def without_marks(folded: Folded) -> Folded:
    """Return the text without marks inside its words: `qui**nine**` is quinine."""
    return _without(folded, _MARKS.finditer(folded.text))


class _Characters(dict[str, str]):
    """What each character is written as; worked out once for each."""

    def __init__(self, confusables: Mapping[str, str]) -> None:
        super().__init__()
        self._alike = {other: letter for letter, others in confusables.items() for other in others}
        self.update(dict.fromkeys(_APOSTROPHES, "'"))
        self.update(dict.fromkeys(_DASHES, "-"))

    def __missing__(self, character: str) -> str:
        found = "".join(self._parts(character))
        if len(self) < 20_000:
            self[character] = found
        return found

    def _parts(self, character: str) -> Iterator[str]:
        if character in self._alike:
            yield self._alike[character]
            return
        for part in unicodedata.normalize("NFKD", character):
            folded = self._alike.get(part, part).casefold()
            row = next((row for row in _ROWS if 0 <= ord(part) - row < 26), None)
            if row is not None:
                yield chr(ord("a") + ord(part) - row)
            elif part in _KEPT:
                yield part
            elif unicodedata.category(part) == "Zs":
                yield " "
            elif unicodedata.category(part) not in _UNSEEN:
                yield "".join(self._alike.get(each, each) for each in folded)


def _in_reading_order(text: str) -> Iterable[tuple[int, str]]:
    """Yield places and characters as readers see them: turned text turned back, entities read."""
    if "\u202e" not in text and "&" not in text:
        return enumerate(text)
    return _turned(_read_entities(text), text)


def _read_entities(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    done = 0
    for entity in _ENTITY.finditer(text):
        found.extend(zip(range(done, entity.start()), text[done : entity.start()], strict=True))
        found.extend((entity.start(), character) for character in html.unescape(entity.group()))
        done = entity.end()
    found.extend(zip(range(done, len(text)), text[done:], strict=True))
    return found


def _turned(pairs: list[tuple[int, str]], text: str) -> list[tuple[int, str]]:
    if "\u202e" not in text:
        return pairs
    joined = "".join(character for _, character in pairs)
    for turned in _TURNED.finditer(joined):
        start, end = turned.span(1)
        pairs[start:end] = pairs[start:end][::-1]
    return pairs


def _without(folded: Folded, marks: Iterable[re.Match[str]]) -> Folded:
    kept: list[str] = []
    places: list[int] = []
    done = 0
    for mark in marks:
        kept.append(folded.text[done : mark.start()])
        places.extend(folded.places[done : mark.start()])
        done = mark.end()
    if not done:
        return folded
    kept.append(folded.text[done:])
    places.extend(folded.places[done:])
    return Folded(folded.original, "".join(kept), places)
