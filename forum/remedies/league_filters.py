"""What a league shows: read from an address, and written into one. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from ..errors import N_, Invalid
from .league import USES, Sort
from .models import AgeBand, Kind, Use

Value = TypeVar("Value", bound=StrEnum)


class HasSlug(Protocol):
    """A cause."""

    @property
    def slug(self) -> str: ...


@dataclass(frozen=True)
class Choice:
    """For whom and for what a league is (None: for anybody, for anything), and its order."""

    cause: str | None = None
    age: AgeBand | None = None
    use: Use | None = None
    kind: Kind | None = None
    sort: Sort = Sort.HELPED

    def query(self, **changes: Any) -> str:
        """Return this as the query of an address, with some parts changed: "?cause=statins"."""
        wanted = replace(self, **changes)
        parts = {
            "cause": wanted.cause,
            "age": wanted.age,
            "use": wanted.use,
            "kind": wanted.kind,
            "sort": wanted.sort if wanted.sort != Sort.HELPED else None,
        }
        chosen = {name: str(value) for name, value in parts.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""


def read_choice(args: Mapping[str, str], *, causes: Iterable[HasSlug]) -> Choice:
    """Return what an address asks for. Raises Invalid for a name nobody knows."""
    cause = args.get("cause") or None
    if cause and all(known.slug != cause for known in causes):
        raise Invalid(N_("There is no cause called “%(name)s” here."), name=cause[:80])
    return Choice(
        cause,
        # A plus that is written into an address by hand arrives as a space.
        _read(
            args.get("age", "").replace(" ", "+"), AgeBand, N_("There is no age band “%(name)s”.")
        ),
        read_use(args),
        _read(args.get("kind", ""), Kind, N_("There is no kind of remedy called “%(name)s”.")),
        read_sort(args),
    )


def read_use(args: Mapping[str, str]) -> Use | None:
    """Return the one use an address asks for; None if it asks for either."""
    return _read(args.get("use", ""), Use, N_("There is no use called “%(name)s”."), among=USES)


def read_sort(args: Mapping[str, str]) -> Sort:
    """Return by what an address asks a league to be sorted."""
    sort = _read(args.get("sort", ""), Sort, N_("Remedies cannot be sorted by “%(name)s”."))
    return sort or Sort.HELPED


def _read(
    name: str, values: type[Value], sentence: str, *, among: Iterable[Value] = ()
) -> Value | None:
    if not name:
        return None
    if name not in set(among or values):
        raise Invalid(sentence, name=name[:80])
    return values(name)
