"""What one person says of one remedy, as far as it is counted. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from .models import Outcome, TimeToRelief
from .tally_models import ANY, TIME_COLUMNS, WORDS_LENGTH

HELPED = {Outcome.RELIEVED, Outcome.HELPED_SOME}
OPPOSITES = {
    Outcome.RELIEVED: Outcome.NO_CHANGE,
    Outcome.HELPED_SOME: Outcome.NO_CHANGE,
    Outcome.NO_CHANGE: Outcome.HELPED_SOME,
    Outcome.WORSE: Outcome.HELPED_SOME,
}
"""What is offered to those whom it went the other way for; they can still change it."""


@dataclass(frozen=True)
class Report:
    """An attempt that stands for a person and a remedy: for its use, whichever (ANY), or both.

    Its words are shown with the figures only where it `is_open`: told to everyone.
    """

    remedy_id: int
    uses: frozenset[str]
    outcome: str
    time_to_relief: str | None = None
    side_effect: str | None = None
    is_open: bool = True
    cause_ids: frozenset[int] = frozenset()
    age_band: str | None = None

    @property
    def counted(self) -> set[str]:
        """The columns of a tally in which it counts."""
        columns = {str(self.outcome)}
        if self.side_effect:
            columns.add("troubled")
        if self.time_to_relief and self._has_time():
            columns.add(TIME_COLUMNS[TimeToRelief(self.time_to_relief)])
        return columns

    @property
    def ages(self) -> tuple[str, ...]:
        """The age bands for which it counts."""
        return (ANY, self.age_band) if self.age_band else (ANY,)

    @property
    def words(self) -> str | None:
        """The side effect that is counted; it is so once for a remedy, whatever the use."""
        is_shown = self.is_open and ANY in self.uses
        return counted_words(self.side_effect) if is_shown else None

    def _has_time(self) -> bool:
        never = self.time_to_relief == TimeToRelief.NEVER
        return never if self.outcome not in HELPED else not never


@dataclass(frozen=True)
class Said:
    """What a person has said of a remedy at one time: in an experience, or with a press."""

    person_id: int
    remedy_id: int
    use: str | None
    outcome: str
    time_to_relief: str | None
    side_effect: str | None
    is_open: bool
    cause_ids: frozenset[int]
    age_band: str | None
    told_at: datetime


def reports_in(said: Iterable[Said]) -> Counter[Report]:
    """Return what stands of all that was said: of each person the latest, of each remedy for each
    use, and of each remedy for whichever use. Of two things said in one moment the second is the
    later one."""
    standing: dict[tuple[int, int, str], int] = {}
    in_order = sorted(said, key=attrgetter("told_at"))
    for place, one in enumerate(in_order):
        for use in {ANY, one.use or ANY}:
            standing[one.person_id, one.remedy_id, use] = place
    uses: defaultdict[int, set[str]] = defaultdict(set)
    for (_person, _remedy, use), place in standing.items():
        uses[place].add(use)
    return Counter(_report(in_order[place], of_uses) for place, of_uses in uses.items())


def _report(said: Said, uses: set[str]) -> Report:
    return Report(
        remedy_id=said.remedy_id,
        uses=frozenset(uses),
        outcome=said.outcome,
        time_to_relief=said.time_to_relief,
        side_effect=said.side_effect,
        is_open=said.is_open,
        cause_ids=said.cause_ids,
        age_band=said.age_band,
    )


def counted_words(side_effect: str | None) -> str | None:
    """Return a side effect as it is counted with others: in small letters, without an end stop."""
    words = re.sub(r"\s+", " ", (side_effect or "").casefold()).strip(" .,;:!-")
    return words[:WORDS_LENGTH] or None
