"""Which experiences the board shows: read from an address, and written into one. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from ..errors import N_, Invalid
from ..remedies.models import AgeBand, Outcome
from ..remedies.statistics import OutcomeCounts

NEWEST = "newest"
HELPFUL = "helpful"
SHOWN = 20
"""How many are looked for at a time."""
NARROWING = ("cause", "remedy", "outcome", "age")


class HasSlug(Protocol):
    """A cause or a remedy."""

    @property
    def slug(self) -> str: ...


class HasCount(Protocol):
    """A cause, with the number of experiences that carry it."""

    @property
    def count(self) -> int: ...


class HasCounts(Protocol):
    """A remedy, with how it went."""

    @property
    def counts(self) -> OutcomeCounts: ...


Tag = TypeVar("Tag", bound=HasSlug)


@dataclass(frozen=True)
class Filters:
    """What the board is narrowed to, by slug (None: everything), and how it is sorted."""

    cause: str | None = None
    remedy: str | None = None
    outcome: Outcome | None = None
    age: AgeBand | None = None
    sort: str = NEWEST

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.cause or self.remedy or self.outcome or self.age)

    def query(self, **changes: Any) -> str:
        """Return this as the query of an address, with some parts changed: "?cause=statins"."""
        wanted = replace(self, **changes)
        parts: dict[str, Any] = {name: getattr(wanted, name) for name in NARROWING}
        if wanted.sort != NEWEST:
            parts["sort"] = wanted.sort
        chosen = {name: str(value) for name, value in parts.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""


def read_filters(
    args: Mapping[str, str], *, causes: Iterable[HasSlug], remedies: Iterable[HasSlug]
) -> Filters:
    """Return the filters an address asks for. Raises Invalid for a name nobody knows."""
    cause, remedy = args.get("cause") or None, args.get("remedy") or None
    outcome, sort = args.get("outcome") or None, args.get("sort") or NEWEST
    age = args.get("age") or None
    if cause and not find_tag(causes, cause):
        raise Invalid(N_("There is no cause called “%(name)s” here."), name=cause[:80])
    if remedy and not find_tag(remedies, remedy):
        raise Invalid(N_("There is no remedy called “%(name)s” here."), name=remedy[:80])
    if outcome and outcome not in set(Outcome):
        raise Invalid(N_("There is no outcome called “%(name)s”."), name=outcome[:80])
    if age and age not in set(AgeBand):
        raise Invalid(N_("There is no age band called “%(name)s”."), name=age[:80])
    if sort not in {NEWEST, HELPFUL}:
        raise Invalid(N_("Experiences cannot be sorted by “%(name)s”."), name=sort[:80])
    return Filters(
        cause, remedy, Outcome(outcome) if outcome else None, AgeBand(age) if age else None, sort
    )


def is_common(
    filters: Filters, cause: HasCount | None, remedy: HasCounts | None, *, among: int
) -> bool:
    """Say whether so many of the experiences of a board carry what it is narrowed to that it is
    less to go through it from the most helpful on than to sort those that carry the rarer tag.

    Of ages, and of outcomes of any remedy, no count is at hand: each is taken to be as frequent as
    the others.
    """
    counts = [cause.count] if cause else []
    if remedy:
        of_remedy = remedy.counts
        counts.append(getattr(of_remedy, filters.outcome) if filters.outcome else of_remedy.total)
    share = 1.0
    for count in counts:
        share *= count / max(among, 1)
    if filters.age:
        share /= len(AgeBand)
    if filters.outcome and not remedy:
        share /= len(Outcome)
    return bool(counts) and share * min(counts) > SHOWN


def find_tag(tags: Iterable[Tag], slug: str | None) -> Tag | None:
    """Return the tag with this name, or None."""
    return next((tag for tag in tags if tag.slug == slug), None)
