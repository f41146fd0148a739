"""What the pages of moderation call things: kinds of cases, reasons, findings, acts."""

from collections.abc import Mapping

from ..errors import N_
from ..screening.findings import Kind
from .models import Act, Reason, Target, Waits
from .wording import FLAGGED_FOR

WAITS_LABELS: Mapping[str, str] = {
    Waits.HELD: N_("Held"),
    Waits.FLAGGED: N_("Flagged"),
    Waits.REMEDY: N_("Proposed remedies"),
    Waits.APPEAL: N_("Appeals"),
}
"""Of the filter."""

CASE_LABELS: Mapping[tuple[str, str], str] = {
    (Waits.HELD, Target.EXPERIENCE): N_("Held experience"),
    (Waits.HELD, Target.COMMENT): N_("Held comment"),
    (Waits.FLAGGED, Target.EXPERIENCE): N_("Flagged experience"),
    (Waits.FLAGGED, Target.COMMENT): N_("Flagged comment"),
    (Waits.REMEDY, Target.REMEDY): N_("Proposed remedy"),
    (Waits.APPEAL, Target.EXPERIENCE): N_("Appeal about an experience"),
    (Waits.APPEAL, Target.COMMENT): N_("Appeal about a comment"),
    (Waits.APPEAL, Target.REMEDY): N_("Appeal about a proposed remedy"),
    (Waits.APPEAL, Target.PERSON): N_("Appeal about an account"),
}

REASON_LABELS: Mapping[str, str] = {reason: words[0] for reason, words in FLAGGED_FOR.items()}

SHORT_REASONS: Mapping[str, str] = {
    Reason.DANGEROUS: N_("dangerous"),
    Reason.CRISIS: N_("somebody in danger"),
    Reason.PERSONAL: N_("personal data"),
    Reason.ABUSE: N_("hurtful"),
    Reason.SPAM: N_("advert"),
    Reason.INTEREST: N_("own interest"),
    Reason.OFF_TOPIC: N_("off topic"),
    Reason.OTHER: N_("other"),
}
"""The same where there is little room."""

FINDING_LABELS: Mapping[str, str] = {
    Kind.RED_FLAG: N_("May need help soon"),
    Kind.SAFETY: N_("Safety note"),
    Kind.CRISIS: N_("Crisis"),
    Kind.OVERDOSE: N_("Too much of something"),
    Kind.MEDICINE: N_("Changing a prescribed medicine"),
    Kind.SHARING: N_("Sharing medicine"),
    Kind.HARMFUL: N_("Harmful advice"),
    Kind.CHILD: N_("Doses for a child"),
    Kind.COMMERCE: N_("Offer"),
    Kind.LINK: N_("Link"),
    Kind.INTEREST: N_("Undisclosed interest"),
    Kind.PERSONAL: N_("Personal data"),
    Kind.ABUSE: N_("Hurtful words"),
    Kind.THIN: N_("Little said"),
    Kind.COPIED: N_("Copied"),
    Kind.HIDDEN: N_("Hidden words"),
}

FIELD_LABELS: Mapping[str, str] = {
    "name": N_("in the name"),
    "remedy": N_("in a remedy"),
    "side-effect": N_("in a side effect"),
}
"""Where something was found, beside the words of a case."""

DONE_LABELS: Mapping[str, str] = {
    Act.PUBLISH: N_("Published."),
    Act.HIDE: N_("Hidden."),
    Act.RESTORE: N_("Put back on the board."),
    Act.REJECT: N_("Kept off the board."),
    Act.DISMISS: N_("Left as it is."),
    Act.EDIT_OUT: N_("The words are taken out."),
    Act.WRITE: N_("It goes on waiting."),
    Act.MERGE: N_("It is one with the other now."),
    Act.ADD: N_("Added to the list of remedies."),
    Act.UPHOLD: N_("The decision stands."),
    Act.OVERTURN: N_("The decision is undone."),
}
"""What a moderator reads once she has decided."""

AGAINST_LABELS: Mapping[str, str] = {
    Act.HIDE: N_("hidden"),
    Act.REJECT: N_("rejected"),
    Act.EDIT_OUT: N_("edited"),
    Act.SUSPEND: N_("suspended"),
    Act.BAN: N_("banned"),
}
"""What was decided against somebody before, as a word behind a number."""

DECISION_WORDS: Mapping[str, str] = {
    Act.HIDE: N_("It was hidden."),
    Act.REJECT: N_("It was kept off the board."),
    Act.EDIT_OUT: N_("Words were taken out."),
    Act.SUSPEND: N_("Writing was paused for her."),
    Act.BAN: N_("Her account was closed."),
}
"""What an appeal is about, as a sentence."""

REASON_OF_FINDING: Mapping[str, Reason] = {
    Kind.RED_FLAG: Reason.CRISIS,
    Kind.CRISIS: Reason.CRISIS,
    Kind.OVERDOSE: Reason.DANGEROUS,
    Kind.MEDICINE: Reason.DANGEROUS,
    Kind.SHARING: Reason.DANGEROUS,
    Kind.HARMFUL: Reason.DANGEROUS,
    Kind.CHILD: Reason.DANGEROUS,
    Kind.COMMERCE: Reason.SPAM,
    Kind.LINK: Reason.SPAM,
    Kind.INTEREST: Reason.INTEREST,
    Kind.PERSONAL: Reason.PERSONAL,
    Kind.ABUSE: Reason.ABUSE,
    Kind.THIN: Reason.OTHER,
    Kind.COPIED: Reason.OTHER,
    Kind.HIDDEN: Reason.SPAM,
}
"""The reason that a finding suggests for deciding against a text."""
