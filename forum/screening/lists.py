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
from .phrases import Element, Matcher, Terms, read_phrase
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


@dataclass(frozen=True)
class _Common:
    """What is the same for all vocabularies."""

    folding: Folding
    groups: Mapping[str, frozenset[str]]
    terms: Terms
    meanings: Meanings
    learned: Learned | None

    @classmethod
    def of(cls, screening: Screening) -> "_Common":
        groups, terms = groups_of(screening.words)
        return cls(
            Folding(screening.confusables.letters),
            groups,
            terms,
            Meanings(screening.meanings.meanings, groups),
            Learned(screening.learned) if screening.learned else None,
        )


class Lists:
    """The lists of `content/screening/`, with the safety notices of one vocabulary."""

    def __init__(
        self,
        screening: Screening,
        triggers: Iterable[Trigger] = (),
        *,
        like: "Lists | None" = None,
    ) -> None:
        """Make them ready; `like` is what was made of the same folder for another vocabulary, and
        is shared as far as vocabularies make no difference."""
        self.triggers = tuple(triggers)
        self._common: _Common = like._common if like else _Common.of(screening)
        common = self._common
        self.folding, self.groups, self.terms = common.folding, common.groups, common.terms
        self.meanings, self.learned = common.meanings, common.learned
        self.rules: Sequence[RuleSource] = (*screening.rules, *_rules_of(self.triggers))
        self.streets = frozenset(street for file in screening.files for street in file.streets)
        self.domains = frozenset(domain for file in screening.files for domain in file.domains)
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
            entry = Entry(context=Context(context.id, context.where))
            self.entries += [entry] * len(context.phrases)
            yield from context.phrases
        for rule in self.rules:
            self.entries += [Entry(rule=rule)] * len(rule.phrases)
            self.entries += [Entry(rule=rule, is_also=True)] * len(rule.also)
            yield from (*rule.phrases, *rule.also)

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
