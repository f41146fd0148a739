"""What is asked of the full-text index, and how either database has it written. Pure.

Only words go in, each of nothing but letters and digits, and each in quotes: whatever somebody
has typed, it is no syntax.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Phrase:
    """Words that stand one behind the other; `in_name`: in the name of who wrote it."""

    words: tuple[str, ...]
    in_name: bool = False

    def __post_init__(self) -> None:
        if not self.words or not all(map(_LETTERS.fullmatch, self.words)):
            raise ValueError(f"{self.words!r} are not words")


@dataclass(frozen=True)
class Any:
    """At least one of these."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class All:
    """Every one of these."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Without:
    """The first, and nothing that has the second."""

    kept: "Expression"
    left_out: "Expression"


Expression = Phrase | Any | All | Without


def at_least(number: int, parts: Sequence[Expression]) -> Expression:
    """Return what holds where so many of the parts do."""
    ways = [_one_or(All, chosen) for chosen in combinations(parts, number)]
    return _one_or(Any, ways)


def any_of(parts: Sequence[Expression]) -> Expression:
    """Return what holds where one of the parts does."""
    return _one_or(Any, parts)


def all_of(parts: Sequence[Expression]) -> Expression:
    """Return what holds where all of the parts do."""
    return _one_or(All, parts)


def for_sqlite(expression: Expression, *, texts: Sequence[str]) -> str:
    """Write an expression for FTS5. `texts` are the columns in which words are looked for."""
    match expression:
        case Phrase(words, in_name):
            columns = "name" if in_name else "{" + " ".join(texts) + "}"
            return f'{columns} : "{" ".join(words)}"'
        case Any(parts):
            return "(" + " OR ".join(for_sqlite(part, texts=texts) for part in parts) + ")"
        case All(parts):
            return "(" + " AND ".join(for_sqlite(part, texts=texts) for part in parts) + ")"
        case Without(kept, left_out):
            return f"({for_sqlite(kept, texts=texts)} NOT {for_sqlite(left_out, texts=texts)})"


def for_postgresql(expression: Expression) -> str:
    """Write an expression for `to_tsquery()`. Names are indexed behind the word `byname`."""
    match expression:
        case Phrase(words, in_name):
            before = "byname" if in_name else ""
            return "(" + " <-> ".join(f"'{before}{word}'" for word in words) + ")"
        case Any(parts):
            return "(" + " | ".join(map(for_postgresql, parts)) + ")"
        case All(parts):
            return "(" + " & ".join(map(for_postgresql, parts)) + ")"
        case Without(kept, left_out):
            return f"({for_postgresql(kept)} & !{for_postgresql(left_out)})"


def _one_or(kind: type[Any] | type[All], parts: Sequence[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
