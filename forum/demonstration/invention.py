"""Invents experiences in any number, always the same ones for the same seed. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from ..remedies.models import AgeBand, Outcome, TimeToRelief, Use

STORIES = 2_000
"""Different stories; they are told again by many people, so that a large board is made quickly."""
MOST_SENTENCES = 9
"""How many sentences the longest story has."""

_FIRST = [
    "Ada",
    "Bea",
    "Cleo",
    "Dora",
    "Edith",
    "Faye",
    "Greta",
    "Hana",
    "Ines",
    "June",
    "Kit",
    "Lena",
    "Mara",
    "Nell",
    "Olive",
    "Pia",
    "Quinn",
    "Rosa",
    "Sten",
    "Tove",
    "Uma",
    "Vera",
    "Wim",
    "Yara",
    "Zoe",
]
_SECOND = [
    "walks",
    "runs",
    "bakes",
    "reads",
    "sails",
    "knits",
    "swims",
    "paints",
    "digs",
    "sings",
    "cycles",
    "rows",
]


@dataclass(frozen=True)
class InventedAttempt:
    """An attempt with one of the vocabulary's remedies, by its place there."""

    remedy: int
    outcome: Outcome
    time_to_relief: TimeToRelief
    use: Use


@dataclass(frozen=True)
class InventedExperience:
    """An experience; `story` is a place in the list of stories, `causes` are places too."""

    story: int
    name: str
    age_band: AgeBand
    created_at: datetime
    causes: tuple[int, ...]
    attempts: tuple[InventedAttempt, ...]
    votes: int
    comments: int


def invent_stories(sentences: Sequence[str], *, seed: int) -> list[str]:
    """Return STORIES stories of three to MOST_SENTENCES of these sentences."""
    random = Random(seed)
    return [
        " ".join(random.sample(sentences, random.randint(3, MOST_SENTENCES)))
        for _ in range(STORIES)
    ]


def invent(
    number: int, *, causes: int, remedies: int, until: datetime, seed: int
) -> Iterator[InventedExperience]:
    """Yield experiences told over the year up to `until`, the oldest first.

    Some causes and remedies are told of far more often than others, as in life.
    """
    random = Random(seed)
    cause_weights = [1 / (place + 1) for place in range(causes)]
    remedy_weights = [1 / (place + 2) for place in range(remedies)]
    for place in range(number):
        age = timedelta(days=365) * (number - place) / number
        yield InventedExperience(
            story=random.randrange(STORIES),
            name=f"{random.choice(_FIRST)} {random.choice(_SECOND)}",
            age_band=random.choice(list(AgeBand)),
            created_at=until - age,
            causes=_some(random, cause_weights, random.choice((1, 1, 1, 2, 2, 3))),
            attempts=tuple(
                _attempt(random, remedy)
                for remedy in _some(random, remedy_weights, random.choice((1, 1, 2, 2, 3)))
            ),
            votes=min(int(random.expovariate(1)), 12),
            comments=random.choice((0, 0, 0, 0, 1)),
        )


def _attempt(random: Random, remedy: int) -> InventedAttempt:
    helps = 0.25 + (remedy * 37 % 50) / 100
    weights = (helps / 2, helps / 2, 0.95 - helps, 0.05)
    outcome = random.choices(list(Outcome), weights)[0]
    use = random.choice((Use.DURING, Use.PREVENT))
    return InventedAttempt(remedy, outcome, random.choice(list(TimeToRelief)), use)


def _some(random: Random, weights: Sequence[float], number: int) -> tuple[int, ...]:
    """Return at most `number` different places, by weight."""
    return tuple(sorted(set(random.choices(range(len(weights)), weights, k=number))))
