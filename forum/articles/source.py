"""Reads an article as its editors write it: front matter above a text in Markdown. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from ..content import both
from ..front_matter import read_front_matter
from ..shapes import STRICT, Slug, Text, matching
from .reference_source import References
from .text_source import REFERENCES_SLUG, SectionSource, TextReading

_WORDS_A_MINUTE = 200


def _read_day(value: Any) -> date:
    try:
        # Other ways to write a day would be guessed at.
        return date.fromisoformat(value if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "")
    except (TypeError, ValueError):
        raise ValueError("should be a day, such as 2026-11-22") from None


_Day = Annotated[date, BeforeValidator(_read_day)]
_Language = Annotated[
    str,
    Field(max_length=20),
    matching("[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", "should be the code of a language, such as en"),
]


class FrontMatter(BaseModel):
    """What stands above an article's text."""

    model_config = STRICT

    title: Text = Field(max_length=200)
    slug: Slug
    topic: Text = Field(max_length=80)
    category: Text = Field(max_length=80)
    lede: Text = Field(max_length=500)
    reviewed: _Day
    reviewed_by: str | None = Field(default=None, max_length=120)
    language: _Language = "en"


@dataclass(frozen=True)
class ArticleSource:
    """An article as read from its folder, ready to be published."""

    front: FrontMatter
    references: References
    cited: list[str]
    sections: list[SectionSource]
    text: str

    @property
    def reading_minutes(self) -> int:
        """How long reading takes, in whole minutes, at least one."""
        return max(1, round(len(self.text.split()) / _WORDS_A_MINUTE))


def read_article(
    folder: Path, references: References, tags: Mapping[str, set[str]]
) -> ArticleSource:
    """Return the folder's article. `tags` holds the known slugs by "cause" and "remedy".

    Raises ContentError with every mistake found.
    """
    path = folder / "article.md"
    head, text, lines_before = read_front_matter(path)
    reading = TextReading(path.name, lines_before, str(head.value.get("slug")), references, tags)
    front, sections = both(lambda: head.check(FrontMatter), lambda: reading.read(text))
    if reading.cited:
        html = references.to_html(reading.cited)
        sections.append(SectionSource(REFERENCES_SLUG, "", html))
    return ArticleSource(front, references, reading.cited, sections, text)
