"""Reading a text with weights that were learned from examples. Pure.

A weight for every head (held at all, each kind of finding, each notice) is packed into one whole
number for a feature, 32 bits for each, so that the weights of a text are summed by adding numbers.
What a head makes of a text is that sum, divided by the length of the row of counts. Not all heads
look at all features: see `tier_of`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from .features import Features
from .findings import Kind
from .weights import Letters

HELD_FROM = {
    Kind.CRISIS: 0.08,
    Kind.RED_FLAG: 0.02,
    Kind.CHILD: -0.1,
    Kind.COMMERCE: 0.06,
    Kind.COPIED: -0.1,
    Kind.INTEREST: -0.3,
    Kind.MEDICINE: 0.1,
    Kind.PERSONAL: 0.0,
    Kind.THIN: -0.1,
    Kind.HARMFUL: 0.2,
    Kind.ABUSE: 0.24,
    Kind.OVERDOSE: 0.22,
}
"""So sure the reading has to be to hold a text by itself, as this kind."""
HELD_FROM_OTHERWISE = 0.16
EXCUSED_BELOW = 0.1
"""Where it is less sure than this that a text does harm, soft rules give way."""
NOTICED_FROM = 0.0
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
_TIERS = 3
_FEWEST_FOR_WINDOWS = 3
_WINDOW = 2
_MOST_WORDS = 6
_MOST_PACKED = 4_000
"""So many weights are held packed; a text has some hundreds, mostly the same as others."""


@dataclass(frozen=True)
class LearnedSource:
    """learned.json: the weights, as letters, and from which examples they come."""

    examples: str
    scale: float
    heads: Mapping[str, float]
    features: Letters


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
        self._tiers = [tier_of(name) for name in self._names]
        self._letters = source.features
        self._packed: dict[str, int] = {}

    def judge(self, sentences: Sequence[Features], whole: Iterable[str]) -> Judged:
        """Return what is to be said of a text, from all of it and from its worst few sentences."""
        known = [self._weights_of(names) for names in sentences]
        every = self._weights_of(whole)
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
        places = self._places(sentences[first:last], every, kind)
        return Judged(score, kind, places, notices)

    def _weights_of(self, names: Iterable[str]) -> dict[str, int]:
        """Return those of these features that weigh anything; each is packed when first met."""
        packed = self._packed
        found: dict[str, int] = {}
        for name in self._letters.likely(names):
            weights = packed.get(name)
            if weights is None:
                letters = self._letters.find(name)
                if letters is None:
                    continue
                weights = _packed(letters, self._tiers)
                if len(packed) >= _MOST_PACKED:
                    packed.clear()
                packed[name] = weights
            found[name] = weights
        return found

    def _margins(self, found: Mapping[str, int]) -> list[float]:
        """Return what each head makes of these features."""
        number = len(found)
        if not number:
            return list(self._biases)
        total = sum(found.values()).to_bytes(_LANE_BYTES * (len(self._names) + 8), "little")
        lanes = [
            int.from_bytes(total[place : place + _LANE_BYTES], "little")
            for place in range(0, _LANE_BYTES * (len(self._names) + _TIERS), _LANE_BYTES)
        ]
        lengths = [self._scale * sqrt(square or 1) for square in lanes[:_TIERS]]
        return [
            (lane - ZERO * number) / lengths[tier] + bias
            for lane, tier, bias in zip(lanes[_TIERS:], self._tiers, self._biases, strict=True)
        ]

    def _score(self, margins: Sequence[float]) -> tuple[float, Kind]:
        likely = max(self._kinds, key=lambda kind: margins[kind[0]] - COSTS.get(kind[1], 0.0))
        all_kinds = log(sum(exp(min(margins[number], 50.0)) for number, _ in self._kinds))
        return (margins[0] + all_kinds) / 2, likely[1]

    def _places(
        self, sentences: Iterable[Features], known: Mapping[str, int], kind: Kind
    ) -> tuple[int, ...]:
        """Return the words that speak most for holding a text as one of this kind."""
        head = self._names.index(kind) + _TIERS
        weights: dict[int, int] = {}
        for sentence in sentences:
            for name, place in sentence.items():
                packed = known.get(name)
                if packed is None:
                    continue
                both = (
                    ((packed >> _TIERS * _LANE) & 0xFF)
                    + ((packed >> _LANE * head) & 0xFF)
                    - 2 * ZERO
                )
                weights[place] = weights.get(place, 0) + both
        heaviest = sorted(weights, key=lambda place: (-weights[place], place))[:_MOST_WORDS]
        return tuple(sorted(place for place in heaviest if weights[place] > 0))


COSTS = {Kind.HARMFUL: 0.5}
"""How much likelier than others a kind has to be that says least."""
WINDOW_COSTS = 0.25
"""How much surer a few sentences alone have to be than a text as a whole."""


def tier_of(head: str) -> int:
    """Return which features a head looks at: all (0), words and neighbours (1), only words (2)."""
    return 0 if head == HELD else 2 if head.startswith(NOTICE) else 1


def _packed(letters: str, tiers: Sequence[int]) -> int:
    """Return the letters of a feature as one number: in its lowest lanes the square of its count.

    A feature has letters for the heads that look at it; it adds to no other's length.
    """
    square = (ord(letters[0]) - LEAST_LETTER) ** 2
    weights = letters[1:] + chr(ZERO) * (len(tiers) + 1 - len(letters))
    packed = int.from_bytes(weights.encode("utf-32-le"), "little")
    last = tiers[len(letters) - 2]
    for tier in range(_TIERS - 1, -1, -1):
        packed = (packed << _LANE) + (square if tier <= last else 0)
    return packed
