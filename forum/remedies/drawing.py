"""Drawings of figures, as the numbers that SVG takes. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

ACROSS = 10
CELL = 10
_PERSON = "m5 .8a2 2 0 1 1 0 4a2 2 0 1 1 0-4m-3.2 8.7v-1.3a3.2 2.9 0 0 1 6.4 0v1.3z"
"""Head and shoulders, in a cell."""


class Crowd(NamedTuple):
    """Some of a hundred people: what they have in common, how many, and the path for it."""

    name: str
    number: int
    path: str


def crowds(groups: Iterable[tuple[str, int]]) -> Iterator[Crowd]:
    """Yield the groups that a hundred people fall into, one behind the other, row by row."""
    place = 0
    for name, number in groups:
        if number:
            path = "".join(map(_person_at, range(place, place + number)))
            yield Crowd(name, number, path)
        place += number


def _person_at(place: int) -> str:
    row, column = divmod(place, ACROSS)
    return f"M{column * CELL} {row * CELL}{_PERSON}"
