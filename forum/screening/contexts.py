"""Judging how something is said: by a doctor, in the past, denied, asked. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .findings import Scope, Where
from .normalising import Folded
from .phrases import Hit, Matcher
from .spelling import Opening, Token

QUESTION = "question"
QUOTED = "quoted"
RESERVED = frozenset({QUESTION, QUOTED})
"""Contexts that are seen by punctuation, and need no phrases."""

_BEFORE = 4
_QUOTES = '"“”«»„'


class _Said(NamedTuple):
    where: Where
    hit: Hit
    sentence: int


@dataclass(frozen=True)
class Context:
    """A way of speaking, as far as judging it is concerned."""

    id: str
    where: Where


class Contexts:
    """The ways of speaking of one text."""

    def __init__(
        self,
        tokens: Sequence[Token],
        folded: Folded,
        said: Sequence[tuple[Context, Hit]],
        matcher: Matcher,
    ) -> None:
        self._tokens = tokens
        self._matcher = matcher
        self._said: dict[str, list[_Said]] = {}
        for context, hit in said:
            sentence = tokens[hit.last].sentence
            self._said.setdefault(context.id, []).append(_Said(context.where, hit, sentence))
        self._asked = _questions(tokens, folded)
        self._quoted = _quoted(folded)

    def excuses(self, hit: Hit, names: Collection[str]) -> bool:
        """Say whether these words stand in one of the contexts."""
        sentence = self._tokens[hit.last].sentence
        if QUESTION in names and sentence in self._asked:
            return True
        if QUOTED in names and self._is_quoted(hit):
            return True
        first = self._begins(hit)
        return any(
            _touches(said, hit, sentence, first) and not self._is_part_of(said.hit, hit)
            for name in names
            for said in self._said.get(name, ())
        )

    def _is_part_of(self, said: Hit, hit: Hit) -> bool:
        """Say whether words are named by the phrase itself: the "dont" of "dont need them"."""
        if hit.phrase < 0 or not hit.first <= said.first <= said.last <= hit.last:
            return False
        words = self._matcher.words_of(hit.phrase)
        within = self._tokens[said.first : said.last + 1]
        return all(any(form in words for form in token.forms) for token in within)

    def is_near(self, hit: Hit, other: Hit, scope: Scope) -> bool:
        """Say whether two phrases stand within that scope of each other."""
        apart = abs(self._tokens[hit.last].sentence - self._tokens[other.last].sentence)
        return scope == Scope.TEXT or apart <= (1 if scope == Scope.NEAR else 0)

    def _begins(self, hit: Hit) -> int:
        """Return how far back words belong to these: a few, and no further than their clause."""
        first = hit.first
        while first > 0 and hit.first - first < _BEFORE and self._tokens[first].opens < Opening.YES:
            first -= 1
        return first

    def _is_quoted(self, hit: Hit) -> bool:
        start = self._tokens[hit.first].folded_start
        end = self._tokens[hit.last].folded_end
        return any(first <= start and end <= last for first, last in self._quoted)


def _touches(said: _Said, hit: Hit, sentence: int, first: int) -> bool:
    if said.where == Where.TEXT:
        return True
    if said.where == Where.NEAR:
        return abs(said.sentence - sentence) <= 1
    if said.sentence != sentence:
        return False
    if said.where == Where.SENTENCE:
        return True
    return first <= said.hit.last < hit.last


def _questions(tokens: Sequence[Token], folded: Folded) -> set[int]:
    """Return the sentences that end with a question mark."""
    found = set()
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if following is None or following.sentence != token.sentence:
            end = following.folded_start if following else token.folded_end + 10
            if "?" in folded.text[token.folded_end : min(end, token.folded_end + 10)]:
                found.add(token.sentence)
    return found


def _quoted(folded: Folded) -> list[tuple[int, int]]:
    """Return what stands between double quotes."""
    places = [place for place, character in enumerate(folded.text) if character in _QUOTES]
    return list(zip(places[::2], places[1::2], strict=False))
