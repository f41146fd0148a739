"""The words of a folded text, and the words that hide in odd spelling. Pure.

"q u i n i n e", "qui nine", "su1c1de", "stoptakingyourstatin" and "quiiinine" are read as what they
say, but only where that is a word which the lists know: nothing else is touched.
"""

import re
from collections.abc import Collection, Iterator
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

from .normalising import Folded, Span
from .units import words

_WORD = re.compile(r"[^\W_'](?:[^\W_]|['@$€!|+](?=[^\W_'@$€!|+])|[.,](?=\d))*|[@$€][a-z0-9@$€!|]+")
_MEASURE = re.compile(
    r"(\d+(?:[.,]\d+)*)(mg|mgs|g|gs|gm|gms|gr|mcg|ug|kg|iu|ml|x|s|grams?|milligrams?|%)"
)
_LONG_RUN = re.compile(r"(.)\1\1")
_DOUBLED = re.compile(r"([^aeiou])\1")
_RUN = re.compile(r"(.)\1+")
_STOP = re.compile(r"[.?!;\n]")
_CLAUSE = re.compile(r"[,:;.?!()\n\"“”«»…*>]|\s-+\s|--")
_LEET = (
    str.maketrans("0134578@$€!|+", "oieastbaseiit"),
    str.maketrans("0134578@$€!|+", "oleastbasellt"),
    str.maketrans("0134569@$€!|+", "oieasggaseiit"),
)
LONGEST = 24
MOST_WORDS = 5000
"""So many are read; the longest text that may be posted has fewer, if it is one."""
SHORTEST_JOINED = 6
SHORTEST_CUT = 4
_LONGEST_SPACED = 400
_OPENERS = frozenset(
    words(
        "and then just so or but please simply also now honestly seriously guys folks ok okay well "
        "everyone everybody people always instead"
    )
)


class Opening(IntEnum):
    """Whether a clause begins with a word, and how sure that is."""

    NO = 0
    PERHAPS = 1
    YES = 2


