"""Reads and writes what was learned: `content/screening/learned.json`. Pure.

The file is made by `flask forum screen --learn` and is not for changing by hand.
"""

import json
from pathlib import Path

from ..content import ContentError, Problem
from .learned import LearnedSource

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
        features = dict(data["features"])
        if not all(len(letters) == len(heads) + 1 for letters in features.values()):
            raise ValueError
        return LearnedSource(str(data["examples"]), float(data["scale"]), heads, features)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContentError([Problem(LEARNED, 1, "JSON", _BROKEN)]) from error


def text_of(learned: LearnedSource) -> str:
    """Return the file: a line for each feature."""
    start = json.dumps(
        {
            "note": "Made by `flask forum screen --learn` from the examples. Not for changing.",
            "examples": learned.examples,
            "scale": learned.scale,
            "heads": dict(learned.heads),
        },
        indent=1,
    )
    lines = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(letters)}"
        for name, letters in sorted(learned.features.items())
    )
    return f'{start[:-2]},\n "features": {{\n{lines}\n }}\n}}\n'
