"""What somebody tells, checked and tidied, on its way from a form to an action. Pure."""

from dataclasses import dataclass

from ..remedies.models import Outcome, TimeToRelief, Use
from .models import Audience, Teller


@dataclass(frozen=True)
class ToldAttempt:
    """An attempt as its author tells of it. `remedy_id` is None for one outside the vocabulary,
    `use` where she has not said what it was for."""

    remedy_id: int | None
    written: str
    outcome: Outcome
    time_to_relief: TimeToRelief | None = None
    side_effect: str | None = None
    use: Use | None = None


@dataclass(frozen=True)
class ToldExperience:
    """An experience as its author tells it, with the numbers of its causes.

    `is_own_name` is true where a member tells it under the name of her account.
    """

    story: str
    name: str
    age_band: str | None
    cause_ids: tuple[int, ...]
    attempts: tuple[ToldAttempt, ...]
    consent_version: str
    is_own_name: bool = False
    audience: Audience = Audience.EVERYONE
    teller: Teller = Teller.SELF
    wants_follow_up: bool = False


@dataclass(frozen=True)
class ToldComment:
    """A comment as its author writes it."""

    text: str
    name: str
    consent_version: str
    is_own_name: bool = False
