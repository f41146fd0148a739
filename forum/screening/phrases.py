"""Finding many phrases in a text at once, in one pass and in the same time whatever it says. Pure.

A phrase is words with blanks between them, and may hold

    stop|quit      either word
    <medicine>     a word, or several, of that group of `words.json`
    <number>       a number, in digits or as a word
    your?          a word that may be missing
    ...            up to five words of any kind
    ^take          a word with which a clause begins, as when somebody urges others

All phrases lie side by side in one long number, a bit for each word, and each word of the text
moves the bits on that it fits (Shift-And, after Navarro and Raffinot). No text can make that slow.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .spelling import Token
from .units import words

ANY_WORDS = 5
MOST_OF_A_PHRASE = 4
MOST_HITS = 200
MOST_MASKS = 1_000
"""So many words are held with where they stand in the phrases; a long story has some hundreds."""
NUMBER = "<number>"
NUMBER_WORDS = frozenset(
    words(
        "half one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
        "eighty ninety hundred thousand double triple twice couple dozen several"
    )
)


class PhraseError(ValueError):
    """A phrase that cannot be read, with a sentence for its writer."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a phrase: words of which one has to stand there, or none for any word."""

    words: frozenset[str]
    is_optional: bool = False
    opens: bool = False


_element = lru_cache(maxsize=None)(Element)
"""The same word stands in many phrases; it is one object then."""


class Hit(NamedTuple):
    """A phrase that was found: its number, and the first and last word of it in the text."""

    phrase: int
    first: int
    last: int


@dataclass
class Terms:
    """Names of several words, which are found before phrases are and then count as one word."""

    by_first: dict[str, dict[str, list[tuple[str, ...]]]] = field(default_factory=dict)

    def add(self, words: Sequence[str]) -> str:
        """Remember a name, and return the one word that it becomes."""
        if len(words) > 1:
            known = self.by_first.setdefault(words[0], {}).setdefault(words[1], [])
            if tuple(words) not in known:
                known.append(tuple(words))
                known.sort(key=len, reverse=True)
        return " ".join(words)

    def join(self, words: Sequence[str]) -> list[str]:
        """Return the words with names put together, as `apply` does it in a text."""
        joined: list[str] = []
        place = 0
        while place < len(words):
            second = words[place + 1] if place + 1 < len(words) else ""
            rest = self.by_first.get(words[place], {}).get(second, ())
            found = next((t for t in rest if tuple(words[place : place + len(t)]) == t), None)
            joined.append(" ".join(found) if found else words[place])
            place += len(found) if found else 1
        return joined

    def apply(self, tokens: Sequence[Token]) -> list[Token]:
        """Return the words of a text with names put together."""
        joined: list[Token] = []
        place = 0
        while place < len(tokens):
            found = self._at(tokens, place)
            several = tokens[place : place + len(found)]
            joined.append(_as_one(found, several) if found else tokens[place])
            place += len(found) or 1
        return joined

    def _at(self, tokens: Sequence[Token], place: int) -> tuple[str, ...]:
        """Return the longest name that begins at this word; none if there is none."""
        longest: tuple[str, ...] = ()
        for form in tokens[place].forms:
            follow = self.by_first.get(form)
            if follow is None or place + 1 == len(tokens):
                continue
            for second in tokens[place + 1].forms:
                for term in follow.get(second, ()):
                    if len(term) > len(longest) and _stands_at(term, tokens, place):
                        longest = term
        return longest


def _stands_at(term: tuple[str, ...], tokens: Sequence[Token], place: int) -> bool:
    several = tokens[place : place + len(term)]
    return (
        len(several) == len(term)
        and several[-1].sentence == several[0].sentence
        and all(word in token.forms for word, token in zip(term, several, strict=True))
    )


def _as_one(term: Sequence[str], several: Sequence[Token]) -> Token:
    first, last = several[0], several[-1]
    before = " ".join(term[:-1])
    forms = tuple(dict.fromkeys(f"{before} {form}" for form in (term[-1], *last.forms)))
    parts = tuple(form for token in several for form in token.forms)
    return first._replace(
        forms=(*forms, *parts),
        start=min(token.start for token in several),
        end=max(token.end for token in several),
        folded_end=last.folded_end,
    )


_Places = dict[str, tuple[int, ...]]


