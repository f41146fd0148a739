"""What a regulator's form asks about a side effect, and what a story says of it. Pure.

The questions are those of the Yellow Card in our own words; the forms of other countries ask
much the same.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..board.card_queries import Card, Tried
from ..board.models import Teller
from ..errors import N_
from ..remedies.models import Kind

REPORTABLE = {Kind.MEDICINE, Kind.SUPPLEMENT}
"""Kinds of remedies that regulators ask about; a stretch is none of their business."""


_AMOUNT = re.compile(
    r"(?<![\w.,])\d{1,6}(?:[.,]\d{1,3})? ?(?:mcg|µg|mg|g|ml|iu|grams?|tablets?|capsules?|drops)\b",
    re.IGNORECASE,
)


class Part(StrEnum):
    """The parts of such a form."""

    PERSON = "person"
    PRODUCT = "product"
    EFFECT = "effect"
    REST = "rest"
    REPORTER = "reporter"


PART_TITLES = {
    Part.PERSON: N_("Who had it"),
    Part.PRODUCT: N_("What was taken"),
    Part.EFFECT: N_("What happened"),
    Part.REST: N_("What else may matter"),
    Part.REPORTER: N_("Who reports it"),
}


class Ask(StrEnum):
    """The questions of such a form."""

    AGE = "age"
    SEX = "sex"
    WEIGHT = "weight"
    NAME = "name"
    BATCH = "batch"
    DOSE = "dose"
    PURPOSE = "purpose"
    TAKEN = "taken"
    EFFECT = "effect"
    BEGAN = "began"
    STATE = "state"
    SERIOUS = "serious"
    WORDS = "words"
    OTHERS = "others"
    HISTORY = "history"
    REPORTER = "reporter"
    TOLD = "told"


QUESTIONS = {
    Ask.AGE: (Part.PERSON, N_("Age"), N_("in years, if you know it")),
    Ask.SEX: (Part.PERSON, N_("Sex"), N_("of the person who had it")),
    Ask.WEIGHT: (Part.PERSON, N_("Weight and height"), N_("if you know them")),
    Ask.NAME: (Part.PRODUCT, N_("Medicine or supplement"), N_("as it stands on the packet")),
    Ask.BATCH: (Part.PRODUCT, N_("Brand and batch number"), N_("from the packet")),
    Ask.DOSE: (Part.PRODUCT, N_("Dose, and how often"), N_("as 200 mg, once a day")),
    Ask.PURPOSE: (Part.PRODUCT, N_("Taken for"), N_("the illness or trouble")),
    Ask.TAKEN: (Part.PRODUCT, N_("First and last day of taking it"), N_("as near as you can")),
    Ask.EFFECT: (Part.EFFECT, N_("Side effect"), N_("what was felt or seen")),
    Ask.BEGAN: (Part.EFFECT, N_("When it began, and when it ended"), N_("as near as you can")),
    Ask.STATE: (
        Part.EFFECT,
        N_("How it is now"),
        N_("over, getting better, still there, has left something behind"),
    ),
    Ask.SERIOUS: (
        Part.EFFECT,
        N_("How bad it was"),
        N_("a nuisance; kept from everyday things; hospital; life in danger"),
    ),
    Ask.WORDS: (Part.EFFECT, N_("In the teller’s own words"), N_("what was done about it, too")),
    Ask.OTHERS: (
        Part.REST,
        N_("Other medicines and supplements"),
        N_("all of the three months before, bought or prescribed"),
    ),
    Ask.HISTORY: (Part.REST, N_("Illnesses and allergies"), N_("pregnancy, too")),
    Ask.REPORTER: (Part.REPORTER, N_("Your name and how to reach you"), N_("only on their form")),
    Ask.TOLD: (Part.REPORTER, N_("Where you read of it"), N_("if it is not your own")),
}
"""For each question its part of the form, how it is put, and what is meant by it."""


@dataclass(frozen=True)
class Answered:
    """A question, and what a story answers; nothing where it is for the reporter to add."""

    ask: Ask
    answer: str = ""

    @property
    def part(self) -> Part:
        """The part of the form in which it stands."""
        return QUESTIONS[self.ask][0]


@dataclass(frozen=True)
class Sheet:
    """The answers for one attempt: a form is about one medicine at a time."""

    attempt: Tried | None
    answers: Sequence[Answered]

    def by_part(self) -> Iterator[tuple[Part, list[Answered]]]:
        """Yield the parts in their order, with their questions."""
        for part in Part:
            yield part, [answered for answered in self.answers if answered.part == part]


def is_reportable(attempt: Tried) -> bool:
    """Say whether regulators ask about what this attempt says: a side effect of a medicine, of a
    supplement, or of what the vocabulary does not know."""
    is_theirs = attempt.kind is None or attempt.kind in REPORTABLE or bool(attempt.official_note)
    return bool(attempt.side_effect) and is_theirs


def amounts_in(words: str) -> list[str]:
    """Return the amounts that a text names, each once: "400 mg"."""
    return list(dict.fromkeys(_AMOUNT.findall(words)))


def empty_sheet() -> Sheet:
    """Return the questions alone."""
    return Sheet(None, [Answered(ask) for ask in Ask])


def sheets_of(card: Card, answers: dict[Ask, str]) -> list[Sheet]:
    """Return a sheet for each attempt to report; `answers` is what holds for all of them."""
    reported = [attempt for attempt in card.attempts if is_reportable(attempt)]
    return [
        Sheet(attempt, _answers(attempt, answers, others=_others(card.attempts, attempt)))
        for attempt in reported
    ]


def _answers(attempt: Tried, known: dict[Ask, str], *, others: str) -> list[Answered]:
    of_attempt = {
        Ask.NAME: attempt.label,
        Ask.EFFECT: attempt.side_effect or "",
        Ask.OTHERS: others,
    }
    told = {**known, **of_attempt}
    return [Answered(ask, told.get(ask, "")) for ask in Ask]


def _others(attempts: Iterable[Tried], this: Tried) -> str:
    named = (each for each in attempts if each.kind in REPORTABLE and each.label != this.label)
    return ", ".join(dict.fromkeys(each.label for each in named))


def is_by_carer(teller: str) -> bool:
    """Say whether the story was told by somebody for whom she cares."""
    return teller == Teller.CARER
