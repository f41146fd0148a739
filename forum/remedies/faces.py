"""All that the pieces of a league and of the grid show. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .league import LeagueRow, ShownCell


class LeagueFace(NamedTuple):
    """What the template of a league's row reads; `base` is the address of its article."""

    row: LeagueRow
    base: str


class GridFace(NamedTuple):
    """What the template of a row of the grid reads: a cause, and a cell for each remedy."""

    base: str
    cause: str
    label: str
    cells: tuple[tuple[str, ShownCell | None], ...]


def grid_face(
    base: str, cause: str, label: str, cells: Mapping[str, ShownCell], columns: Iterable[str]
) -> GridFace:
    """Return what is shown of a cause beside the remedies that head the columns."""
    return GridFace(base, cause, label, tuple([(slug, cells.get(slug)) for slug in columns]))
