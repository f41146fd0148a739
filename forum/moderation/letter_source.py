"""Reads what publishers write for moderators to send: `content/moderation/letters.json`. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from ..content import Document, Problem, gather
from ..json_content import read_json
from ..shapes import STRICT, Slug, Text
from .models import NOTE_LENGTH, Reason

PLACEHOLDERS = {"what", "article", "site"}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class LetterSource(BaseModel):
    """One letter. `reason` is the one with which it is offered first."""

    model_config = STRICT

    id: Slug
    label: Text
    reason: Reason | None = None
    text: Annotated[Text, Field(max_length=NOTE_LENGTH - 200)]


class LettersSource(BaseModel):
    """All of letters.json."""

    model_config = STRICT

    note: str = ""
    letters: list[LetterSource] = Field(min_length=1)


@dataclass(frozen=True)
class Letter:
    """A letter to an author, as the publisher wrote it, with or without its placeholders filled."""

    id: str
    label: str
    reason: str | None
    text: str

    def filled(self, words: Mapping[str, str]) -> "Letter":
        """Return it with words in the places of its placeholders."""
        text = _PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), self.text)
        return Letter(self.id, self.label, self.reason, text[:NOTE_LENGTH])


def read_letters(folder: Path) -> list[Letter]:
    """Return the letters in the folder. Raises ContentError with what is wrong."""
    document = read_json(folder / "letters.json")
    source = document.check(LettersSource)
    gather(lambda: _find_problems(document, source))
    return [Letter(each.id, each.label, each.reason, each.text) for each in source.letters]


def _find_problems(document: Document, source: LettersSource) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, letter in enumerate(source.letters):
        if letter.id in seen:
            yield document.problem(("letters", place, "id"), f"'{letter.id}' is there twice")
        seen.add(letter.id)
        for name in set(_PLACEHOLDER.findall(letter.text)) - PLACEHOLDERS:
            sentence = f"'{{{name}}}' is no placeholder: what, article, site"
            yield document.problem(("letters", place, "text"), sentence)
