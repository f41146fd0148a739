"""The part of a text that shows why it was found, with the words marked. Pure."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from .names import stem
from .parse import words_of

LENGTH = 260
_BEFORE = 70
_WORD = re.compile(r"[^\W_]+")

Phrase = tuple[str, ...]


class Piece(NamedTuple):
    """Some characters of an excerpt, that were looked for or not."""

    text: str
    is_marked: bool


def excerpt(text: str, phrases: Collection[Phrase] = (), *, length: int = LENGTH) -> list[Piece]:
    """Return about `length` characters around the first place where one of the phrases stands,
    in whatever ending, or from the beginning."""
    text = " ".join(text.split())
    places = _places(text, {tuple(map(_stem, phrase)) for phrase in phrases})
    start = 0
    if places and places[0][0] > _BEFORE:
        start = text.rfind(" ", 0, places[0][0] - _BEFORE) + 1
    end = _end(text, start, length)
    pieces = _pieces(text, start, end, places)
    if start:
        pieces.insert(0, Piece("… ", False))
    if end < len(text):
        pieces.append(Piece(" …", False))
    return pieces


def _places(text: str, phrases: Collection[Phrase]) -> list[tuple[int, int]]:
    """Return where phrases stand, the longest first where several begin at one place."""
    if not phrases:
        return []
    found = list(_WORD.finditer(text))
    stems = [_stem(match[0]) for match in found]
    starts = {phrase[0] for phrase in phrases}
    lengths = sorted({len(phrase) for phrase in phrases}, reverse=True)
    places, number = [], 0
    while number < len(stems):
        length = 0
        if stems[number] in starts:
            here = (tuple(stems[number : number + most]) for most in lengths)
            length = next((len(phrase) for phrase in here if phrase in phrases), 0)
        if length:
            places.append((found[number].start(), found[number + length - 1].end()))
        number += length or 1
    return places


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return stem("".join(words_of(word)))


def _end(text: str, start: int, length: int) -> int:
    """Return where to stop: between words."""
    if len(text) - start <= length:
        return len(text)
    end = text.rfind(" ", start + length // 2, start + length)
    return end if end > start else start + length


def _pieces(text: str, start: int, end: int, places: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces, here = [], start
    for first, last in places:
        if first >= end:
            break
        pieces += [Piece(text[here:first], False), Piece(text[first : min(last, end)], True)]
        here = min(last, end)
    pieces.append(Piece(text[here:end], False))
    return [piece for piece in pieces if piece.text]
