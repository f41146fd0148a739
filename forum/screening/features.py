"""What the learned reading sees of a text: words, pairs of words, and what they mean. Pure.

Each sentence is a set of names: `w calf` for a word, `o stop` for one that opens a clause,
`b my calf` for two side by side, `k swoll hot` for two close to each other, `k swelling> hot` and
`k swoll >heat` where one of the two is a meaning, `m swelling` for a meaning, `h clot` for a rule
whose phrase it holds.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from .phrases import NUMBER_WORDS
from .spelling import Token
from .units import words

MOST_READ = 1500
"""So many words are read; the longest text that may be posted has fewer."""
Features = dict[str, int]
"""The names of what stands in a sentence, and the word where each was seen last."""
_ENDINGS = ("ing", "ies", "ed", "es", "s", "ly")
_SHORTEST = 3
_MOST_KNOWN = 4_000
"""So many words are held with their meanings: more than most people use."""
_CLOSE = 3
_SMALL = frozenset(
    words(
        "a an the of to in on at and or but is it its was be been am are for with that this i my "
        "me we our so as if then"
    )
)
_GROUPS = frozenset(
    words(
        "breathless child doctor insult magnesium medicine numb pills potassium quinine relation "
        "sedative slur strong-insult supplement swear swollen thinner toxic urine vitamin-b6"
    )
)
"""The groups of `words.json` that count as meanings of one word, never in pairs."""


_Meant = tuple[str, str, tuple[str, ...]]


def stem(word: str) -> str:
    """Return a word without its ending."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


class Meanings:
    """The meanings of words: those that mean alike, and the groups that phrases name."""

    def __init__(
        self, meanings: Mapping[str, Iterable[str]], groups: Mapping[str, Collection[str]]
    ) -> None:
        by_stem: dict[str, set[str]] = {}
        by_word: dict[str, set[str]] = {}
        self._phrases: dict[str, list[tuple[list[str], str]]] = {}
        self._known: dict[tuple[str, ...], _Meant] = {}
        for name, alike in meanings.items():
            for entry in alike:
                first, *others = map(stem, entry.split())
                if others:
                    self._phrases.setdefault(first, []).append((others, name))
                else:
                    by_stem.setdefault(first, set()).add(name)
        for name in _GROUPS & groups.keys():
            for word in groups[name]:
                by_word.setdefault(word, set()).add("=" + name)
        # Thousands of sets, mostly of one name each, would take several times as much memory.
        self._by_stem = {root: tuple(names) for root, names in by_stem.items()}
        self._by_word = {word: tuple(names) for word, names in by_word.items()}

    def of_all(self, tokens: Iterable[Token]) -> list[_Meant]:
        """Return the words of a sentence, their stems and their meanings.

        What several words mean together, the last of them means.
        """
        read = [self._of(token.forms) for token in tokens]
        stems = [root for _, root, _ in read]
        for first, root in enumerate(stems):
            for others, name in self._phrases.get(root, ()):
                last = first + len(others)
                if stems[first + 1 : last + 1] == others and name not in read[last][2]:
                    word, root_of_last, means = read[last]
                    read[last] = (word, root_of_last, (*means, name))
        return read

    def _of(self, forms: tuple[str, ...]) -> _Meant:
        found = self._known.get(forms)
        if found is None:
            found = self._read(forms)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[forms] = found
        return found

    def _read(self, forms: tuple[str, ...]) -> _Meant:
        word = forms[-1] if len(forms) > 1 and not _is_plain(forms[0]) else forms[0]
        meanings = {
            meaning
            for form in forms
            for meaning in (*self._by_stem.get(stem(form), ()), *self._by_word.get(form, ()))
        }
        if word[0].isdigit():
            whole = word.replace(",", "").partition(".")[0]
            word = f"#{len(whole)}"
            meanings.add("#")
        elif word in NUMBER_WORDS:
            meanings.add("#")
        return word, stem(word), tuple(sorted(meanings))


def sentences_of(
    tokens: Sequence[Token], meanings: Meanings, hits: Iterable[tuple[str, int]]
) -> list[Features]:
    """Return what stands in each sentence. `hits` are phrases of the lists, and their last word."""
    found: list[Features] = []
    first = 0
    tokens = tokens[:MOST_READ]
    numbers: dict[int, int] = {}
    for place, token in enumerate(tokens):
        is_last = place + 1 == len(tokens) or tokens[place + 1].sentence != token.sentence
        if is_last:
            numbers[token.sentence] = len(found)
            found.append(_features(tokens[first : place + 1], first, meanings))
            first = place + 1
    for name, place in hits:
        if place < len(tokens):
            found[numbers[tokens[place].sentence]]["h " + name] = place
    return found


def _features(tokens: Sequence[Token], start: int, meanings: Meanings) -> Features:
    found: Features = {}
    read = meanings.of_all(tokens)
    before = "^"
    for place, (token, (word, _, means)) in enumerate(zip(tokens, read, strict=True), start):
        found["w " + word] = place
        found[f"b {before} {word}"] = place
        before = word
        for meaning in means:
            found["m " + meaning] = place
        if token.opens:
            found["o " + word] = place
    found[f"b {before} $"] = start + len(tokens) - 1
    _add_close(found, read, start)
    return found


def _add_close(found: Features, read: Sequence[_Meant], start: int) -> None:
    """Add what stands close together, small words left out unless they mean something."""
    full = [
        (place, root, [meaning for meaning in means if meaning[0] != "="])
        for place, (word, root, means) in enumerate(read, start)
        if means or word not in _SMALL
    ]
    for number, (place, root, means) in enumerate(full):
        for _, earlier, others in full[max(0, number - _CLOSE) : number]:
            found[f"k {earlier} {root}"] = place
            for other in others:
                found[f"k {other}> {root}"] = place
            for meaning in means:
                found[f"k {earlier} >{meaning}"] = place


def of_the_whole(findings: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return what is said of a text as a whole: the rule, kind and outcome of its findings."""
    said: list[str] = []
    for rule, finding, outcome in findings:
        said += [f"f {rule} {outcome}", f"f {finding} {outcome}"]
    return said


def _is_plain(word: str) -> bool:
    return word.isalpha() or " " in word
