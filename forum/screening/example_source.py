"""Reads the examples from which screening learns: `content/screening/examples/`. Pure."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ..content import ContentError, Problem
from .corpus_source import Case, read_corpus
from .findings import PUBLIC, Kind
from .learned import LearnedSource
from .learning import PARAMETERS, Example, learn
from .lists import Lists
from .screening import features_of

EXAMPLES = "examples"
_KINDS: Mapping[str, Kind] = {
    "crisis": Kind.CRISIS,
    "self_harm": Kind.CRISIS,
    "self_harm_method": Kind.CRISIS,
    "eating_disorder": Kind.CRISIS,
    "child": Kind.CHILD,
    "share_medicine": Kind.SHARING,
    "sharing_medicine": Kind.SHARING,
    "stop_medicine": Kind.MEDICINE,
    "overdose": Kind.OVERDOSE,
    "red_flag": Kind.RED_FLAG,
    "personal_data": Kind.PERSONAL,
    "accusation": Kind.PERSONAL,
    "undisclosed_interest": Kind.INTEREST,
    "commercial": Kind.COMMERCE,
    "spam": Kind.COMMERCE,
    "promotion": Kind.COMMERCE,
    "scam": Kind.COMMERCE,
    "mlm": Kind.COMMERCE,
    "fake_review": Kind.COMMERCE,
    "doxxing": Kind.PERSONAL,
    "abuse": Kind.ABUSE,
    "hate": Kind.ABUSE,
    "threat": Kind.ABUSE,
    "brigading": Kind.ABUSE,
    "encourages_self_harm": Kind.ABUSE,
    "copied": Kind.COPIED,
    "chain_letter": Kind.COPIED,
    "empty": Kind.THIN,
    "off_topic": Kind.THIN,
    "thin": Kind.THIN,
    "filler": Kind.THIN,
}
"""What a category of an example is a finding of; the first counts. All others are harmful."""


def read_examples(folder: Path) -> list[Case]:
    """Return all examples, each text once. Raises ContentError."""
    problems: list[Problem] = []
    cases: dict[str, Case] = {}
    for path in sorted((folder / EXAMPLES).glob("*.json")):
        try:
            for case in read_corpus(path):
                cases.setdefault(" ".join(case.text.split()).casefold(), case)
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return list(cases.values())


def digest_of(folder: Path) -> str:
    """Return a short sum of what is learned from: examples, meanings, and how it is done."""
    sum_ = hashlib.sha256(PARAMETERS.encode())
    for path in [*sorted((folder / EXAMPLES).glob("*.json")), folder / "meanings.json"]:
        sum_.update(path.name.encode() + b"\0" + path.read_bytes())
    return sum_.hexdigest()[:16]


def learn_from(folder: Path, lists: Lists) -> LearnedSource:
    """Return what the examples of a folder teach. Raises ContentError."""
    examples = [
        Example(
            features_of(case.text, case.kind, case.tags, lists), kind_of(case), notices_of(case)
        )
        for case in read_examples(folder)
    ]
    return learn(examples, digest_of(folder))


def kind_of(case: Case) -> Kind | None:
    """Return why a text should be kept back; none if it should not."""
    if case.expected in PUBLIC:
        return None
    named = set(case.categories)
    return next((kind for name, kind in _KINDS.items() if name in named), Kind.HARMFUL)


def notices_of(case: Case) -> list[str] | None:
    """Return the notices of an example; none if it does not say which it should have."""
    return case.expected_notices if "expected_notices" in case.model_fields_set else None
