"""Stories of others who have something in common with one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from heapq import nsmallest

import sqlalchemy as sa

from ..board.models import Experience
from ..database import db
from .expressions import Phrase, all_of, any_of
from .index_queries import find_carrying
from .marking import Piece, excerpt
from .ranking import Candidate

MOST = 3
LOOKED_AT = 100
"""From so many, the newest, those are chosen that have most in common. In a million those share 2.6
of 3.3 tags, of twice as many 2.7, for half a millisecond more."""
EXCERPT = 150


@dataclass(frozen=True)
class Similar:
    """A story like another one: how it begins, and the numbers of the tags that both carry."""

    id: int
    name: str
    created_at: datetime
    excerpt: list[Piece]
    cause_ids: frozenset[int]
    remedy_ids: frozenset[int]


@dataclass(frozen=True)
class Alike:
    """Stories like another one, and the causes and remedies that all of them share with it."""

    stories: list[Similar]

    @property
    def cause_ids(self) -> frozenset[int]:
        """The causes that each of them names."""
        return frozenset.intersection(*(story.cause_ids for story in self.stories))

    @property
    def remedy_ids(self) -> frozenset[int]:
        """The remedies that each of them tried."""
        return frozenset.intersection(*(story.remedy_ids for story in self.stories))


NOTHING_ALIKE = Alike([])


def similar_to(
    *, cause_ids: Collection[int], remedy_ids: Collection[int], but_of: int | None
) -> Alike:
    """Return the stories that have most of these causes and remedies, in at most three
    statements: of a cause and a remedy first, and where there is none, of one of them. None is
    told by the person `but_of`: they are others'."""
    causes = {f"causeno{id_}": id_ for id_ in cause_ids}
    remedies = {f"remedyno{id_}": id_ for id_ in remedy_ids}
    groups = [any_of([Phrase((term,)) for term in terms]) for terms in (causes, remedies) if terms]
    if not groups:
        return NOTHING_ALIKE
    wanted = {*causes, *remedies}
    find = partial(find_carrying, most=LOOKED_AT, but_of=but_of)
    found = _closest(find(all_of(groups), missing=0), wanted)
    if not found and len(groups) > 1:
        found = _closest(find(any_of(groups), missing=1), wanted)
    rows = db.session.execute(
        sa.select(Experience.id, Experience.name, Experience.created_at, Experience.story).where(
            Experience.id.in_(found)
        )
    )
    by_id = {row.id: row for row in rows} if found else {}
    stories = [
        Similar(
            id_,
            by_id[id_].name,
            by_id[id_].created_at,
            excerpt(by_id[id_].story, length=EXCERPT),
            frozenset(causes[term] for term in shared & causes.keys()),
            frozenset(remedies[term] for term in shared & remedies.keys()),
        )
        for id_, shared in found.items()
        if id_ in by_id
    ]
    return Alike(stories)


def _closest(candidates: list[Candidate], wanted: set[str]) -> dict[int, frozenset[str]]:
    """Return those with most in common, and little else, with what they share."""
    shared = [wanted.intersection(one.terms.split()) for one in candidates]
    places = [
        (-len(its), len(one.terms), -one.helpful_count, -one.id, number)
        for number, (its, one) in enumerate(zip(shared, candidates, strict=True))
    ]
    nearest = [place[-1] for place in nsmallest(MOST, places)]
    return {candidates[number].id: frozenset(shared[number]) for number in nearest}
