"""In what order stories are shown that were found. Pure."""

from math import log1p
from typing import NamedTuple

RELEVANCE, HELPFULNESS, RECENCY = 0.7, 0.2, 0.1
"""What counts for how much: how well the words fit, how many it has helped, how new it is."""
DAYS_OF_HALF = 365
HELPFUL_TO_MANY = 20
"""Votes from which more do not count for more."""
MILLION = 1_000_000


class Candidate(NamedTuple):
    """Something that was found. `relevance` is the database's own, of any scale; higher fits
    better. `missing` says how many of the things looked for it need not have; `told_at` is in
    seconds."""

    id: int
    relevance: float
    missing: int
    helpful_count: int
    told_at: int
    terms: str = ""


class Ranked(NamedTuple):
    """Something that was found, with its place: the higher the score, the further up."""

    id: int
    score: int
    missing: int
    terms: str


def rank(candidates: list[Candidate]) -> list[Ranked]:
    """Return the candidates in order: first what misses least, then by score, then the newest.

    Age is measured from the newest of them, so that an order does not change with the clock.
    """
    if not candidates:
        return []
    newest = max(c.told_at for c in candidates)
    best: dict[int, float] = {}
    for candidate in candidates:
        known = best.get(candidate.missing, 0.0)
        best[candidate.missing] = max(known, candidate.relevance)
    ranked = [
        Ranked(c.id, _score(c, best[c.missing], newest), c.missing, c.terms) for c in candidates
    ]
    return sorted(ranked, key=lambda one: (-one.score, -one.id))


def _score(candidate: Candidate, best: float, newest: int) -> int:
    """Return a whole number, so that a cursor holds it exactly."""
    relevance = candidate.relevance / best if best > 0 else 1.0
    helpful = min(log1p(candidate.helpful_count) / log1p(HELPFUL_TO_MANY), 1.0)
    days = (newest - candidate.told_at) / 86_400
    recent = 0.5 ** (days / DAYS_OF_HALF)
    score = RELEVANCE * relevance + HELPFULNESS * helpful + RECENCY * recent
    return round((score - candidate.missing) * MILLION)
