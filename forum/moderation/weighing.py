"""The arithmetic of moderation: what a flag weighs, when flags hide, what waits first. Pure.

A flag weighs 1 + trust + accuracy, in points. Everything is counted in hundredths of a point, so
that sums are exact.

- **Trust** is 0 to 4: 1 for an account, 1 for 30 days here, 1 for 5 flags that moderators
  agreed with, 1 for 20 of them after 180 days here.
- **Accuracy** is -2 to +2, once 5 flags have been decided: four times what the share of
  those agreed with is above one half. However wrong somebody was, her flag weighs a quarter.
- At **8.33 points** something is hidden until a moderator has looked; at **2.5** if they call
  it spam and its author is new. The heaviest flag weighs 7 points, and where 2.5 are enough it
  still takes two people: nothing is ever hidden by one ordinary flag.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .models import Reason

POINT = 100
HIDES_AT = 833
SPAM_HIDES_AT = 250
FEWEST_TO_HIDE = 2
FEWEST_DECIDED = 5
LEAST_WEIGHT = 25
KNOWN_AFTER = timedelta(days=30)
TRUSTED_AFTER = timedelta(days=180)
AGREED_STEPS = (5, 20)
NEWCOMER_FOR = timedelta(days=7)

HARM_OF_REASON = {
    Reason.CRISIS: 100,
    Reason.DANGEROUS: 80,
    Reason.PERSONAL: 60,
    Reason.ABUSE: 50,
    Reason.SPAM: 30,
    Reason.INTEREST: 30,
    Reason.OTHER: 20,
    Reason.OFF_TOPIC: 10,
}
HARM_OF_FINDING = {
    "crisis": 100,
    "red-flag": 90,
    "overdose": 85,
    "medicine": 80,
    "sharing": 80,
    "harmful": 80,
    "child": 80,
    "personal": 60,
    "abuse": 50,
    "commerce": 30,
    "interest": 30,
    "link": 25,
    "hidden": 20,
    "copied": 10,
    "thin": 10,
}
HARM_OF_NOTHING_FOUND = 5
"""Of what is held because its author is new."""


@dataclass(frozen=True)
class Flagger:
    """What is known of somebody who flags."""

    is_member: bool
    age: timedelta
    agreed: int
    disagreed: int


@dataclass(frozen=True)
class Weight:
    """What a flag weighs, and why, in hundredths of a point."""

    trust: int
    accuracy: int

    @property
    def total(self) -> int:
        """The weight itself."""
        return POINT + self.trust + self.accuracy


@dataclass(frozen=True)
class Weighed:
    """A flag on the scales."""

    reason: str
    weight: int


def weigh(flagger: Flagger) -> Weight:
    """Return what somebody's flag weighs."""
    trust = _trust(flagger) * POINT
    return Weight(trust, max(_accuracy(flagger), LEAST_WEIGHT - POINT - trust))


def hides(flags: Sequence[Weighed], *, author_is_new: bool) -> bool:
    """Say whether these flags, all of them open, hide what they are on."""
    spam = [flag for flag in flags if flag.reason == Reason.SPAM]
    if author_is_new and len(spam) >= FEWEST_TO_HIDE and points(spam) >= SPAM_HIDES_AT:
        return True
    return len(flags) >= FEWEST_TO_HIDE and points(flags) >= HIDES_AT


def points(flags: Iterable[Weighed]) -> int:
    """Return what flags weigh together, in hundredths of a point."""
    return sum(flag.weight for flag in flags)


def is_newcomer(age: timedelta) -> bool:
    """Say whether somebody has come so recently that spam is likelier than a story."""
    return age < NEWCOMER_FOR


def harm_of(findings: Iterable[Mapping[str, Any]], reasons: Iterable[str] = ()) -> int:
    """Return how much harm something may do while it waits: the gravest of what was found in it
    and of what it was flagged for. What waits is looked at in this order."""
    found = (HARM_OF_FINDING.get(finding["kind"], 50) for finding in findings)
    flagged = (HARM_OF_REASON[Reason(reason)] for reason in reasons)
    return max([HARM_OF_NOTHING_FOUND, *found, *flagged])


def _trust(flagger: Flagger) -> int:
    few, many = AGREED_STEPS
    return sum(
        (
            flagger.is_member,
            flagger.age >= KNOWN_AFTER,
            flagger.agreed >= few,
            flagger.agreed >= many and flagger.age >= TRUSTED_AFTER,
        )
    )


def _accuracy(flagger: Flagger) -> int:
    decided = flagger.agreed + flagger.disagreed
    if decided < FEWEST_DECIDED:
        return 0
    return round(4 * POINT * flagger.agreed / decided) - 2 * POINT
