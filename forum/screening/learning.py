"""Learning from examples which words speak for holding a text. Pure.

One weight for each feature and head, by logistic regression (stochastic gradient descent with
shrinking steps), so that the same examples always give the same weights.
"""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt

from .findings import Kind
from .learned import HELD, LEAST, MOST, NOTICE, ZERO, LearnedSource

ROUNDS = 14
"""How often each example is looked at."""
SHRINK = 4e-5
STEP = 4.0
SCALE = 8.0
"""Weights are kept as whole numbers, so many to one."""
FEWEST = 2
FEWEST_PAIRS = 3
"""In so many examples a feature has to stand: a word, and two meanings."""
_FADED = 2
PARAMETERS = f"1 {ROUNDS} {SHRINK} {STEP} {SCALE} {FEWEST} {FEWEST_PAIRS} {_FADED}"
"""How it is learned; a change of it, as of the examples, asks for learning anew."""


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
    numbers = {name: number for number, name in enumerate(known)}
    rows = [
        sorted(numbers[name] for name in example.features if name in numbers)
        for example in examples
    ]
    heads: dict[str, list[int]] = {}
    biases: dict[str, float] = {}
    for name, labels in _labels(examples).items():
        chosen = [(rows[place], is_so) for place, is_so in labels.items()]
        weights, bias = _regress(chosen, len(known))
        heads[name] = [min(MOST, max(LEAST, round(weight * SCALE))) for weight in weights]
        biases[name] = round(bias, 3)
    letters = {
        feature: "".join(chr(ZERO + weights[number]) for weights in heads.values())
        for number, feature in enumerate(known)
        if max(abs(weights[number]) for weights in heads.values()) >= _FADED
    }
    return LearnedSource(digest, SCALE, biases, letters)


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
    rows: Sequence[tuple[Sequence[int], bool]], number: int
) -> tuple[list[float], float]:
    """Return weights and bias: logistic regression on rows of unit length."""
    weights = [0.0] * number
    shrunk, bias, steps = 1.0, 0.0, 0
    order = list(rows)
    chance = random.Random(1)
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for row, is_so in order:
            step = STEP / (1 + STEP * SHRINK * 8 * steps)
            steps += 1
            shrunk *= 1 - step * SHRINK
            value = 1 / sqrt(len(row) or 1)
            margin = shrunk * value * sum(map(weights.__getitem__, row)) + bias
            wrong = (1.0 if is_so else 0.0) - 1 / (1 + exp(-max(-30.0, min(30.0, margin))))
            if abs(wrong) < 1e-3:
                continue
            change = step * wrong * value / shrunk
            for place in row:
                weights[place] += change
            bias += 0.02 * step * wrong
    return [weight * shrunk for weight in weights], bias
