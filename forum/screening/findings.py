"""What screening finds in a text, and what is said of it. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum

from ..errors import N_
from .normalising import Span


class Outcome(StrEnum):
    """What is to be done with a text, from nothing to the gravest."""

    OK = "ok"
    NOTICE = "notice"
    HOLD = "hold"
    REJECT = "reject"


PUBLIC = frozenset({Outcome.OK, Outcome.NOTICE})
"""What others may read at once."""
GRAVITY = {outcome: place for place, outcome in enumerate(Outcome)}


class Kind(StrEnum):
    """What a finding is about."""

    RED_FLAG = "red-flag"
    SAFETY = "safety"
    CRISIS = "crisis"
    OVERDOSE = "overdose"
    MEDICINE = "medicine"
    SHARING = "sharing"
    HARMFUL = "harmful"
    CHILD = "child"
    COMMERCE = "commerce"
    LINK = "link"
    INTEREST = "interest"
    PERSONAL = "personal"
    ABUSE = "abuse"
    THIN = "thin"
    COPIED = "copied"
    HIDDEN = "hidden"


class Where(StrEnum):
    """Where the words of a context stand, seen from those that they change."""

    BEFORE = "before"
    SENTENCE = "sentence"
    NEAR = "near"
    TEXT = "text"


class Scope(StrEnum):
    """How far apart two phrases of one rule may be."""

    SENTENCE = "sentence"
    NEAR = "near"
    TEXT = "text"


REASONS = {
    Kind.RED_FLAG: N_("This may need medical help soon, before anybody here can answer."),
    Kind.SAFETY: N_("There is a safety note on what this speaks of."),
    Kind.CRISIS: N_("This sounds as if you are going through very much. Somebody will read it."),
    Kind.OVERDOSE: N_("The amount is above what is held to be safe, or above what a label says."),
    Kind.MEDICINE: N_("It may lead others to change a prescribed medicine without their doctor."),
    Kind.SHARING: N_("Medicine that was meant for one person can harm another."),
    Kind.HARMFUL: N_("Following this could harm somebody."),
    Kind.CHILD: N_("What is safe for a grown-up may not be safe for a child."),
    Kind.COMMERCE: N_("Offers, shops and discount codes have no place here."),
    Kind.LINK: N_("Somebody looks at each link before others see it."),
    Kind.INTEREST: N_("It sounds as if you have a share in what you recommend."),
    Kind.PERSONAL: N_("This may show who or where somebody is."),
    Kind.ABUSE: N_("These words may hurt somebody. Please say it about the matter."),
    Kind.THIN: N_("There is too little here for others to learn from."),
    Kind.COPIED: N_("This looks as if it was written for another place."),
    Kind.HIDDEN: N_("Some of the words are written so that they cannot be read plainly."),
}


@dataclass(frozen=True)
class Finding:
    """Something found in a text; `spans` are the words that caused it, as they were written.

    `reason` is marked for translation. `rule` names the entry of the lists.
    """

    kind: Kind
    outcome: Outcome
    spans: tuple[Span, ...]
    rule: str
    notices: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        return REASONS[self.kind]


@dataclass(frozen=True)
class Screened:
    """What is to be done with a text, and why: its findings, the gravest first."""

    findings: tuple[Finding, ...] = field(default=())

    @property
    def handling(self) -> Outcome:
        outcomes = (finding.outcome for finding in self.findings)
        return max(outcomes, key=GRAVITY.__getitem__, default=Outcome.OK)

    @property
    def notices(self) -> tuple[str, ...]:
        """The safety notices to show, each once."""
        return tuple(dict.fromkeys(n for finding in self.findings for n in finding.notices))

    @property
    def is_public(self) -> bool:
        """Say whether others may read the text at once."""
        return self.handling in PUBLIC
