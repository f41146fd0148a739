"""Reads what publishers write for screening: `content/screening/`. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from ..content import ContentError, Document, Problem, gather
from ..json_content import read_json
from ..shapes import STRICT, Slug, Text
from .contexts import RESERVED
from .findings import Kind, Outcome, Scope, Where
from .learned import LearnedSource
from .learned_source import read_learned
from .phrases import PhraseError, Terms, read_phrase
from .units import UNITS

_MEASURE = re.compile(r"\b(\d+)(mg|g|mcg)\b")
FILES = (
    "red-flags.json",
    "medicines.json",
    "doses.json",
    "commerce.json",
    "personal-data.json",
    "abuse.json",
    "crisis.json",
    "thin.json",
)
"""The files of rules, in the order in which their findings are named."""


class _Source(BaseModel):
    model_config = STRICT


class WordsSource(_Source):
    """words.json: groups of words, which phrases name in angle brackets."""

    note: str = ""
    groups: dict[Slug, list[Text]] = Field(min_length=1)


class ConfusablesSource(_Source):
    """confusables.json: a letter, and all that look like it."""

    note: str = ""
    letters: dict[Annotated[str, Field(min_length=1, max_length=2)], Text]


class MeaningsSource(_Source):
    """meanings.json: words that mean alike, for the learned reading."""

    note: str = ""
    meanings: dict[Slug, list[Text]]


class ContextSource(_Source):
    """A way of speaking that takes the harm out of words: "my doctor", "never", a question."""

    id: Slug
    where: Where
    phrases: list[Text] = Field(min_length=1)


class ContextsSource(_Source):
    """contexts.json."""

    note: str = ""
    contexts: list[ContextSource] = Field(min_length=1)


class RuleSource(_Source):
    """Phrases, and what is to be done with a text that holds one of them.

    With `also`, one of those phrases has to be there as well, in the scope `within`. Where the
    words stand in one of the contexts of `unless`, the outcome is `otherwise`; in one of `silent`
    nothing at all is found. A `soft` rule gives way where the learned reading is very sure that a
    text does no harm.
    """

    id: Slug
    finding: Kind
    outcome: Outcome
    notices: list[Slug] = []
    phrases: list[Text] = Field(min_length=1)
    also: list[Text] = []
    within: Scope = Scope.TEXT
    unless: list[Slug] = []
    otherwise: Outcome = Outcome.OK
    silent: list[Slug] = []
    kinds: list[Slug] = []
    soft: bool = False


class LimitSource(_Source):
    """The most of a substance a day that a source gives, and that source."""

    substance: Slug
    amount: Annotated[float, Field(gt=0, le=1_000_000)]
    unit: Text
    hold_from: Annotated[float, Field(ge=1, le=100)]
    notices: list[Slug] = []
    ref: Text


class RulesSource(_Source):
    """A file of rules; doses.json has limits beside them."""

    note: str = ""
    rules: list[RuleSource] = []
    limits: list[LimitSource] = []
    streets: list[Text] = []
    domains: list[Text] = []
    endings: list[Text] = []


@dataclass(frozen=True)
class Screening:
    """Everything in the folder, checked."""

    words: WordsSource
    confusables: ConfusablesSource
    contexts: ContextsSource
    meanings: MeaningsSource
    files: list[RulesSource]
    learned: LearnedSource | None

    @property
    def rules(self) -> list[RuleSource]:
        return [rule for file in self.files for rule in file.rules]

    @property
    def limits(self) -> list[LimitSource]:
        return [limit for file in self.files for limit in file.limits]


def read_screening(folder: Path, *, is_to_learn: bool = False) -> Screening:
    """Return the lists of a folder; without what was learned, if it is to be learned anew.

    Raises ContentError with everything that is wrong in them.
    """
    problems: list[Problem] = []
    read: dict[str, tuple[Document, BaseModel]] = {}
    models: dict[str, type[BaseModel]] = {
        "words.json": WordsSource,
        "confusables.json": ConfusablesSource,
        "contexts.json": ContextsSource,
        "meanings.json": MeaningsSource,
    }
    for name in (*models, *FILES):
        try:
            document = read_json(folder / name)
            read[name] = (document, document.check(models.get(name, RulesSource)))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    words, confusables, contexts, meanings = (read[name][1] for name in models)
    assert isinstance(words, WordsSource)
    assert isinstance(confusables, ConfusablesSource)
    assert isinstance(contexts, ContextsSource)
    assert isinstance(meanings, MeaningsSource)
    files = [file for _, file in read.values() if isinstance(file, RulesSource)]
    learned = None if is_to_learn else read_learned(folder)
    screening = Screening(words, confusables, contexts, meanings, files, learned)
    gather(lambda: _find_bad_phrases(read, screening), lambda: _find_bad_names(read, screening))
    return screening


def groups_of(words: WordsSource) -> tuple[dict[str, frozenset[str]], Terms]:
    """Return the groups, and the names of several words that stand in them."""
    terms = Terms()
    groups = {
        name: frozenset(terms.add(plain_words(entry)) for entry in entries)
        for name, entries in words.groups.items()
    }
    return groups, terms


def plain_words(entry: str) -> list[str]:
    """Return the words of an entry of a list in the way in which they are compared."""
    plain = entry.casefold().replace("’", "'").replace("'", "")
    spaced = _MEASURE.sub(r"\1 \2", plain)
    return "".join(c if c.isalnum() else " " for c in spaced).split()


def _find_bad_phrases(
    read: dict[str, tuple[Document, BaseModel]], screening: Screening
) -> Iterator[Problem]:
    groups, terms = groups_of(screening.words)
    for document, model in read.values():
        lists = (
            ("rules", getattr(model, "rules", []), ("phrases", "also")),
            ("contexts", getattr(model, "contexts", []), ("phrases",)),
        )
        for name, entries, fields in lists:
            for place, entry in enumerate(entries):
                for field in fields:
                    for number, phrase in enumerate(getattr(entry, field)):
                        try:
                            read_phrase(phrase, groups, terms)
                        except PhraseError as error:
                            yield document.problem((name, place, field, number), str(error))


def _find_bad_names(
    read: dict[str, tuple[Document, BaseModel]], screening: Screening
) -> Iterator[Problem]:
    contexts = RESERVED | {context.id for context in screening.contexts.contexts}
    seen: set[str] = set()
    for document, model in read.values():
        for place, rule in enumerate(getattr(model, "rules", [])):
            if rule.id in seen:
                yield document.problem(("rules", place, "id"), f"'{rule.id}' is there twice")
            seen.add(rule.id)
            for field in ("unless", "silent"):
                for number, name in enumerate(getattr(rule, field)):
                    if name not in contexts:
                        where = ("rules", place, field, number)
                        yield document.problem(where, f"contexts.json has no '{name}'")
        for place, limit in enumerate(getattr(model, "limits", [])):
            if limit.substance not in screening.words.groups:
                sentence = f"words.json has no group '{limit.substance}'"
                yield document.problem(("limits", place, "substance"), sentence)
            if limit.unit not in UNITS:
                sentence = f"should be one of {', '.join(UNITS)}"
                yield document.problem(("limits", place, "unit"), sentence)
