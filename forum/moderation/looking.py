"""What screening makes of all that stands in a form, and what follows from it. Pure."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from ..board.telling import Written
from ..screening.findings import GRAVITY, Finding, Kind, Outcome, Screened
from ..screening.links import find_links
from ..screening.lists import Lists
from ..screening.normalising import Span
from ..screening.screening import fingerprint, screen

FEWEST_WORDS_OF_A_COPY = 8
"""Shorter texts are often the same without one being copied from the other: "Thank you"."""
LONGEST = 20_000
"""How many characters of a form are looked at: more than can be stored, and fast enough."""
AROUND = 120
"""How many characters are shown around words that were found."""
SHOWN_FIRST = {Kind.CRISIS, Kind.RED_FLAG, Kind.PERSONAL}
_KEY_LENGTH = 12


@dataclass(frozen=True)
class Piece:
    """A part of a text: marked, where something was found in it."""

    words: str
    is_marked: bool


@dataclass(frozen=True)
class Found:
    """A finding, and the text in which it was made. `is_known` is true where others read that
    text already: nobody decides about the same words twice."""

    written: Written
    finding: Finding
    is_known: bool = False

    @property
    def is_grave(self) -> bool:
        """Say whether a moderator has to look because of it."""
        return not self.is_known and GRAVITY[self.finding.outcome] >= GRAVITY[Outcome.HOLD]

    @property
    def is_pressing(self) -> bool:
        """Say whether it calls for help: its notice says so, and no word of hers is wrong."""
        return self.finding.kind in {Kind.CRISIS, Kind.RED_FLAG}

    @property
    def is_about_words(self) -> bool:
        """Say whether its author may want to change the words because of it."""
        return self.finding.kind == Kind.PERSONAL or self.finding.outcome == Outcome.REJECT

    @property
    def words(self) -> list[str]:
        """The words that were found, unless that is all of it."""
        text = self.written.text
        return [text[a:b] for a, b in self.finding.spans if b - a < len(text)]

    @cached_property
    def key(self) -> str:
        """Its name among those that have been shown already: the rule, and what was said."""
        text = self.written.text
        words = " ".join(text[start:end] for start, end in self.finding.spans)
        digest = hashlib.sha256(f"{self.finding.rule} {words}".encode())
        return digest.hexdigest()[:_KEY_LENGTH]

    def in_a_case(self) -> dict[str, Any]:
        """Return what a case keeps of it: none of the words. Places are those in the story or
        the comment itself."""
        return {
            "kind": str(self.finding.kind),
            "outcome": str(self.finding.outcome),
            "rule": self.finding.rule,
            "field": "" if self.written.is_main else self.written.kind,
            "spans": [list(span) for span in self.finding.spans] if self.written.is_main else [],
            "notices": list(self.finding.notices),
        }


@dataclass(frozen=True)
class Marked:
    """A text with everything marked that was found in it, and why."""

    field: str
    pieces: Sequence[Piece]
    reasons: Sequence[str]


@dataclass(frozen=True)
class Said:
    """Why something was found, and the words, without what surrounds them."""

    reason: str
    words: Sequence[str]


@dataclass(frozen=True)
class Look:
    """All that was found. `fingerprint` is that of the story or comment itself, if it is long
    enough to be a copy; `has_links` says whether there are any, trusted ones too."""

    found: tuple[Found, ...] = ()
    fingerprint: str | None = None
    has_links: bool = False

    @property
    def is_held(self) -> bool:
        """Say whether a moderator has to look before others read it."""
        return any(found.is_grave for found in self.found)

    @property
    def is_rejected(self) -> bool:
        """Say whether it should not be sent as it is."""
        return any(f.is_grave and f.finding.outcome == Outcome.REJECT for f in self.found)

    @property
    def notices(self) -> tuple[str, ...]:
        """The names of the safety notices that it calls for, each once."""
        return tuple(dict.fromkeys(n for found in self.found for n in found.finding.notices))

    @property
    def findings(self) -> list[dict[str, Any]] | None:
        """What the case about it keeps; None if there need be no case."""
        return [found.in_a_case() for found in self.found] if self.is_held else None

    def to_be_shown(self, emergencies: AbstractSet[str]) -> list[Found]:
        """Return what its author has to see before it is stored: signs of an emergency, what
        shows who or where somebody is, and what should not be sent."""
        return [
            found
            for found in self.found
            if not found.is_known
            and (
                found.finding.outcome == Outcome.REJECT
                or found.finding.kind in SHOWN_FIRST
                or not emergencies.isdisjoint(found.finding.notices)
            )
        ]


def look(
    texts: Iterable[Written],
    *,
    tags: Collection[str] = (),
    known: Collection[str | None] = (),
    lists: Lists,
) -> Look:
    """Return what is found in these texts, and in the causes and remedies chosen for them.

    `known` are texts of hers that others read already.
    """
    found: list[Found] = []
    mark, has_links = None, False
    for written in _within(texts, LONGEST):
        chosen = tags if written.is_main else ()
        screened = (
            _in_a_remedy(written.text, lists)
            if written.kind == "remedy"
            else screen(written.text, tags=chosen, kind=written.kind, lists=lists)
        )
        is_known = written.text in known
        found += [Found(written, finding, is_known) for finding in screened.findings]
        has_links = has_links or (not is_known and _has_links(written.text, lists))
        if written.is_main and len(written.text.split()) >= FEWEST_WORDS_OF_A_COPY:
            mark = fingerprint(written.text, lists=lists)
    found.sort(key=lambda one: -GRAVITY[one.finding.outcome])
    return Look(tuple(found), mark, has_links)


@lru_cache(maxsize=500)
def _in_a_remedy(name: str, lists: Lists) -> Screened:
    """Return what is found in the name of a remedy: most people choose one out of the same few."""
    return screen(name, kind="remedy", lists=lists)


def marked(found: Iterable[Found]) -> list[Marked]:
    """Return the texts in which these were found, with the words marked; what stands far from
    them is left out."""
    by_text: dict[Written, list[Found]] = {}
    for one in found:
        if one.finding.spans:
            by_text.setdefault(one.written, []).append(one)
    return [
        Marked(
            written.field,
            pieces(written.text, [span for one in several for span in one.finding.spans]),
            list(dict.fromkeys(one.finding.reason for one in several)),
        )
        for written, several in by_text.items()
    ]


def said(found: Iterable[Found]) -> list[Said]:
    """Return the reasons of these, each once, with the words; none that stand within others."""
    by_reason: dict[str, list[str]] = {}
    for one in found:
        by_reason.setdefault(one.finding.reason, []).extend(one.words)
    return [
        Said(reason, [w for w in dict.fromkeys(words) if not any(w in o and w != o for o in words)])
        for reason, words in by_reason.items()
    ]


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Return a text cut where the words that were found begin and end."""
    cut: list[Piece] = []
    place = 0
    for start, end in sorted(spans):
        if end <= place:
            continue
        start = max(start, place)
        cut += [Piece(text[place:start], False), Piece(text[start:end], True)]
        place = end
    cut.append(Piece(text[place:], False))
    last = len(cut) - 1
    shown = [
        piece if piece.is_marked else Piece(_shortened(piece.words, n == 0, n == last), False)
        for n, piece in enumerate(cut)
    ]
    return [piece for piece in shown if piece.words]


def _within(texts: Iterable[Written], room: int) -> Iterator[Written]:
    """Yield the texts that say something, and no more of them than there is room for."""
    for written in texts:
        text = written.text[:room]
        room -= len(text)
        if text.strip():
            yield written if text == written.text else replace(written, text=text)


def _shortened(words: str, is_first: bool, is_last: bool) -> str:
    before = "" if is_first else f"{words[:AROUND]} "
    after = "" if is_last else f" {words[-AROUND:]}"
    return words if len(words) <= len(before) + len(after) else f"{before}…{after}"


def _has_links(text: str, lists: Lists) -> bool:
    return next(iter(find_links(lists.folding.fold(text), lists.endings)), None) is not None
