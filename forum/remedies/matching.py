"""Finding the causes and remedies that a text speaks of, by their synonyms. Pure.

Longest first: "low magnesium" is the cause, and leaves nothing for the remedy "magnesium".
Whole words only. Words that mean too many things ("cold", "rest") count in a picker, where
somebody names one thing, and never in running text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")

SHORTEST_PART = 3

Words = tuple[str, ...]


class Tag(NamedTuple):
    """A cause or a remedy, as far as finding it is concerned."""

    type: str
    slug: str


class Term(NamedTuple):
    """One way of saying a tag."""

    words: str
    tag: Tag


@dataclass(frozen=True)
class Match:
    """A tag that a text speaks of, and the words that say so, as they were written."""

    tag: Tag
    words: str


class _Found(NamedTuple):
    start: int
    end: int
    tags: tuple[Tag, ...]


def words_of(text: str) -> Words:
    """Return the words of a text in the one way of writing that they are compared in."""
    return tuple(_WORD.findall(_fold(text)))


class Lexicon:
    """The ways of saying the tags of one vocabulary."""

    def __init__(self, terms: Iterable[Term], ambiguous: Iterable[str] = ()) -> None:
        self._tags: dict[Words, tuple[Tag, ...]] = {}
        for term in terms:
            words = words_of(term.words)
            known = self._tags.get(words, ())
            if words and term.tag not in known:
                self._tags[words] = (*known, term.tag)
        self._ambiguous = {words_of(phrase) for phrase in ambiguous}
        self._longest = max(map(len, self._tags), default=0)

    def find_in_text(self, text: str) -> list[Match]:
        """Return each tag that the text speaks of once, in the order of first mention.

        Takes time proportional to the length of the text.
        """
        places = list(_WORD.finditer(_fold(text)))
        words = [place.group() for place in places]
        found = sorted(self._longest_first(words))
        matches: dict[Tag, Match] = {}
        for start, end, tags in found:
            # Folding keeps the length, so places in the folded text are places in the text.
            written = text[places[start].start() : places[end - 1].end()]
            for tag in tags:
                matches.setdefault(tag, Match(tag, written))
        return list(matches.values())

    def find_named(self, name: str) -> list[Tag]:
        """Return the tags that this name, as a whole, stands for."""
        return list(self._look_up(words_of(name)))

    def find_containing(self, part: str) -> list[Tag]:
        """Return the tags that have a name with these words, or this part of a word, in it."""
        wanted = " ".join(words_of(part))
        if len(wanted) < SHORTEST_PART:
            return []
        found = (tags for words, tags in self._tags.items() if wanted in " ".join(words))
        return list(dict.fromkeys(tag for tags in found for tag in tags))

    def spans(self, words: list[str]) -> list[tuple[int, int, tuple[Tag, ...]]]:
        """Return where tags are named among these words: first place, place behind, tags."""
        return [(start, end, tags) for start, end, tags in sorted(self._longest_first(words))]

    def _longest_first(self, words: list[str]) -> Iterator[_Found]:
        taken = [False] * len(words)
        for length in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                end = start + length
                phrase = tuple(words[start:end])
                tags = () if phrase in self._ambiguous else self._look_up(phrase)
                if tags and not any(taken[start:end]):
                    taken[start:end] = [True] * length
                    yield _Found(start, end, tags)

    def _look_up(self, words: Words) -> tuple[Tag, ...]:
        """Return the tags of these words, or of their singular."""
        tags = self._tags.get(words, ())
        if not tags and words and len(words[-1]) > 3 and words[-1].endswith("s"):
            singular = (*words[:-1], words[-1][:-1])
            tags = () if singular in self._ambiguous else self._tags.get(singular, ())
        return tags


def _fold(text: str) -> str:
    """Return the text in one case and without accents, each character still in its place."""
    return "".join(map(_fold_character, text.translate(_APOSTROPHES)))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)[0].casefold()
    return plain if len(plain) == 1 else character
