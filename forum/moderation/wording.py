"""Reasons, acts and what comes of them in words: for those who flag, for authors, for everybody.

Sentences stand whole, one for each kind of thing, so that every language can say them well.
"""

from collections.abc import Mapping
from typing import Protocol

from ..errors import N_
from .models import Act, Reason, Target

FLAGGED_FOR: Mapping[Reason, tuple[str, str]] = {
    Reason.DANGEROUS: (
        N_("It could harm somebody"),
        N_(
            "A dangerous amount, or advice to stop or share a prescribed medicine, or to see no "
            "doctor."
        ),
    ),
    Reason.CRISIS: (
        N_("Somebody may be in danger"),
        N_(
            "The writer or somebody else may not be safe. Flags are not read at once: if you can "
            "help, call your emergency number."
        ),
    ),
    Reason.PERSONAL: (
        N_("It says who somebody is"),
        N_("A full name, an address, a telephone number, of anybody."),
    ),
    Reason.ABUSE: (
        N_("It attacks or insults"),
        N_("Threats, insults, or contempt for a person or a group."),
    ),
    Reason.SPAM: (
        N_("It is an advertisement"),
        N_("It sells something, leads to a shop, or is posted again and again."),
    ),
    Reason.INTEREST: (
        N_("Its writer gains from it"),
        N_("Somebody who makes or sells a remedy tells of it, and does not say so."),
    ),
    Reason.OFF_TOPIC: (
        N_("It does not belong here"),
        N_("It is about something else altogether."),
    ),
    Reason.OTHER: (
        N_("Something else"),
        N_("Please say in a few words below what it is."),
    ),
}
"""What somebody can flag something for, each with a plain explanation."""

WHY: Mapping[Reason, str] = {
    Reason.DANGEROUS: N_("What was written could harm somebody who does the same."),
    Reason.CRISIS: N_("What was written is about somebody who may be in danger."),
    Reason.PERSONAL: N_("What was written says who somebody is, or how to reach them."),
    Reason.ABUSE: N_("What was written attacks or insults others."),
    Reason.SPAM: N_("What was written is an advertisement, or the same text again and again."),
    Reason.INTEREST: N_("What was written does not say that its writer gains from it."),
    Reason.OFF_TOPIC: N_("What was written is about something that does not belong here."),
    Reason.OTHER: N_("There is another reason, which is not on our list."),
}
"""The reason of a decision, as its author reads it."""

_TOGETHER: Mapping[str, str] = {
    Target.EXPERIENCE: N_(
        "Readers have flagged your experience, and it is hidden until a moderator has looked"
    ),
    Target.COMMENT: N_(
        "Readers have flagged your comment, and it is hidden until a moderator has looked"
    ),
}
_HAPPENED: Mapping[tuple[str, str], str] = {
    (Act.PUBLISH, Target.EXPERIENCE): N_("A moderator has put your experience on the board"),
    (Act.PUBLISH, Target.COMMENT): N_("A moderator has put your comment in its thread"),
    (Act.HIDE, Target.EXPERIENCE): N_("A moderator has taken your experience off the board"),
    (Act.HIDE, Target.COMMENT): N_("A moderator has taken your comment out of its thread"),
    (Act.RESTORE, Target.EXPERIENCE): N_("Your experience is back on the board"),
    (Act.RESTORE, Target.COMMENT): N_("Your comment is back in its thread"),
    (Act.REJECT, Target.EXPERIENCE): N_("Your experience was not put on the board"),
    (Act.REJECT, Target.COMMENT): N_("Your comment was not put in its thread"),
    (Act.REJECT, Target.REMEDY): N_("The remedy that you proposed was not taken up"),
    (Act.ADD, Target.REMEDY): N_("The remedy that you proposed is in the list now"),
    (Act.MERGE, Target.REMEDY): N_(
        "The remedy that you proposed is in the list, under another name that means the same"
    ),
    (Act.DISMISS, Target.EXPERIENCE): N_("Your experience is back on the board"),
    (Act.DISMISS, Target.COMMENT): N_("Your comment is back in its thread"),
    (Act.EDIT_OUT, Target.EXPERIENCE): N_(
        "A moderator has taken personal details out of your experience"
    ),
    (Act.EDIT_OUT, Target.COMMENT): N_(
        "A moderator has taken personal details out of your comment"
    ),
    (Act.WRITE, Target.EXPERIENCE): N_("A moderator has written to you about your experience"),
    (Act.WRITE, Target.COMMENT): N_("A moderator has written to you about your comment"),
    (Act.SUSPEND, Target.PERSON): N_("Writing is paused for you"),
    (Act.BAN, Target.PERSON): N_("Writing here is closed to you for good"),
    (Act.LIFT, Target.PERSON): N_("You may write again"),
}
_OF_APPEALS: Mapping[str, str] = {
    Act.UPHOLD: N_("Another moderator has looked at your appeal: the decision stays"),
    Act.OVERTURN: N_("Another moderator has looked at your appeal: you are right"),
}
UNKNOWN = N_("A moderator has decided about something of yours, or that you flagged")

_CAME_OF_FLAGS: Mapping[str, str] = {
    Act.HIDE: N_("Thank you: what you flagged was taken off the board"),
    Act.REJECT: N_("Thank you: what you flagged stays off the board"),
    Act.EDIT_OUT: N_("Thank you: personal details were taken out of what you flagged"),
}
_LEFT = N_("Thank you: a moderator has looked at what you flagged, and left it on the board")

LOGGED: Mapping[str, str] = {
    Act.PUBLISH: N_("Put on the board"),
    Act.HIDE: N_("Taken off the board"),
    Act.RESTORE: N_("Put back"),
    Act.REJECT: N_("Not put on the board"),
    Act.DISMISS: N_("Flagged, and left on the board"),
    Act.EDIT_OUT: N_("Personal details taken out"),
    Act.WRITE: N_("A letter to its author"),
    Act.MERGE: N_("Made one with another of the same meaning"),
    Act.ADD: N_("Taken into the list"),
    Act.SUSPEND: N_("Writing paused"),
    Act.BAN: N_("Writing closed for good"),
    Act.LIFT: N_("May write again"),
    Act.UPHOLD: N_("Appeal: the decision stays"),
    Act.OVERTURN: N_("Appeal: the decision was undone"),
}
"""An act in the public log, and in a person's record."""

THINGS: Mapping[str, str] = {
    Target.EXPERIENCE: N_("an experience"),
    Target.COMMENT: N_("a comment"),
    Target.REMEDY: N_("a remedy"),
    Target.CAUSE: N_("a cause"),
    Target.PERSON: N_("a person"),
}


class Decided(Protocol):
    """What words need to know of a decision."""

    @property
    def act(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def is_by_flags(self) -> bool: ...


def happened(decision: Decided | None) -> str:
    """Return what was decided, as a sentence without its end for the person whom it concerns."""
    if decision is None:
        return UNKNOWN
    if decision.is_by_flags:
        return _TOGETHER.get(decision.target, UNKNOWN)
    if decision.act in _OF_APPEALS:
        return _OF_APPEALS[decision.act]
    return _HAPPENED.get((decision.act, decision.target), UNKNOWN)


def reason_of(decision: Decided) -> str | None:
    """Return why it was decided so, as a sentence; None where there is no reason, or it is that
    of the decision before."""
    if decision.reason is None or decision.is_by_flags or decision.act in _OF_APPEALS:
        return None
    return WHY[Reason(decision.reason)]


def came_of_flag(act: str) -> str:
    """Return what came of a flag, as a sentence without its end for whoever flagged."""
    return _CAME_OF_FLAGS.get(act, _LEFT)
