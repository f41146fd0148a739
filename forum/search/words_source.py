"""Reads what publishers know of how people type into the search. Pure."""

from pathlib import Path

from pydantic import BaseModel

from ..json_content import read_json
from ..shapes import STRICT, Text
from .meaning import EverydayWords
from .parse import words_of


class _Words(BaseModel):
    model_config = STRICT

    note: Text = ""
    passed_over: list[Text]
    meant: dict[Text, Text]


def read_words(path: Path) -> EverydayWords:
    """Return the words of a file. Raises ContentError with all that is wrong in it."""
    found = read_json(path).check(_Words)
    return EverydayWords(
        passed_over=frozenset(word for text in found.passed_over for word in words_of(text)),
        meant={tuple(words_of(k)): tuple(words_of(v)) for k, v in found.meant.items()},
    )
