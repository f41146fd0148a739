"""In what order stories are shown that were found. Pure."""

from collections.abc import Sequence
from math import log1p
from typing import NamedTuple

RELEVANCE, HELPFULNESS, RECENCY = 0.7, 0.2, 0.1
"""What counts for how much: how well the words fit, how many it has helped, how new it is."""
HALF_LIFE = 365 * 86_400
"""Seconds."""
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
    """Something that was found, with its place: the higher the score, the further up, and of equal
    ones the newer. So these compare as they stand."""

    score: int
    id: int
    missing: int
    terms: str


def rank(candidates: Sequence[Candidate]) -> list[Ranked]:
    """Return the candidates in order: first what misses least, then by score, then the newest.

    Age is measured from the newest of them, so that an order does not change with the clock. A
    score is a whole number, so that a cursor holds it exactly. What many share is computed once.
    """
    if not candidates:
        return []
    newest = max([c.told_at for c in candidates])
    most = {missing: _most_relevant(candidates, missing) for missing in {c[2] for c in candidates}}
    helped = {votes: HELPFULNESS * _helpful(votes) for votes in {c[3] for c in candidates}}
    ranked = [
        (
            round(
                (
                    RELEVANCE * (relevance / most[missing])
                    + helped[votes]
                    + RECENCY * 0.5 ** ((newest - told_at) / HALF_LIFE)
                    - missing
                )
                * MILLION
            ),
            id_,
            missing,
            terms,
        )
        for id_, relevance, missing, votes, told_at, terms in candidates
    ]
    ranked.sort(reverse=True)
    return list(map(Ranked._make, ranked))


def _most_relevant(candidates: Sequence[Candidate], missing: int) -> float:
    """Return the best relevance of those that miss so much; 1 where the database says none."""
    return max([c.relevance for c in candidates if c.missing == missing]) or 1.0


def _helpful(votes: int) -> float:
    """Return what so many votes count for, from 0 to 1."""
    return min(log1p(votes) / log1p(HELPFUL_TO_MANY), 1.0)
