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
    tier_of,
)
from .weights import Letters

ROUNDS = 12
"""How often each example is looked at."""
FREEDOM = 3.0
"""How far weights may grow; with more examples they may grow further."""
STEP = 4.0
RARITY = 1.5
"""How much more rare features count: the power of the logarithm of how rare they are."""
_MOST_EXACT = 0.999
FEWEST = 2
FEWEST_PAIRS = 3
"""In so many examples a feature has to stand: a word, and two close to each other."""
LIGHT = "womhf"
NEIGHBOURS = "b"
"""All heads learn from light features, those of kinds from neighbours as well; held from all."""
MOST_OTHERS = 45_000
"""So many of the others are kept, those that weigh most when all are there."""
FEWER_ROUNDS = 5
_FADED = 9
_FADED_OTHERS = 3
PARAMETERS = (
    f"3 {LIGHT} {NEIGHBOURS} {MOST_OTHERS} {ROUNDS} {FREEDOM} {STEP} {RARITY} {FEWEST} "
    f"{FEWEST_PAIRS} {_FADED} {_FADED_OTHERS}"
)
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
    counts = {
        name: _count_of(number / len(examples))
        for name, number in sorted(counted.items())
        if _fewest(name) <= number < len(examples)
    }
    light = [name for name in counts if name[0] in LIGHT]
    near = light + [name for name in counts if name[0] in NEIGHBOURS]
    others = [name for name in counts if name[0] not in LIGHT + NEIGHBOURS]
    labels = _labels(examples)
    if len(others) > MOST_OTHERS:
        every = near + others
        rows = _rows_of(examples, every, counts)
        found, _ = _regress(_chosen(rows, labels[HELD]), len(every), False, FEWER_ROUNDS)
        weighed = {name: abs(w) * counts[name] for name, w in zip(every, found, strict=True)}
        others = sorted(sorted(others, key=weighed.__getitem__, reverse=True)[:MOST_OTHERS])
    known = near + others
    tiers = [(len(tier), _rows_of(examples, tier, counts)) for tier in (known, near, light)]
    heads: dict[str, list[float]] = {}
    biases: dict[str, float] = {}
    for name, of_name in labels.items():
        number, rows = tiers[tier_of(name)]
        chosen = _chosen(rows, of_name)
        weights, bias = _regress(chosen, number, name.startswith(NOTICE), ROUNDS)
        heads[name] = [w * counts[known[place]] for place, w in enumerate(weights)]
        biases[name] = round(bias, 3)
    sizes = sorted(abs(weight) for weights in heads.values() for weight in weights)
    scale = round(MOST / sizes[int(len(sizes) * _MOST_EXACT)], 4)
    letters = Letters(_letters_of(known, counts, heads, scale).items())
    return LearnedSource(digest, scale, biases, letters)


def _letters_of(
    known: Sequence[str],
    counts: Mapping[str, int],
    heads: Mapping[str, Sequence[float]],
    scale: float,
) -> dict[str, str]:
    """Return the letters of the features that weigh anything."""
    letters: dict[str, str] = {}
    for number, feature in enumerate(known):
        whole = [
            min(MOST, max(LEAST, round(weights[number] * scale)))
            for weights in heads.values()
            if number < len(weights)
        ]
        if max(map(abs, whole)) >= (_FADED if len(whole) > 1 else _FADED_OTHERS):
            letters[feature] = chr(LEAST_LETTER + counts[feature]) + "".join(
                chr(ZERO + weight) for weight in whole
            )
    return letters


def _count_of(share: float) -> int:
    """Return how much a feature counts that stands in this share of the examples."""
    return min(MOST_COUNT, round(4 * (-log(share)) ** RARITY))


def _rows_of(
    examples: Sequence[Example], known: Sequence[str], counts: Mapping[str, int]
) -> list[_Row]:
    """Return the known features of each example, and their values; together of unit length."""
    numbers = {name: number for number, name in enumerate(known)}
    rows: list[_Row] = []
    for example in examples:
        names = sorted(name for name in example.features if name in numbers)
        length = sqrt(sum(counts[name] ** 2 for name in names)) or 1.0
        values = [counts[name] / length for name in names]
        rows.append(([numbers[name] for name in names], values))
    return rows


def _chosen(rows: Sequence[_Row], labels: Mapping[int, bool]) -> list[tuple[_Row, bool]]:
    return [(rows[place], is_so) for place, is_so in labels.items()]


def _fewest(name: str) -> int:
    return FEWEST_PAIRS if name[0] == "k" else FEWEST


def _labels(examples: Sequence[Example]) -> Mapping[str, Mapping[int, bool]]:
    """Return for each head which examples it learns from, and whether each is one of its own."""
    kinds = sorted({example.kind for example in examples if example.kind})
    notices = sorted({notice for example in examples for notice in example.notices or ()})
    labels: dict[str, dict[int, bool]] = {
        HELD: {place: each.kind is not None for place, each in enumerate(examples)}
    }
    for kind in kinds:
        labels[kind] = {place: each.kind == kind for place, each in enumerate(examples)}
    for notice in notices:
        labels[NOTICE + notice] = {
            place: notice in each.notices
            for place, each in enumerate(examples)
            if each.notices is not None
        }
    return labels


def _regress(
    rows: Sequence[tuple[_Row, bool]], number: int, is_rare: bool, rounds: int
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
    for _ in range(rounds):
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
