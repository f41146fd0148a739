"""The part of a text that shows why it was found, with the words marked. Pure."""

import re
from dataclasses import dataclass

OPEN, CLOSE = "\x02", "\x03"
"""How the database marks words: no text holds these characters, since forms take them out."""
LENGTH = 260
_BEFORE = 70
_MARKED = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")


@dataclass(frozen=True)
class Piece:
    """Some characters of an excerpt, that were looked for or not."""

    text: str
    is_marked: bool


def excerpt(text: str, *, length: int = LENGTH) -> list[Piece]:
    """Return about `length` characters around the first marked word, or from the beginning."""
    text = " ".join(text.split())
    first = text.find(OPEN)
    start = 0 if first <= _BEFORE else _word_before(text, first - _BEFORE)
    end = _end(text, start, length)
    pieces = list(_pieces(text[start:end]))
    if start:
        pieces.insert(0, Piece("… ", False))
    if end < len(text):
        pieces.append(Piece(" …", False))
    return pieces


def _word_before(text: str, place: int) -> int:
    return text.rfind(" ", 0, place) + 1


def _end(text: str, start: int, length: int) -> int:
    """Return where to stop: between words, and behind a word that is marked."""
    if len(text) - start <= length:
        return len(text)
    end = text.rfind(" ", start + length // 2, start + length)
    end = end if end > start else start + length
    is_open = text.rfind(OPEN, start, end) > text.rfind(CLOSE, start, end)
    return text.find(CLOSE, end) + 1 if is_open else end


def _pieces(text: str) -> list[Piece]:
    pieces, place = [], 0
    for match in _MARKED.finditer(text):
        pieces.append(Piece(_bare(text[place : match.start()]), False))
        pieces.append(Piece(match[1], True))
        place = match.end()
    pieces.append(Piece(_bare(text[place:]), False))
    return [piece for piece in pieces if piece.text]


def _bare(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")
