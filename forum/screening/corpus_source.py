"""Reads cases that say how texts should be handled, and holds screening against them. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from ..json_content import read_json
from ..shapes import Text
from .findings import PUBLIC, Outcome, Screened
from .lists import Lists
from .screening import screen

_LENIENT = ConfigDict(extra="ignore", str_strip_whitespace=True)


class Case(BaseModel):
    """A text, and how it should be handled."""

    model_config = _LENIENT

    id: Text
    kind: Text = "experience"
    text: str
    tags: list[str] = []
    expected: Outcome
    expected_notices: list[str] = []
    categories: list[str] = []


class Corpus(BaseModel):
    """All of a file of cases; what else stands in it is for people."""

    model_config = _LENIENT

    cases: list[Case] = Field(min_length=1)


@dataclass(frozen=True)
class Result:
    """A case, and what screening made of it."""

    case: Case
    screened: Screened

    @property
    def is_as_expected(self) -> bool:
        is_handled = self.screened.handling == self.case.expected
        return is_handled and set(self.case.expected_notices) <= set(self.screened.notices)

    @property
    def is_kept_back(self) -> bool:
        return self.screened.handling not in PUBLIC

    @property
    def should_be_kept_back(self) -> bool:
        return self.case.expected not in PUBLIC


def read_corpus(path: Path) -> list[Case]:
    """Return the cases of a file. Raises ContentError."""
    return read_json(path).check(Corpus).cases


def screen_all(cases: Iterable[Case], lists: Lists) -> list[Result]:
    """Return what screening makes of each case."""
    return [
        Result(case, screen(case.text, tags=case.tags, kind=case.kind, lists=lists))
        for case in cases
    ]


def figures_of(results: Iterable[Result]) -> list[str]:
    """Return lines that say how many were caught, how many held for nothing, and by which finding.

    A text is held for nothing by a finding where it should have been public.
    """
    results = list(results)
    bad = [result for result in results if result.should_be_kept_back]
    clean = [result for result in results if not result.should_be_kept_back]
    caught, held = Counter[str](), Counter[str]()
    for result in results:
        findings = [f for f in result.screened.findings if f.outcome not in PUBLIC]
        for kind in dict.fromkeys(finding.kind.value for finding in findings):
            (caught if result.should_be_kept_back else held)[kind] += 1
    lines = [
        f"{sum(result.is_as_expected for result in results)} of {len(results)} as expected.",
        _share("Caught", sum(result.is_kept_back for result in bad), len(bad)),
        _share("Held for nothing", sum(result.is_kept_back for result in clean), len(clean)),
    ]
    lines += _notices_missed(results)
    kinds = sorted({*caught, *held})
    return lines + [f"  {k}: {caught[k]} caught, {held[k]} held for nothing" for k in kinds]


def _notices_missed(results: Iterable[Result]) -> list[str]:
    """Return a line that says how many notices were missed, and which."""
    expected, missed = 0, Counter[str]()
    for result in results:
        expected += len(set(result.case.expected_notices))
        missed.update(set(result.case.expected_notices) - set(result.screened.notices))
    if not expected:
        return []
    which = ", ".join(f"{number} {name}" for name, number in sorted(missed.items()))
    line = _share("Notices missed", missed.total(), expected)
    return [f"{line[:-1]}: {which}." if which else line]


def _share(name: str, number: int, total: int) -> str:
    return f"{name}: {number} of {total} ({100 * number / total if total else 0:.1f}%)."
