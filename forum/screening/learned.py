"""Reading a text with weights that were learned from examples. Pure.

A weight for every head (held at all, each kind of finding, each notice) is packed into one whole
number for a feature, 32 bits for each, so that the weights of a text are summed by adding numbers.
What a head makes of a text is that sum, divided by the length of the row of counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from .features import Features
from .findings import Kind

HELD_FROM = 0.27
"""So sure the reading has to be to hold a text by itself."""
EXCUSED_BELOW = -0.15
"""Where it is less sure than this that a text does harm, soft rules give way."""
NOTICED_FROM = -1.0
NOTICED_WHERE_HELD = -2.1
"""So sure it has to be to show a notice; less where only the writer of a held text sees it."""
HELD = "held"
NOTICE = "notice "
ZERO = 79
"""The letter that stands for a weight of nothing; those behind it are for, those before against."""
LEAST, MOST = -44, 47
LEAST_LETTER = 33
"""The first letter of a feature says how much it counts; this one would be nothing."""
MOST_COUNT = 93
_LANE = 32
_LANE_BYTES = _LANE // 8
_FEWEST_FOR_WINDOWS = 3
_WINDOW = 2
_MOST_WORDS = 6


@dataclass(frozen=True)
class LearnedSource:
    """learned.json: the weights, as letters, and from which examples they come."""

    examples: str
    scale: float
    heads: Mapping[str, float]
    features: Mapping[str, str]


@dataclass(frozen=True)
class Judged:
    """How sure the learned reading is that a text has to be held, why, and which words say so."""

    score: float
    kind: Kind
    places: tuple[int, ...]
    notices: Mapping[str, float]


class Learned:
    """The weights, ready to be summed."""

    def __init__(self, source: LearnedSource) -> None:
        self._scale = source.scale
        self._biases = list(source.heads.values())
        self._names = list(source.heads)
        self._kinds = [
            (number, Kind(name))
            for number, name in enumerate(self._names)
            if name != HELD and not name.startswith(NOTICE)
        ]
        self._notices = [
            (number, name.removeprefix(NOTICE))
            for number, name in enumerate(self._names)
            if name.startswith(NOTICE)
        ]
        self._table = {name: _packed(letters) for name, letters in source.features.items()}

    def judge(self, sentences: Sequence[Features], whole: Iterable[str]) -> Judged:
        """Return what is to be said of a text, from all of it and from its worst few sentences."""
        table = self._table
        known = [{name: table[name] for name in names if name in table} for names in sentences]
        every: dict[str, int] = {name: table[name] for name in whole if name in table}
        about = dict(every)
        for each in known:
            every |= each
        margins = self._margins(every)
        score, kind = self._score(margins)
        notices = {name: margins[number] for number, name in self._notices}
        best = (score, kind, 0, len(sentences))
        if len(known) > _FEWEST_FOR_WINDOWS:
            for first in range(len(known) - _WINDOW + 1):
                window = dict(about)
                for each in known[first : first + _WINDOW]:
                    window |= each
                found, of_kind = self._score(self._margins(window))
                found -= WINDOW_COSTS
                if found > best[0]:
                    best = (found, of_kind, first, first + _WINDOW)
        score, kind, first, last = best
        return Judged(score, kind, self._places(sentences[first:last], kind), notices)

    def _margins(self, found: Mapping[str, int]) -> list[float]:
        """Return what each head makes of these features."""
        number = len(found)
        if not number:
            return list(self._biases)
        total = sum(found.values()).to_bytes(_LANE_BYTES * len(self._names) + 16, "little")
        lanes = [
            int.from_bytes(total[place : place + _LANE_BYTES], "little")
            for place in range(0, _LANE_BYTES * (len(self._names) + 1), _LANE_BYTES)
        ]
        by = self._scale * sqrt(lanes[0])
        return [
            (lane - ZERO * number) / by + bias
            for lane, bias in zip(lanes[1:], self._biases, strict=True)
        ]

    def _score(self, margins: Sequence[float]) -> tuple[float, Kind]:
        likely = max(self._kinds, key=lambda kind: margins[kind[0]])
        all_kinds = log(sum(exp(min(margins[number], 50.0)) for number, _ in self._kinds))
        return (margins[0] + all_kinds) / 2, likely[1]

    def _places(self, sentences: Iterable[Features], kind: Kind) -> tuple[int, ...]:
        """Return the words that speak most for holding a text as one of this kind."""
        head = self._names.index(kind) + 1
        weights: dict[int, int] = {}
        for sentence in sentences:
            for name, place in sentence.items():
                packed = self._table.get(name)
                if packed is None or name[0] == "p":
                    continue
                both = ((packed >> _LANE) & 0xFF) + ((packed >> _LANE * head) & 0xFF) - 2 * ZERO
                weights[place] = weights.get(place, 0) + both
        heaviest = sorted(weights, key=lambda place: (-weights[place], place))[:_MOST_WORDS]
        return tuple(sorted(place for place in heaviest if weights[place] > 0))


WINDOW_COSTS = 0.5
"""How much surer a few sentences alone have to be than a text as a whole."""


def _packed(letters: str) -> int:
    """Return the letters of a feature as one number: in its lowest lane the square of its count."""
    square = (ord(letters[0]) - LEAST_LETTER) ** 2
    weights = int.from_bytes(letters[1:].encode("utf-32-le"), "little")
    return (weights << _LANE) + square
