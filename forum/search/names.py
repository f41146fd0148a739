"""What the causes and remedies of all articles are called, to be found by. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..remedies.matching import Lexicon, Tag, Term
from .parse import words_of

_ENDINGS = ("ing", "ed", "es", "s", "e")
_SHORTEST_STEM = 3
LEAST_ALIKE = 60
"""How much a name must look like what was typed to be offered; 100 is the same."""
_PREFIXES = {"cause": "causeno", "remedy": "remedyno"}


@dataclass(frozen=True)
class KnownTag:
    """A cause or a remedy of an article. `ids` are its own number, and those of the tags that
    were merged into it."""

    type: str
    ids: tuple[int, ...]
    article: str
    slug: str
    label: str
    names: tuple[str, ...]

    @property
    def page(self) -> str:
        """The address of its page."""
        room = "causes" if self.type == "cause" else "remedies"
        return f"/articles/{self.article}/{room}/{self.slug}"

    @property
    def key(self) -> Tag:
        """What it has in common with the same tag of another article."""
        return Tag(self.type, self.slug)


@dataclass(frozen=True)
class Span:
    """Some words of a text, from `start` up to `end`, that name tags."""

    start: int
    end: int
    tags: tuple[Tag, ...]


class Names:
    """All tags by their names, by their numbers, and by what stands for them in the index."""

    def __init__(self, tags: Sequence[KnownTag]) -> None:
        self.tags = tags
        self._by_key: dict[Tag, list[KnownTag]] = {}
        for tag in tags:
            self._by_key.setdefault(tag.key, []).append(tag)
        self._lexicon = Lexicon(
            Term(" ".join(map(stem, words_of(name))), tag.key)
            for tag in tags
            for name in (tag.label, *tag.names)
        )
        self._by_term = {term: tag.key for tag in tags for term in _terms(tag)}

    def known(self, key: Tag) -> list[KnownTag]:
        """Return the tags of this name, one for each article that has it."""
        return self._by_key.get(key, [])

    def terms_of(self, key: Tag) -> tuple[str, ...]:
        """Return the words that stand for it in the index."""
        return tuple(term for tag in self.known(key) for term in _terms(tag))

    def of_term(self, term: str) -> Tag | None:
        """Return the tag that a word of the index stands for."""
        return self._by_term.get(term)

    def spans(self, words: Sequence[str]) -> list[Span]:
        """Return the places that name tags, the longest names first, in the order of the words."""
        found = self._lexicon.spans([stem(word) for word in words])
        return [Span(*span) for span in found]

    def spans_all(self, words: Sequence[str]) -> bool:
        """Say whether these words, as a whole, are a name of a tag."""
        return bool(self._lexicon.find_named(" ".join(map(stem, words))))

    def named(self, words: str, type_: str) -> list[Tag]:
        """Return the tags of one type that these words, as a whole, stand for."""
        tags = self._lexicon.find_named(" ".join(map(stem, words_of(words))))
        slug = Tag(type_, "-".join(words_of(words)))
        return [tag for tag in tags if tag.type == type_] or [slug] * (slug in self._by_key)

    def beginning(self, typed: str) -> list[KnownTag]:
        """Return the tags one of whose names goes on from what is typed; first those whose own
        name begins so."""
        begun = " ".join(words_of(typed))
        if not begun:
            return []
        found = [
            tag
            for tag, names in self._spoken
            if any(name.startswith(begun) or f" {begun}" in name for name in names)
        ]
        return sorted(found, key=lambda tag: not _is_own_name(tag, begun))

    def within(self, words: Iterable[str]) -> list[KnownTag]:
        """Return the tags one of whose names has no other words than these, in any order."""
        stems = set(map(stem, words))
        return [
            tag
            for tag, names in self._stems
            if any(len(name) > 1 and name <= stems for name in names)
        ]

    def nearest(self, typed: str, *, alike: int = LEAST_ALIKE) -> list[KnownTag]:
        """Return the tags whose names look most like what was typed, the nearest first."""
        from rapidfuzz import fuzz, process  # megabytes: only where somebody mistypes

        choices = [name for _tag, names in self._spoken for name in names]
        owners = [tag for tag, names in self._spoken for _name in names]
        wanted = " ".join(words_of(typed))
        near = process.extract(wanted, choices, scorer=fuzz.WRatio, score_cutoff=alike)
        return list(dict.fromkeys(owners[place] for _name, _score, place in near))

    @cached_property
    def _spoken(self) -> list[tuple[KnownTag, list[str]]]:
        return [
            (tag, [" ".join(words_of(name)) for name in (tag.label, *tag.names)])
            for tag in self.tags
        ]

    @cached_property
    def _stems(self) -> list[tuple[KnownTag, list[set[str]]]]:
        return [(tag, [set(map(stem, n.split())) for n in names]) for tag, names in self._spoken]

    def words(self) -> set[str]:
        """Return every word of every name."""
        return {word for _tag, names in self._spoken for name in names for word in name.split()}

    def written_apart(self) -> dict[str, str]:
        """Return the names of two words, by what they look like written in one."""
        names = {name for _tag, spoken in self._spoken for name in spoken}
        return {name.replace(" ", ""): name for name in names if name.count(" ") == 1}


def stem(word: str) -> str:
    """Return a word without its ending, roughly: for comparing words with words."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > _SHORTEST_STEM + 1 and word[-1] == word[-2] else word


def _terms(tag: KnownTag) -> Iterable[str]:
    return (f"{_PREFIXES[tag.type]}{id_}" for id_ in tag.ids)


def _is_own_name(tag: KnownTag, begun: str) -> bool:
    return " ".join(words_of(tag.label)).startswith(begun)
