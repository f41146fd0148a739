"""Learning from examples which words speak for holding a text. Pure.

One weight for each feature and head, by logistic regression (stochastic gradient descent with
shrinking steps). What stands in few examples counts for more than what stands in many. The same
examples always give the same weights.
"""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from operator import mul

from .findings import Kind
from .learned import (
    HELD,
    LEAST,
    LEAST_LETTER,
    MOST,
    MOST_COUNT,
    NOTICE,
    ZERO,
    LearnedSource,
)

ROUNDS = 14
"""How often each example is looked at."""
FREEDOM = 3.0
"""How far weights may grow; with more examples they may grow further."""
STEP = 4.0
RARITY = 1.5
"""How much more rare features count: the power of the logarithm of how rare they are."""
PAIRS = {"p": 0.5, "n": 0.6}
"""How much two meanings count beside one word."""
_MOST_EXACT = 0.999
FEWEST = 2
FEWEST_PAIRS = 3
"""In so many examples a feature has to stand: a word, and two meanings."""
_FADED = 8
PARAMETERS = f"2 {ROUNDS} {FREEDOM} {STEP} {RARITY} {PAIRS} {FEWEST} {FEWEST_PAIRS} {_FADED}"
"""How it is learned; a change of it, as of the examples, asks for learning anew."""
_CLOSE_ENOUGH = 2e-3
_MOST_EMPHASIS = 6.0
_FEWEST_ROWS = 100
_Row = tuple[Sequence[int], Sequence[float]]


@dataclass(frozen=True)
class Example:
    """A text that teaches: what stands in it, and what should be made of it."""

    features: Collection[str]
    kind: Kind | None
    notices: Collection[str] | None


def learn(examples: Sequence[Example], digest: str) -> LearnedSource:
    """Return the weights that the examples teach."""
    counted = Counter(name for example in examples for name in sorted(example.features))
    known = sorted(name for name, number in counted.items() if number >= _fewest(name))
    counts = {name: _count_of(name, counted[name] / len(examples)) for name in known}
    known = [name for name in known if counts[name]]
    numbers = {name: number for number, name in enumerate(known)}
    rows = [_row_of(example, numbers, counts) for example in examples]
    heads: dict[str, list[float]] = {}
    biases: dict[str, float] = {}
    for name, labels in _labels(examples).items():
        chosen = [(rows[place], is_so) for place, is_so in labels.items()]
        weights, bias = _regress(chosen, len(known), name.startswith(NOTICE))
        heads[name] = [weight * counts[known[n]] for n, weight in enumerate(weights)]
        biases[name] = round(bias, 3)
    sizes = sorted(abs(weight) for weights in heads.values() for weight in weights)
    scale = round(MOST / sizes[int(len(sizes) * _MOST_EXACT)], 4)
    letters: dict[str, str] = {}
    for number, feature in enumerate(known):
        whole = [
            min(MOST, max(LEAST, round(weights[number] * scale))) for weights in heads.values()
        ]
        if max(map(abs, whole)) >= _FADED:
            letters[feature] = chr(LEAST_LETTER + counts[feature]) + "".join(
                chr(ZERO + weight) for weight in whole
            )
    return LearnedSource(digest, scale, biases, letters)


def _count_of(name: str, share: float) -> int:
    """Return how much a feature counts that stands in this share of the examples."""
    return min(MOST_COUNT, round(4 * PAIRS.get(name[0], 1.0) * (-log(share)) ** RARITY))


def _row_of(
    example: Example, numbers: Mapping[str, int], counts: Mapping[str, int]
) -> tuple[list[int], list[float]]:
    """Return the features of an example, and their values; together of unit length."""
    names = sorted(name for name in example.features if name in numbers)
    length = sqrt(sum(counts[name] ** 2 for name in names)) or 1.0
    return [numbers[name] for name in names], [counts[name] / length for name in names]


def _fewest(name: str) -> int:
    return FEWEST_PAIRS if name[0] in "pnk" else FEWEST


def _labels(examples: Sequence[Example]) -> Mapping[str, Mapping[int, bool]]:
    """Return for each head which examples it learns from, and whether each is one of its own.

    A kind learns from its own and from the clean ones.
    """
    kinds = sorted({example.kind for example in examples if example.kind})
    notices = sorted({notice for example in examples for notice in example.notices or ()})
    labels: dict[str, dict[int, bool]] = {
        HELD: {place: each.kind is not None for place, each in enumerate(examples)}
    }
    for kind in kinds:
        labels[kind] = {
            place: each.kind == kind
            for place, each in enumerate(examples)
            if each.kind in {kind, None}
        }
    for notice in notices:
        labels[NOTICE + notice] = {
            place: notice in each.notices
            for place, each in enumerate(examples)
            if each.notices is not None
        }
    return labels


def _regress(
    rows: Sequence[tuple[_Row, bool]], number: int, is_rare: bool
) -> tuple[list[float], float]:
    """Return weights and bias: logistic regression on rows of unit length.

    Where what is looked for is rare, its rows count for more.
    """
    found = sum(is_so for _, is_so in rows)
    emphasis = min(_MOST_EMPHASIS, (len(rows) - found) / found) if is_rare and found else 1.0
    weights = [0.0] * number
    shrunk, bias, steps = 1.0, 0.0, 0
    shrink = 1 / (FREEDOM * max(_FEWEST_ROWS, len(rows)))
    order = list(rows)
    chance = random.Random(1)
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for (row, values), is_so in order:
            step = STEP / (1 + STEP * shrink * steps)
            steps += 1
            shrunk *= 1 - step * shrink
            margin = shrunk * sum(map(mul, map(weights.__getitem__, row), values)) + bias
            wrong = (1.0 if is_so else 0.0) - 1 / (1 + exp(-max(-30.0, min(30.0, margin))))
            if abs(wrong) < _CLOSE_ENOUGH:
                continue
            change = step * wrong * (emphasis if is_so else 1.0) / shrunk
            for place, value in zip(row, values, strict=True):
                weights[place] += change * value
            bias += 0.02 * step * wrong * (emphasis if is_so else 1.0)
    return [weight * shrunk for weight in weights], bias
