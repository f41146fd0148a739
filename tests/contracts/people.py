"""The roles of the authorisation matrix, what their things can be, and who may do what.

A rule takes a role and a thing, and says how the site may answer. What a thing is told by
matters as much as its state: held is open to its author and to moderators, and to nobody else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who comes."""

    VISITOR = "visitor"
    GUEST = "guest"
    OTHER_GUEST = "other guest"
    MEMBER = "member"
    OTHER_MEMBER = "other member"
    SUSPENDED = "suspended"
    MODERATOR = "moderator"
    PUBLISHER = "publisher"


GUESTS = {Role.GUEST, Role.OTHER_GUEST}
MEMBERS = set(Role) - GUESTS - {Role.VISITOR}
MODERATORS = {Role.MODERATOR, Role.PUBLISHER}
AUTHORS = (Role.GUEST, Role.MEMBER, Role.SUSPENDED)
"""Whose things there are: each is its author's own, and somebody else's for all others."""


class State(StrEnum):
    """What has become of a thing."""

    VISIBLE = "visible"
    HELD = "held"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"
    MEMBERS_ONLY = "members only"


@dataclass(frozen=True)
class Thing:
    """An experience with a comment on it, both by the same author."""

    author: Role
    state: State

    def is_by(self, role: Role) -> bool:
        return self.author == role

    def is_readable_by(self, role: Role) -> bool:
        if self.state == State.WITHDRAWN:
            return False
        if self.is_by(role) or (role in MODERATORS and self.state != State.MEMBERS_ONLY):
            return True
        if self.state == State.MEMBERS_ONLY:
            return role in MEMBERS
        return self.state == State.VISIBLE


class Answer(StrEnum):
    """How the site answers."""

    OPEN = "open"  # a page, or what was asked for is done, or a form says what is wrong
    DOOR = "door"  # a page leads to signing in first; what is sent without that is refused
    NO = "no"
    ABSENT = "absent"
    GONE = "gone"


Rule = Callable[[Role, Thing], Answer]


def everybody(role: Role, thing: Thing) -> Answer:
    return Answer.OPEN


def known(role: Role, thing: Thing) -> Answer:
    return Answer.DOOR if role == Role.VISITOR else Answer.OPEN


def member(role: Role, thing: Thing) -> Answer:
    return Answer.OPEN if role in MEMBERS else Answer.DOOR


def holder_of_row(role: Role, thing: Thing) -> Answer:
    """A member, and nobody in the matrix has the row."""
    return Answer.ABSENT if role in MEMBERS else Answer.DOOR


def half_signed_in(role: Role, thing: Thing) -> Answer:
    """Who has just given a password; nobody in the matrix."""
    return Answer.DOOR


def has_second_factor(role: Role, thing: Thing) -> Answer:
    return moderator(role, thing)  # in the matrix, moderators have one and members have none


def has_code_app(role: Role, thing: Thing) -> Answer:
    """A member with an app; nobody in the matrix has one."""
    return Answer.NO if role in MEMBERS else Answer.DOOR


def moderator(role: Role, thing: Thing) -> Answer:
    if role in MODERATORS:
        return Answer.OPEN
    return Answer.NO if role in MEMBERS else Answer.DOOR


def moderates_row(role: Role, thing: Thing) -> Answer:
    """A moderator, and there is no such row."""
    answer = moderator(role, thing)
    return Answer.ABSENT if answer == Answer.OPEN else answer


def whom_it_concerns(role: Role, thing: Thing) -> Answer:
    """Somebody known, and about nobody in the matrix there is a decision."""
    return Answer.DOOR if role == Role.VISITOR else Answer.ABSENT


def holder_of_token(role: Role, thing: Thing) -> Answer:
    """Nobody in the matrix holds the token."""
    return Answer.ABSENT


def not_suspended(role: Role, thing: Thing) -> Answer:
    return Answer.NO if role == Role.SUSPENDED else Answer.OPEN


def reader(role: Role, thing: Thing) -> Answer:
    if thing.state == State.WITHDRAWN:
        return Answer.GONE
    return Answer.OPEN if thing.is_readable_by(role) else Answer.ABSENT


def public(role: Role, thing: Thing) -> Answer:
    """What everybody may read, whoever asks: programs are given nothing else."""
    if thing.state == State.WITHDRAWN:
        return Answer.GONE
    return Answer.OPEN if thing.state == State.VISIBLE else Answer.ABSENT


def public_and_may_write(role: Role, thing: Thing) -> Answer:
    return Answer.NO if role == Role.SUSPENDED else public(role, thing)


def public_of_others(role: Role, thing: Thing) -> Answer:
    answer = public_and_may_write(role, thing)
    return Answer.NO if answer == Answer.OPEN and thing.is_by(role) else answer


def whoever_at_all(role: Role, thing: Thing) -> Answer:
    """Everybody alike: what its own author may read is no different from what a visitor may."""
    return Answer.OPEN if thing.state == State.VISIBLE else Answer.ABSENT


def author(role: Role, thing: Thing) -> Answer:
    """The author at any time, until it is withdrawn."""
    is_own = thing.is_by(role) and thing.state != State.WITHDRAWN
    return Answer.OPEN if is_own else Answer.NO


def things_for(role: Role) -> list[Thing]:
    """Return what the matrix tries for a role: somebody else's things of every state, and, where
    there are any, its own."""
    stranger = Role.MEMBER if role == Role.GUEST else Role.GUEST
    authors = [stranger, role] if role in AUTHORS else [stranger]
    return [Thing(author, state) for author in authors for state in State]


def _only_visible(role: Role, thing: Thing) -> Answer | None:
    """Return how those are turned away who want to answer something that not all may read."""
    if role == Role.SUSPENDED:
        return Answer.NO
    if thing.state in {State.HELD, State.HIDDEN, State.WITHDRAWN}:
        return Answer.GONE
    return None if thing.is_readable_by(role) else Answer.ABSENT


def comments_on(role: Role, thing: Thing) -> Answer:
    return _only_visible(role, thing) or Answer.OPEN


def votes_on(role: Role, thing: Thing) -> Answer:
    refused = _only_visible(role, thing)
    return refused or (Answer.NO if thing.is_by(role) else Answer.OPEN)


def flags(role: Role, thing: Thing) -> Answer:
    """Whoever may read it and has not written it, once."""
    if role != Role.SUSPENDED and thing.is_by(role):
        return Answer.NO
    return _only_visible(role, thing) or Answer.OPEN


def withdrawer(role: Role, thing: Thing) -> Answer:
    """The author, once, suspended or not."""
    return Answer.GONE if thing.state == State.WITHDRAWN else author(role, thing)


def editor(role: Role, thing: Thing) -> Answer:
    """The author, unless she is suspended or has withdrawn it."""
    return Answer.NO if role == Role.SUSPENDED else author(role, thing)


def reopens(role: Role, thing: Thing) -> Answer:
    """Moderators, while it has not been withdrawn."""
    if role in MODERATORS and thing.state == State.WITHDRAWN:
        return Answer.GONE
    return moderator(role, thing)
