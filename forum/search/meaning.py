"""What a query means here: which words name tags, which are misspelt, which say nothing. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..remedies.matching import Tag
from ..remedies.models import OUTCOME_LABELS, Outcome
from .expressions import Expression, Phrase, Without, all_of, any_of, at_least
from .names import KnownTag, Names, stem
from .nearest import Speller
from .parse import Query, Term, words_of

MOST_UNITS = 7
MOST_HALVED = 4
"""Of more units, half of them in every way would take longer than all that they find is worth."""
CLOSE = 78
"""How much a name must look like a query, of 100, to be shown beside what was found."""
MOST_OTHER_NAMES = 6
"""How many other names of a tag are looked for in stories that do not carry it."""
_OUTCOME_WORDS = {
    Outcome.RELIEVED: ("relieved", "worked", "stopped", "relief"),
    Outcome.HELPED_SOME: ("helped some", "helped", "some", "better", "helped a bit"),
    Outcome.NO_CHANGE: ("no change", "nothing", "none", "no", "same", "did nothing"),
    Outcome.WORSE: ("worse", "bad", "harm"),
}


@dataclass(frozen=True, eq=False)
class EverydayWords:
    """What publishers know of how people type: words that say nothing in a query (`passed_over`),
    and what others mean (`meant`), both by their words."""

    passed_over: frozenset[str] = frozenset()
    meant: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Unit:
    """One thing that is looked for: words as they were typed, and whatever else says the same."""

    typed: str
    phrases: tuple[tuple[str, ...], ...] = ()
    others: tuple[tuple[str, ...], ...] = ()
    terms: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    in_name: bool = False
    names: frozenset[tuple[str, ...]] = frozenset()
    """All names of its tags: whichever stands in a text is marked there."""

    def expression(self, *, is_wide: bool = True) -> Expression:
        """Return what finds it; `is_wide`: also by the other names of its tags."""
        words = self.phrases + (self._wider() if is_wide else ())
        parts = [Phrase(phrase, in_name=self.in_name) for phrase in dict.fromkeys(words)]
        return any_of([*parts, *(Phrase((term,)) for term in self.terms)])

    def _wider(self) -> tuple[tuple[str, ...], ...]:
        """Return its other names, but for those that find nothing that a shorter one does not:
        whoever writes "magnesium citrate" writes "magnesium". Each costs a third of a word more."""
        known = {*self.phrases, *self.others}
        return tuple([name for name in self.others if not _has_part(name, known)])


@dataclass(frozen=True)
class Reading:
    """Words that are looked for as something else too: another spelling, or a tag."""

    typed: str
    meant: str
    is_spelling: bool


@dataclass(frozen=True)
class Meaning:
    """What is looked for, what is kept out, and what is said about how it was read.

    `units` are found the better, the more of them are there; `fixed` has to be there.
    """

    units: tuple[Unit, ...]
    fixed: tuple[Unit, ...] = ()
    words: tuple[str, ...] = ()
    """The plain words as they are meant."""
    left_out: tuple[Expression, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def tags(self) -> list[Tag]:
        """The causes and remedies that it names."""
        return list(dict.fromkeys(tag for unit in self.units + self.fixed for tag in unit.tags))

    def strictness(self) -> list[int]:
        """Return how many units have to be there: first all, then fewer, at last one; or none,
        where something else has to be."""
        most = len(self.units)
        least = min(most, 1)
        last = [0] if self.fixed or not most else []
        half = (most + 1) // 2 if most <= MOST_HALVED else least
        fewer = (max(least, most - 1), half, least)
        return list(dict.fromkeys([most, *fewer, *last]))

    def expression(self, *, of: int, is_wide: bool = True) -> Expression | None:
        """Return what finds at least so many of the units; None where nothing is looked for."""
        parts = [unit.expression(is_wide=is_wide) for unit in self.units]
        wanted = [unit.expression() for unit in self.fixed]
        if parts and of:
            wanted += parts if of == len(parts) else [at_least(of, parts)]
        if not wanted:
            return None
        found = all_of(wanted)
        return Without(found, any_of(self.left_out)) if self.left_out else found

    def in_texts(self, *, with_names: bool = True) -> "Meaning | None":
        """Return what it means for texts that carry no tags, and perhaps no names; None where it
        asks for one."""
        if any(not unit.phrases or unit.in_name > with_names for unit in self.fixed):
            return None
        return replace(
            self,
            units=tuple(replace(unit, terms=()) for unit in self.units),
            fixed=tuple(replace(unit, terms=()) for unit in self.fixed),
        )

    @property
    def phrases(self) -> set[tuple[str, ...]]:
        """All that is looked for in texts, to be marked there."""
        units = [unit for unit in self.units + self.fixed if not unit.in_name]
        return {phrase for unit in units for phrase in (*unit.phrases, *unit.names)}


@dataclass(frozen=True)
class _Word:
    """A word that is looked for, and the one that was typed."""

    word: str
    typed: str


class Reader:
    """Reads queries with the vocabularies of all articles."""

    def __init__(
        self, names: Names, speller: Speller, everyday: EverydayWords, topics: frozenset[str]
    ) -> None:
        self.names = names
        self.speller = speller
        self.everyday = everyday
        self._everyday = {k: v for k, v in everyday.meant.items() if not names.spans_all(k)}
        self._quiet = {stem(word) for word in (*everyday.passed_over, *topics)}

    def read(self, query: Query) -> Meaning:
        """Return what a query means."""
        plain = [t for t in query.terms if not (t.field or t.is_phrase or t.is_excluded)]
        words = list(self._meant(" ".join(term.words for term in plain).split()))
        fixed = [self._of_term(t) for t in query.terms if t not in plain and not t.is_excluded]
        units = self._of_words(words)
        left_out = [self._of_term(term).expression() for term in query.terms if term.is_excluded]
        readings = [*self._spellings(words), *self._tag_readings(units)]
        return Meaning(
            tuple(units[:MOST_UNITS]),
            tuple(fixed[:MOST_UNITS]),
            tuple(word.word for word in words),
            tuple(left_out),
            tuple(readings),
        )

    def named_in(self, title: str, meaning: Meaning) -> int:
        """Return how many of the words that say something stand in a title."""
        said = {stem(word) for word in meaning.words if word not in self.everyday.passed_over}
        return len(said & set(map(stem, words_of(title))))

    def tags_near(self, meaning: Meaning) -> list[KnownTag]:
        """Return the tags that a query names, and those that it comes close to naming."""
        named = [known for tag in meaning.tags for known in self.names.known(tag)]
        near = self.names.within(meaning.words)
        if not named and not near:
            telling = [word for word in meaning.words if stem(word) not in self._quiet]
            near = self.names.nearest(" ".join(telling), alike=CLOSE)
        return list(dict.fromkeys([*named, *near]))

    def _meant(self, words: Sequence[str]) -> Iterator[_Word]:
        """Yield the words as they are meant, one behind the other."""
        place = 0
        while place < len(words):
            end, meant = self._everyday_at(words, place)
            typed = " ".join(words[place:end])
            if meant is None:
                corrected = self.speller.meant_by(typed)
                meant = tuple(corrected.split()) if corrected else (typed,)
            yield from (_Word(word, typed) for word in meant)
            place = end

    def _everyday_at(self, words: Sequence[str], place: int) -> tuple[int, tuple[str, ...] | None]:
        for end in range(min(place + 4, len(words)), place, -1):
            meant = self._everyday.get(tuple(words[place:end]))
            if meant:
                return end, meant
        return place + 1, None

    def _of_words(self, words: Sequence[_Word]) -> list[Unit]:
        """Return the units of plain words: names of tags, and whatever lies between them."""
        spans = self.names.spans([word.word for word in words])
        units, place = [], 0
        for span in spans:
            units += [self._of_word(word) for word in words[place : span.start]]
            units.append(self._of_tags(words[span.start : span.end], span.tags))
            place = span.end
        units += [self._of_word(word) for word in words[place:]]
        telling = [unit for unit in units if unit.tags or not self._is_quiet(unit)]
        return list(dict.fromkeys(telling or units))

    def _is_quiet(self, unit: Unit) -> bool:
        return all(stem(word) in self._quiet for word in unit.phrases[0])

    def _of_word(self, word: _Word) -> Unit:
        phrases = ((word.word,), tuple(word.typed.split()))
        return Unit(word.typed, tuple(dict.fromkeys(phrases)))

    def _of_tags(self, words: Sequence[_Word], tags: tuple[Tag, ...]) -> Unit:
        typed = list(dict.fromkeys(word.typed for word in words))
        said = (tuple(word.word for word in words), tuple(" ".join(typed).split()))
        return Unit(
            " ".join(typed),
            tuple(dict.fromkeys(said)),
            self._other_names(tags),
            tuple(term for tag in tags for term in self.names.terms_of(tag)),
            tags,
            names=frozenset(name for tag in tags for name in self._names_of(tag)),
        )

    def _other_names(self, tags: Sequence[Tag]) -> tuple[tuple[str, ...], ...]:
        """Return names under which stories speak of a tag that they do not carry: the short ones,
        and of these those that are like what it is called."""
        found = []
        for tag in tags:
            called = {stem(w) for known in self.names.known(tag) for w in words_of(known.label)}
            names = self._names_of(tag)
            near = sorted(names, key=lambda w: (len(w), called.isdisjoint(map(stem, w)), w))
            found += near[:MOST_OTHER_NAMES]
        return tuple(found)

    def _names_of(self, tag: Tag) -> set[tuple[str, ...]]:
        names = {n for known in self.names.known(tag) for n in (known.label, *known.names)}
        return {tuple(words_of(name)) for name in names} - {()}

    def _of_term(self, term: Term) -> Unit:
        words = tuple(term.words.split())
        if term.field == "by":
            return Unit(term.words, (words,), in_name=True)
        if term.field == "outcome":
            outcome = _outcome_named(term.words)
            return Unit(term.words, terms=(outcome,)) if outcome else Unit(term.words, (words,))
        if term.is_phrase and not term.field:
            return Unit(term.words, (words,))
        tags = self._tags_of(term)
        terms = tuple(name for tag in tags for name in self.names.terms_of(tag))
        if term.field and terms:
            return Unit(term.words, terms=terms, tags=tuple(tags))
        return Unit(term.words, (words,), terms=terms)

    def _tags_of(self, term: Term) -> list[Tag]:
        types = [term.field] if term.field else ["cause", "remedy"]
        found = [tag for type_ in types for tag in self.names.named(term.words, type_)]
        if found or not term.field:
            return found
        meant = [self.speller.meant_by(word) or word for word in term.words.split()]
        return self.names.named(" ".join(meant), term.field)

    def _spellings(self, words: Sequence[_Word]) -> list[Reading]:
        meant: dict[str, list[str]] = {}
        for word in words:
            meant.setdefault(word.typed, []).append(word.word)
        return [
            Reading(typed, " ".join(dict.fromkeys(words)), is_spelling=True)
            for typed, words in meant.items()
            if typed not in words
        ]

    def _tag_readings(self, units: Sequence[Unit]) -> list[Reading]:
        return [
            Reading(unit.typed, known.label, is_spelling=False)
            for unit in units
            for tag in unit.tags
            for known in self.names.known(tag)[:1]
            if unit.phrases and not _says(unit, known)
        ]


def _has_part(name: tuple[str, ...], names: Collection[tuple[str, ...]]) -> bool:
    """Say whether a part of a name is one of these names, too."""
    places = range(len(name))
    parts = (name[start : end + 1] for start in places for end in places[start:])
    return any(part in names for part in parts if part != name)


def _says(unit: Unit, tag: KnownTag) -> bool:
    """Say whether the words are (part of) what the tag is called: nothing needs explaining."""
    label = set(map(stem, words_of(tag.label)))
    return any(set(map(stem, phrase)) <= label for phrase in unit.phrases)


def _outcome_named(words: str) -> str | None:
    """Return what stands for an outcome in the index."""
    for outcome, names in _OUTCOME_WORDS.items():
        label = " ".join(words_of(str(OUTCOME_LABELS[outcome])))
        if words in {*names, label}:
            return term_of_outcome(outcome)
    return None


def term_of_outcome(outcome: str) -> str:
    """Return the word that stands for an outcome in the index."""
    return f"outcome{outcome.replace('_', '')}"