class Token(NamedTuple):
    """A word: how it may be read, where it was written, and where it stands among the others.

    `opens` says whether a clause begins with it, as the words of somebody who urges do: behind a
    mark of punctuation, or only behind a word like "just".
    """

    forms: tuple[str, ...]
    start: int
    end: int
    sentence: int
    opens: Opening
    folded_start: int
    folded_end: int

    @property
    def word(self) -> str:
        return self.forms[0]

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Dictionary:
    """The words which the lists know, and what they look like when letters are doubled."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = frozenset(words)
        self.squeezed = {_squeeze(word): word for word in self.words if len(word) > 3}
        lengths: dict[str, set[int]] = {}
        for word in self.words:
            if 1 < len(word) <= LONGEST and word.isalpha():
                lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {start: sorted(found)[::-1] for start, found in lengths.items()}

    def readings(self, written: str) -> tuple[str, ...]:
        """Return the ways to read one word: as it stands, and as the known word it hides."""
        plain = written.replace("'", "")
        if plain in self.words:
            return (plain, *self._other_number(plain))
        if plain.isalpha():
            return (plain, *(self._other_number(plain) or self._doubled(plain)))
        if plain.isdigit():
            return (plain,)
        for table in _LEET:
            found = plain.translate(table)
            known = found if found in self.words else self.squeezed.get(_squeeze(found))
            if known:
                return (plain, known)
        return (plain,)

    def split(self, joined: str) -> list[str]:
        """Return the known words of which this is made, without a rest; none if there is one."""
        if len(joined) > 4 * LONGEST:
            return []
        fewest: dict[int, list[str]] = {0: []}
        for start in range(len(joined)):
            before = fewest.get(start)
            for end in self._ends(joined, start) if before is not None else ():
                if end not in fewest or len(before or ()) + 1 < len(fewest[end]):
                    fewest[end] = [*(before or ()), joined[start:end]]
        return fewest.get(len(joined), [])

    def greedy(self, joined: str) -> Iterator[tuple[int, int]]:
        """Yield the pieces of a string: the longest known word each time, or one letter."""
        start = 0
        while start < len(joined):
            end = next(self._ends(joined, start), start + 1)
            yield start, end
            start = end

    def _ends(self, joined: str, start: int) -> Iterator[int]:
        """Yield where the known words end that begin here, the longest first."""
        for length in self._lengths.get(joined[start : start + 2], ()):
            if joined[start : start + length] in self.words and start + length <= len(joined):
                yield start + length

    def _other_number(self, word: str) -> tuple[str, ...]:
        """Return the plural or singular of a word, where it is known."""
        if len(word) < 4:
            return ()
        other = word[:-1] if word.endswith("s") else word + "s"
        return (other,) if len(other) > 3 and other in self.words else ()

    def _doubled(self, word: str) -> tuple[str, ...]:
        if _LONG_RUN.search(word) is None:
            once = _DOUBLED.sub(r"\1", word)
            return (once,) if once != word and len(once) > 4 and once in self.words else ()
        found = self.squeezed.get(_squeeze(word)) if len(word) > 3 else None
        return (found,) if found else ()


def tokens_of(folded: Folded, dictionary: Dictionary) -> list[Token]:
    """Return the words of a text. Takes linear time."""
    first = islice(_plain(folded, dictionary), MOST_WORDS)
    found = list(_joined(_spaced(first, dictionary), dictionary))
    return list(_merged(found, dictionary))


def _plain(folded: Folded, dictionary: Dictionary) -> Iterator[Token]:
    text, places = folded.text, folded.places
    done = sentence = length = 0
    cache: dict[str, tuple[str, ...]] = {}
    previous = ""
    for match in _WORD.finditer(text):
        start, end = match.span()
        between = text[done:start]
        opens = Opening.PERHAPS if previous in _OPENERS else Opening.NO
        if not previous:
            opens = Opening.YES
        if between != " " and between:
            if _CLAUSE.search(between):
                opens = Opening.YES
            if length > 1 and _STOP.search(between) and (between.strip() != between or done == 0):
                sentence, length = sentence + 1, 0
        written = match.group()
        for first, last in _pieces(written):
            piece = written[first:last]
            forms = cache.get(piece)
            if forms is None:
                forms = cache[piece] = dictionary.readings(piece)
            at, until = start + first, start + last
            from_, to = places[at], places[until - 1]
            if from_ > to:  # turned round
                from_, to = folded.span(at, until)
                to -= 1
            yield Token(forms, from_, to + 1, sentence, opens, at, until)
            opens = Opening.NO
            length += 1
        previous, done = written, end


def _pieces(written: str) -> list[tuple[int, int]]:
    """Return the pieces of a word: of "250mg" both, otherwise all of it."""
    measure = _MEASURE.fullmatch(written) if written[0].isdigit() else None
    if measure is None:
        return [(0, len(written))]
    return [measure.span(1), measure.span(2)]


def _spaced(tokens: Iterator[Token], dictionary: Dictionary) -> Iterator[Token]:
    """Put together letters that stand alone, three or more in a row."""
    run: list[Token] = []
    for token in tokens:
        word = token.forms[0]
        is_letter = len(word) == 1 and (bool(run) or not word.isdigit())
        if is_letter and len(run) < _LONGEST_SPACED:
            run.append(token)
            continue
        yield from _read_run(run, dictionary)
        run = []
        if is_letter:
            run.append(token)
        else:
            yield token
    yield from _read_run(run, dictionary)


def _read_run(run: list[Token], dictionary: Dictionary) -> Iterator[Token]:
    if len(run) < 3:
        yield from run
        return
    joined = "".join(token.word for token in run)
    for start, end in dictionary.greedy(joined):
        is_one = end == start + 1
        yield run[start] if is_one else _join(run[start:end], joined[start:end], dictionary)


def _joined(tokens: Iterator[Token], dictionary: Dictionary) -> Iterator[Token]:
    """Take words apart that were written without a blank between them."""
    for token in tokens:
        word = token.forms[0]
        if len(word) < 8 or word in dictionary.words or len(token.forms) > 1 or not word.isalpha():
            yield token
            continue
        parts = dictionary.split(word)
        if len(parts) < 2 or min(map(len, parts)) < 2 or len(word) < 3 * len(parts):
            yield token
            continue
        for number, part in enumerate(parts):
            yield token._replace(forms=(part,), opens=Opening.NO if number else token.opens)


def _merged(tokens: list[Token], dictionary: Dictionary) -> Iterator[Token]:
    """Put words together that were cut: "qui nine", "mag-nesium"."""
    words = [token.forms[0] for token in tokens]
    unknown = [word not in dictionary.words and word.isalpha() for word in words]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        for number in (2, 3) if any(unknown[place : place + 3]) else ():
            word = "".join(words[place : place + number])
            if word in dictionary.words and word.isalpha() and len(word) <= LONGEST:
                cut = tokens[place : place + number]
                if _are_one(word, unknown[place : place + number]):
                    token = _join(cut, word, dictionary)
                    place += number - 1
                    break
        yield token
        place += 1


def _are_one(word: str, unknown: list[bool]) -> bool:
    """Say whether pieces are one word: the fewer are words themselves, the shorter it may be."""
    return any(unknown) and len(word) >= (SHORTEST_CUT if all(unknown) else SHORTEST_JOINED)


def _join(run: list[Token], word: str, dictionary: Dictionary) -> Token:
    first, last = run[0], run[-1]
    return first._replace(
        forms=dictionary.readings(word),
        start=min(token.start for token in run),
        end=max(token.end for token in run),
        folded_end=last.folded_end,
    )


def _squeeze(word: str) -> str:
    return _RUN.sub(r"\1", word)
