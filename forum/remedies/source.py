"""Reads an article's folder: its vocabulary of causes, remedies and safety notices, then its text.
Pure: nothing is stored here."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from ..articles.reference_source import References, read_references
from ..articles.source import ArticleSource, read_article
from ..content import Document, Place, Problem, both, gather
from ..json_content import read_json
from ..shapes import STRICT, Slug, Text
from ..text import has_words
from .matching import Words, words_of
from .models import LABEL_LENGTH, Direction, Grade, Kind, Level, Use


def _with_words(text: str) -> str:
    if not has_words(text):
        raise ValueError("should have letters or numbers in it")
    return text


Phrase = Annotated[str, Field(min_length=1), AfterValidator(_with_words)]
Label = Annotated[Phrase, Field(max_length=LABEL_LENGTH)]
GIST_LENGTH = 140
Measured = Annotated[float, Field(strict=True, ge=0, le=1_000_000)]


class _Source(BaseModel):
    model_config = STRICT


class CauseSource(_Source):
    """A cause. `short_label` is for places with little room, `choice_label` for those where
    somebody is asked; `icd10` and `mesh` describe the topic, and are not shown to readers."""

    slug: Slug
    label: Label
    short_label: Label | None = None
    choice_label: Label | None = None
    description: Text
    synonyms: list[Label] = []
    icd10: list[str] = []
    mesh: list[str] = []
    link_strength: Label
    refs: list[str] = []
    retired: bool = False


class YardstickSource(_Source):
    """What a trial counted, in those who were given the remedy and in those who were not.

    Without a `unit` the numbers are people of 100. `comparison` is what the others were given,
    where that was no dummy treatment.
    """

    source: str
    population: Text
    measure: Text
    unit: Label | None = None
    comparison: Label | None = None
    placebo: Measured
    treated: Measured
    sentence: Text

    @model_validator(mode="after")
    def _fits_its_unit(self) -> Self:
        if self.unit is None and max(self.placebo, self.treated) > 100:
            raise ValueError("has more than 100 of 100 people; or is the unit missing?")
        return self


class OfficialNoteSource(_Source):
    """What an authority says of a remedy: in a line, in full, and where."""

    gist: Annotated[Phrase, Field(max_length=GIST_LENGTH)]
    text: Text
    refs: list[str] = Field(min_length=1)


class RemedySource(_Source):
    """A remedy, with what research says of it."""

    slug: Slug
    label: Label
    short_label: Label | None = None
    kind: Kind
    use: Use
    synonyms: list[Label] = []
    evidence_grade: Grade
    evidence_direction: Direction
    known: Text
    caution: str = ""
    official_note: OfficialNoteSource | None = None
    yardstick: YardstickSource | None = None
    tested_in: list[str] = []
    refs: list[str] = []
    retired: bool = False


class NoticeSource(_Source):
    """A safety notice, and what calls for it."""

    id: Slug
    level: Level
    label: Label
    text: Text
    match: list[Phrase] = []
    patterns: list[str] = []
    trigger_causes: list[str] = []
    trigger_remedies: list[str] = []
    refs: list[str] = []


class Vocabulary(_Source):
    """All of vocabulary.json."""

    version: str = ""
    note: str = ""
    ambiguous_synonyms: list[str] = []
    causes: list[CauseSource] = Field(min_length=1)
    remedies: list[RemedySource] = Field(min_length=1)
    safety_notices: list[NoticeSource] = []


@dataclass(frozen=True)
class Content:
    """Everything in an article's folder, checked. `document` knows the vocabulary's lines."""

    article: ArticleSource
    vocabulary: Vocabulary
    document: Document


def read_content(folder: Path) -> Content:
    """Return what is in the folder. Raises ContentError with what is wrong.

    Whether the files agree with each other is asked when each can be read.
    """
    references, (document, vocabulary) = both(
        lambda: read_references(folder), lambda: _read_vocabulary(folder)
    )
    tags = {
        "cause": {cause.slug for cause in vocabulary.causes},
        "remedy": {remedy.slug for remedy in vocabulary.remedies},
    }
    _, article = both(
        lambda: gather(
            lambda: _find_doubles(document, vocabulary),
            lambda: _find_shared_names(document, "causes", vocabulary.causes),
            lambda: _find_shared_names(document, "remedies", vocabulary.remedies),
            lambda: _find_bad_references(document, vocabulary, references),
            lambda: _find_bad_triggers(document, vocabulary),
            lambda: _find_bad_patterns(document, vocabulary),
        ),
        lambda: read_article(folder, references, tags),
    )
    return Content(article, vocabulary, document)


def _read_vocabulary(folder: Path) -> tuple[Document, Vocabulary]:
    document = read_json(folder / "vocabulary.json")
    return document, document.check(Vocabulary)


def _find_doubles(document: Document, vocabulary: Vocabulary) -> Iterator[Problem]:
    for name, slugs in (
        ("causes", [cause.slug for cause in vocabulary.causes]),
        ("remedies", [remedy.slug for remedy in vocabulary.remedies]),
        ("safety_notices", [notice.id for notice in vocabulary.safety_notices]),
    ):
        field = "id" if name == "safety_notices" else "slug"
        for place, slug in enumerate(slugs):
            if slug in slugs[:place]:
                yield document.problem((name, place, field), f"'{slug}' is there twice")


def _find_shared_names(
    document: Document, list_: str, tags: Sequence[CauseSource | RemedySource]
) -> Iterator[Problem]:
    """Find names that two tags of a list have, so that nobody could know which is meant.

    A retired tag is not looked for by name: another one may take over what it was called.
    """
    owners: dict[Words, int] = {}
    for place, tag in enumerate(tags):
        for where, name in () if tag.retired else _names_of(tag):
            owner = owners.setdefault(words_of(name.casefold()), place)
            if tags[owner].slug != tag.slug:
                sentence = f"'{name}' is a name of '{tags[owner].slug}' already"
                yield document.problem((list_, place, *where), sentence)


def _names_of(tag: CauseSource | RemedySource) -> Iterator[tuple[Place, str]]:
    for field in ("label", "short_label", "choice_label"):
        name = getattr(tag, field, None)
        if name:
            yield (field,), name
    for number, name in enumerate(tag.synonyms):
        yield ("synonyms", number), name


def _find_bad_references(
    document: Document, vocabulary: Vocabulary, references: References
) -> Iterator[Problem]:
    lists: dict[str, Sequence[CauseSource | RemedySource | NoticeSource]] = {
        "causes": vocabulary.causes,
        "remedies": vocabulary.remedies,
        "safety_notices": vocabulary.safety_notices,
    }
    for name, items in lists.items():
        for place, item in enumerate(items):
            for number, key in enumerate(item.refs):
                sentence = references.problem_with(key)
                if sentence:
                    yield document.problem((name, place, "refs", number), sentence)
    for place, remedy in enumerate(vocabulary.remedies):
        for number, key in enumerate(remedy.official_note.refs if remedy.official_note else []):
            sentence = references.problem_with(key)
            if sentence:
                where = ("remedies", place, "official_note", "refs", number)
                yield document.problem(where, sentence)
        yardstick = remedy.yardstick
        sentence = references.problem_with(yardstick.source) if yardstick else None
        if sentence:
            yield document.problem(("remedies", place, "yardstick", "source"), sentence)


def _find_bad_triggers(document: Document, vocabulary: Vocabulary) -> Iterator[Problem]:
    known = {
        "trigger_causes": {cause.slug for cause in vocabulary.causes},
        "trigger_remedies": {remedy.slug for remedy in vocabulary.remedies},
    }
    for place, notice in enumerate(vocabulary.safety_notices):
        for field, slugs in known.items():
            for number, slug in enumerate(getattr(notice, field)):
                if slug not in slugs:
                    where = ("safety_notices", place, field, number)
                    yield document.problem(where, f"the vocabulary has no '{slug}'")


def _find_bad_patterns(document: Document, vocabulary: Vocabulary) -> Iterator[Problem]:
    for place, notice in enumerate(vocabulary.safety_notices):
        for number, pattern in enumerate(notice.patterns):
            sentence = _trouble_with(pattern)
            if sentence:
                yield document.problem(("safety_notices", place, "patterns", number), sentence)


def _trouble_with(pattern: str) -> str | None:
    try:
        with warnings.catch_warnings():
            # What Python only warns of is not what its writer meant.
            warnings.simplefilter("error")
            fits_empty = re.compile(pattern).search("")
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return f"is no regular expression: {error}"
    return "fits every text, even an empty one" if fits_empty else None
