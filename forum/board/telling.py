"""What somebody tells, checked and tidied, on its way from a form to an action. Pure."""

from dataclasses import dataclass

from ..remedies.models import Outcome, TimeToRelief, Use
from .models import Audience, Teller


@dataclass(frozen=True)
class Written:
    """One text as it stands in a form: in which field, what kind of text it is, and whether it
    is the one that the others go with."""

    field: str
    kind: str
    text: str
    is_main: bool = False


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

    `is_own_name` is true where a member tells it under the name of her account. `notices` and
    `fingerprint` are what screening has made of it.
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
    notices: tuple[str, ...] = ()
    fingerprint: str | None = None


@dataclass(frozen=True)
class ToldComment:
    """A comment as its author writes it."""

    text: str
    name: str
    consent_version: str
    is_own_name: bool = False
    notices: tuple[str, ...] = ()
    fingerprint: str | None = None