class Matcher:
    """Phrases, laid side by side."""

    def __init__(self, phrases: Sequence[Sequence[Element]]) -> None:
        self._phrases = phrases
        self._starts = self._any = self._optional = self._before = self._ends_of_blocks = 0
        self._finals: dict[int, int] = {}
        plain: _Places = {}
        opening: _Places = {}
        place = 0
        for number, phrase in enumerate(phrases):
            self._lay(number, phrase, place, plain, opening)
            place += len(phrase)
        self._plain, self._opening = _masks_of(plain), _masks_of(opening)
        self._all_finals = sum(1 << place for place in self._finals)

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Return where the phrases stand, in order of their ends; each at most a few times."""
        hits: list[Hit] = []
        seen: dict[int, int] = {}
        finals = self._all_finals
        state, sentence = 0, -1
        for place, token in enumerate(tokens):
            if token.sentence != sentence:
                state, sentence = 0, token.sentence
            mask = self._mask(token)
            if not state and not mask & self._starts:
                continue
            state = self._skip(((state << 1) | self._starts) & (mask | self._any))
            ended = state & finals
            while ended:
                bit = ended & -ended
                ended ^= bit
                number = self._finals[bit.bit_length() - 1]
                seen[number] = seen.get(number, 0) + 1
                if seen[number] == MOST_OF_A_PHRASE or len(hits) >= MOST_HITS:
                    finals ^= bit
                if len(hits) < MOST_HITS:
                    hits.append(Hit(number, self._first(number, tokens, place), place))
        return hits

    def words_of(self, phrase: int) -> frozenset[str]:
        """Return every word that a phrase itself names."""
        return frozenset().union(*(element.words for element in self._phrases[phrase]))

    def _lay(
        self, number: int, phrase: Sequence[Element], place: int, plain: _Places, opening: _Places
    ) -> None:
        self._starts |= 1 << place
        self._finals[place + len(phrase) - 1] = number
        for offset, element in enumerate(phrase):
            here = place + offset
            bit = 1 << here
            table = opening if element.opens else plain
            for word in element.words:
                table[word] = (*table.get(word, ()), here)
            if not element.words:
                self._any |= bit
            if element.is_optional:
                self._optional |= bit
                if not phrase[offset - 1].is_optional:
                    self._before |= bit >> 1
                if not phrase[offset + 1].is_optional:
                    self._ends_of_blocks |= bit

    def _mask(self, token: Token) -> int:
        mask = 0
        for form in token.forms:
            mask |= self._plain(form)
            if token.opens:
                mask |= self._opening(form)
        first = token.forms[0]
        if first[0].isdigit() or first in NUMBER_WORDS:
            mask |= self._plain(NUMBER)
        return mask

    def _skip(self, state: int) -> int:
        """Return the state with the optional words passed over that may be missing next."""
        with_ends = state | self._ends_of_blocks
        return state | (self._optional & ((~(with_ends - self._before)) ^ with_ends))

    def _first(self, number: int, tokens: Sequence[Token], last: int) -> int:
        """Return where the shortest phrase begins that ends here."""
        phrase = self._phrases[number]
        open_: set[int] = {len(phrase) - 1}
        for place in range(last, max(-1, last - len(phrase)), -1):
            token = tokens[place]
            matched = {offset for offset in open_ if _fits(phrase[offset], token)}
            if 0 in matched:
                return place
            open_ = set()
            for offset in matched:
                before = offset - 1
                open_.add(before)
                while phrase[before].is_optional:
                    before -= 1
                    open_.add(before)
        return last


def _masks_of(places: _Places) -> Callable[[str], int]:
    """Return what gives the mask of a word: a bit at each of its places. A mask is made when its
    word is met, and the latest are held: those of all words would take megabytes."""
    known: dict[tuple[int, ...], tuple[int, ...]] = {}  # the words of a group have the same places
    shared = {word: known.setdefault(at, at) for word, at in places.items()}

    @lru_cache(maxsize=MOST_MASKS)
    def mask(word: str) -> int:
        return sum(1 << place for place in shared.get(word, ()))

    return mask


def is_number(forms: Iterable[str]) -> bool:
    """Say whether a word is a number, in digits or as a word."""
    return any(form[0].isdigit() or form in NUMBER_WORDS for form in forms)


def read_phrase(phrase: str, groups: Mapping[str, frozenset[str]], terms: Terms) -> list[Element]:
    """Return the elements of a phrase of the lists. Raises PhraseError."""
    elements: list[Element] = []
    written = phrase.casefold().replace("’", "'").replace("'", "").split()
    for part in terms.join(written):
        if part == "...":
            elements += [Element(frozenset(), is_optional=True)] * ANY_WORDS
            continue
        bare = part.removeprefix("^").removesuffix("?")
        words: set[str] = set()
        for choice in bare.split("|"):
            words |= _words_of(choice, groups)
        elements.append(_element(frozenset(words), part.endswith("?"), part.startswith("^")))
    if not elements or elements[0].is_optional or elements[-1].is_optional:
        raise PhraseError("should begin and end with a word that is always there")
    return elements


def _words_of(choice: str, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if choice == NUMBER:
        return frozenset({NUMBER})
    if choice.startswith("<"):
        if choice.endswith(">") and choice[1:-1] in groups:
            return groups[choice[1:-1]]
        raise PhraseError(f"words.json has no group '{choice.strip('<>')}'")
    if not all(word.isalnum() for word in choice.split()) or not choice:
        raise PhraseError(f"'{choice}' should be one word of letters or numbers")
    return frozenset({choice})


def _fits(element: Element, token: Token) -> bool:
    if not element.words:
        return True
    if element.opens and not token.opens:
        return False
    if NUMBER in element.words and is_number(token.forms):
        return True
    return any(form in element.words for form in token.forms)
