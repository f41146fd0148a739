"""Reads and writes what was learned: `content/screening/learned.json`. Pure.

The file is made by `flask forum screen --learn` and is not for changing by hand.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..content import ContentError, Problem
from .learned import LearnedSource
from .weights import Letters

LEARNED = "learned.json"
_BROKEN = "is not what `flask forum screen --learn` writes: learn anew"


def read_learned(folder: Path) -> LearnedSource | None:
    """Return what was learned; none if nothing was yet. Raises ContentError."""
    path = folder / LEARNED
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        heads = {str(name): float(bias) for name, bias in data["heads"].items()}
        features = Letters(_features_of(data["features"], most=len(heads) + 1))
        return LearnedSource(str(data["examples"]), float(data["scale"]), heads, features)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContentError([Problem(LEARNED, 1, "JSON", _BROKEN)]) from error


def _features_of(lines: Mapping[str, str], *, most: int) -> Iterator[tuple[str, str]]:
    """Yield the features of the file, where those that begin alike stand in one line."""
    for start, line in lines.items():
        parts = line.split(" ")
        for word, letters in zip(parts[::2], parts[1::2], strict=True):
            if not 1 < len(letters) <= most:
                raise ValueError
            yield f"{start} {word}", letters


def text_of(learned: LearnedSource) -> str:
    """Return the file: features that begin alike in one line, each word followed by its letters."""
    start = json.dumps(
        {
            "note": "Made by `flask forum screen --learn` from the examples. Not for changing.",
            "examples": learned.examples,
            "scale": learned.scale,
            "heads": dict(learned.heads),
        },
        indent=1,
    )
    alike: dict[str, list[str]] = {}
    for name, letters in sorted(learned.features.items()):
        first, _, word = name.rpartition(" ")
        alike.setdefault(first, []).append(f"{word} {letters}")
    lines = ",\n".join(
        f"{json.dumps(first, ensure_ascii=False)}:{json.dumps(' '.join(words), ensure_ascii=False)}"
        for first, words in alike.items()
    )
    return f'{start[:-2]},\n "features": {{\n{lines}\n }}\n}}\n'
