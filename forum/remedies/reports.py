"""What one person says of one remedy, as far as it is counted. Pure."""

import re
from dataclasses import dataclass

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


def counted_words(side_effect: str | None) -> str | None:
    """Return a side effect as it is counted with others: in small letters, without an end stop."""
    words = re.sub(r"\s+", " ", (side_effect or "").casefold()).strip(" .,;:!-")
    return words[:WORDS_LENGTH] or None
