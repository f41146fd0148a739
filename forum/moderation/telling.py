"""What a moderator's form says about a case: handed from forms to actions. Pure."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..remedies.models import Kind, Use
from .models import Act, Reason

Span = tuple[int, int]
OF_THE_WORDS = {None, "", "story", "text", "words"}
"""What a finding may say of where its words stand, if they stand in the words of a case."""


class Press(StrEnum):
    """What moderators press: which act it is depends on what waits, and where it stands."""

    APPROVE = "approve"
    AGAINST = "against"
    EDIT_OUT = "edit-out"
    WRITE = "write"
    MERGE = "merge"
    ADD = "add"


@dataclass(frozen=True)
class ToldDecision:
    """What a moderator has decided. `seen` is a mark of the words that she has read."""

    press: Press
    reason: Reason | None = None
    note: str = ""
    seen: str = ""
    spans: tuple[Span, ...] = ()
    typed: tuple[str, ...] = ()
    remedy: str = ""
    label: str = ""
    kind: Kind = Kind.FOLK
    use: Use = Use.BOTH


@dataclass(frozen=True)
class Decided:
    """What became of one of many cases: the act, or the sentence that says why not."""

    case_id: int
    act: Act | None
    fault: str = ""


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and whether a finding points at it."""

    text: str
    is_found: bool


def mark_of(words: str) -> str:
    """Return what tells these words from others."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def found_spans(words: str, findings: Iterable[Mapping[str, Any]]) -> list[Span]:
    """Return the places that findings point at, each once and in order."""
    pairs = {
        (int(start), int(end))
        for finding in findings
        if finding.get("field") in OF_THE_WORDS
        for start, end in finding.get("spans", ())
    }
    return sorted((start, end) for start, end in pairs if 0 <= start < end <= len(words))


def pieces_of(words: str, spans: Iterable[Span]) -> list[Piece]:
    """Return a text in pieces, so that those can be marked at which findings point."""
    pieces, read = [], 0
    for start, end in joined(spans):
        pieces += [Piece(words[read:start], False), Piece(words[start:end], True)]
        read = end
    pieces.append(Piece(words[read:], False))
    return [piece for piece in pieces if piece.text]


def spans_to_take_out(words: str, told: ToldDecision) -> list[Span]:
    """Return the places that a moderator has chosen, and those of the words that she has typed."""
    typed = [phrase for phrase in (" ".join(each.split()) for each in told.typed) if phrase]
    places = list(told.spans)
    for phrase in typed:
        pattern = r"\s+".join(map(re.escape, phrase.split()))
        places += [found.span() for found in re.finditer(pattern, words, re.IGNORECASE)]
    return joined(places)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return places in order, with those as one that overlap."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def missing_in(words: str, typed: Sequence[str]) -> list[str]:
    """Return those of the typed words that do not stand in the text."""
    flat = " ".join(words.split()).casefold()
    return [each for each in typed if " ".join(each.split()).casefold() not in flat]
