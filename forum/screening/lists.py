"""The lists of a publisher, made ready before any text comes. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from .contexts import Context
from .features import Meanings
from .findings import Kind, Outcome
from .learned import Learned
from .normalising import Folding
from .phrases import Element, Matcher, read_phrase
from .source import ContextSource, LimitSource, RuleSource, Screening, groups_of, plain_words
from .spelling import Dictionary
from .units import UNIT_WORDS, UNITS, VALUES


@dataclass(frozen=True)
class Trigger:
    """A safety notice of a vocabulary, and what calls for it."""

    id: str
    phrases: Sequence[str] = ()
    patterns: Sequence[str] = ()
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class Limit:
    """The most of a substance a day, in milligrams."""

    substance: str
    milligrams: float
    hold_from: float
    notices: tuple[str, ...]
    ref: str


@dataclass(frozen=True)
class Entry:
    """What a phrase stands for: a context, or a rule and whether this is the `also` of it."""

    context: Context | None = None
    rule: RuleSource | None = None
    is_also: bool = False


class Lists:
    """The lists of `content/screening/`, with the safety notices of one vocabulary."""

    def __init__(self, screening: Screening, triggers: Iterable[Trigger] = ()) -> None:
        self.triggers = tuple(triggers)
        self.folding = Folding(screening.confusables.letters)
        self.groups, self.terms = groups_of(screening.words)
        self.rules: Sequence[RuleSource] = (*screening.rules, *_rules_of(self.triggers))
        self.streets = frozenset(street for file in screening.files for street in file.streets)
        self.domains = frozenset(domain for file in screening.files for domain in file.domains)
        self.meanings = Meanings(screening.meanings.meanings, self.groups)
        self.learned = Learned(screening.learned) if screening.learned else None
        self.soft = frozenset(rule.id for rule in self.rules if rule.soft)
        self.endings = frozenset(ending for file in screening.files for ending in file.endings)
        self.limits = {limit.substance: _limit_of(limit) for limit in screening.limits}
        self.entries: list[Entry] = []
        elements = [
            read_phrase(phrase, self.groups, self.terms)
            for phrase in self._collect(screening.contexts.contexts)
        ]
        self.matcher = Matcher(elements)
        self.dictionary = Dictionary(self._words(elements))
        self.patterns = tuple(
            (trigger.id, re.compile(pattern, re.IGNORECASE))
            for trigger in self.triggers
            for pattern in trigger.patterns
        )

    @cached_property
    def substances(self) -> Mapping[str, frozenset[str]]:
        """The names of each substance that has a limit."""
        return {name: self.groups[name] for name in self.limits}

    def group(self, name: str) -> frozenset[str]:
        """Return the words of a group; none if there is no such group."""
        return self.groups.get(name, frozenset())

    def _collect(self, contexts: Iterable[ContextSource]) -> Iterable[str]:
        """Yield every phrase, and note what it stands for."""
        for context in contexts:
            for phrase in context.phrases:
                self.entries.append(Entry(context=Context(context.id, context.where)))
                yield phrase
        for rule in self.rules:
            for phrase in rule.phrases:
                self.entries.append(Entry(rule=rule))
                yield phrase
            for phrase in rule.also:
                self.entries.append(Entry(rule=rule, is_also=True))
                yield phrase

    def _words(self, elements: Iterable[Iterable[Element]]) -> set[str]:
        names = chain.from_iterable(element.words for phrase in elements for element in phrase)
        grouped = chain.from_iterable(self.groups.values())
        words = {word for name in chain(names, grouped) for word in name.split()}
        return words | set(UNIT_WORDS) | set(VALUES) | {"hundred", "thousand"}


def _rules_of(triggers: Iterable[Trigger]) -> Iterable[RuleSource]:
    """Yield the phrases of the vocabulary's notices as rules that call for the notice."""
    for trigger in triggers:
        phrases = [" ".join(plain_words(phrase)) for phrase in trigger.phrases]
        if phrases:
            yield RuleSource(
                id=f"notice-{trigger.id}",
                finding=Kind.SAFETY,
                outcome=Outcome.NOTICE,
                notices=[trigger.id],
                phrases=phrases,
                unless=["denied", "advised-against"],
            )


def _limit_of(limit: LimitSource) -> Limit:
    return Limit(
        limit.substance,
        limit.amount * UNITS[limit.unit],
        limit.hold_from,
        tuple(limit.notices),
        limit.ref,
    )
