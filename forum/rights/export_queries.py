"""Everything we hold on one person, table by table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ..accounts.credential_models import MailedCode, Member, Passkey, RecoveryCode
from ..accounts.link_models import Link
from ..accounts.models import Person
from ..accounts.notification_models import MailChoice, Notification
from ..accounts.session_models import Session
from ..accounts.token_models import Token
from ..articles.models import Article
from ..board.models import Attempt, Comment, Experience, ExperienceCause, Version, Vote
from ..database import Base, db
from ..errors import N_
from ..following.models import Follow, FollowUp
from ..mail.models import Letter
from ..moderation.models import Appeal, Case, Decision, Flag
from ..remedies.models import Cause, Remedy

SECRET = N_("Whoever has it could come in as you, so it stands in no file.")
MADE_FROM_WORDS = N_("It is made from your words, which are here.")
OTHERS_WORK = N_("It says which moderator it was, not something about you.")
WHOM_IT_CONCERNS = N_("If you are a moderator, it may be the number of somebody else.")
OTHERS_NUMBER = N_("It may be the number of somebody else, who asked for a link to your address.")

Hers = Callable[[Person], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Held:
    """A table in which something of hers stands: which rows, and which columns stay out, why."""

    model: type[Base]
    title: str
    hers: Hers
    withheld: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> sa.Table:
        """The table itself."""
        return Base.metadata.tables[self.model.__tablename__]


@dataclass(frozen=True)
class Part:
    """The rows of one table."""

    name: str
    title: str
    rows: list[dict[str, Any]]


def _by(column: sa.orm.InstrumentedAttribute[Any]) -> Hers:
    return lambda person: column == person.id


def _of_hers(column: sa.orm.InstrumentedAttribute[Any], model: Any) -> Hers:
    return lambda person: column.in_(sa.select(model.id).where(model.author_id == person.id))


HELD = (
    Held(Person, N_("You"), _by(Person.id), {"key": SECRET}),
    Held(
        Member,
        N_("Your account"),
        _by(Member.person_id),
        {"password_hash": SECRET, "totp_secret": SECRET, "totp_step": SECRET},
    ),
    Held(
        Experience,
        N_("Your stories"),
        _by(Experience.author_id),
        {"story_html": MADE_FROM_WORDS, "excerpt_html": MADE_FROM_WORDS},
    ),
    Held(ExperienceCause, N_("Causes"), _of_hers(ExperienceCause.experience_id, Experience)),
    Held(Attempt, N_("What you tried"), _by(Attempt.person_id)),
    Held(Comment, N_("Your comments"), _by(Comment.author_id), {"text_html": MADE_FROM_WORDS}),
    Held(
        Version,
        N_("Earlier versions"),
        lambda person: sa.or_(
            _of_hers(Version.experience_id, Experience)(person),
            _of_hers(Version.comment_id, Comment)(person),
        ),
    ),
    Held(Vote, N_("What helped you understand"), _by(Vote.person_id)),
    Held(Follow, N_("What you follow"), _by(Follow.person_id)),
    Held(FollowUp, N_("When you were asked again"), _of_hers(FollowUp.experience_id, Experience)),
    Held(Notification, N_("News"), _by(Notification.person_id)),
    Held(MailChoice, N_("How you are mailed"), _by(MailChoice.person_id)),
    Held(
        Letter,
        N_("Mails that wait, or have been sent"),
        lambda person: sa.or_(Letter.person_id == person.id, Letter.address == person.email),
        {"details": SECRET, "person_id": OTHERS_NUMBER},
    ),
    Held(Flag, N_("What you have flagged"), _by(Flag.person_id)),
    Held(
        Case,
        N_("What waited for a moderator"),
        _by(Case.person_id),
        {"claimed_by": OTHERS_WORK, "claimed_until": OTHERS_WORK},
    ),
    Held(
        Decision,
        N_("What moderators decided about you, and what you decided"),
        lambda person: sa.or_(Decision.person_id == person.id, Decision.actor_id == person.id),
        {"actor_id": OTHERS_WORK, "person_id": WHOM_IT_CONCERNS},
    ),
    Held(Appeal, N_("What you said against a decision"), _by(Appeal.person_id)),
    Held(Session, N_("Where you are signed in"), _by(Session.person_id), {"digest": SECRET}),
    Held(Token, N_("Tokens for programs"), _by(Token.person_id), {"digest": SECRET}),
    Held(Passkey, N_("Passkeys"), _by(Passkey.person_id)),
    Held(RecoveryCode, N_("Recovery codes"), _by(RecoveryCode.person_id), {"digest": SECRET}),
    Held(
        MailedCode,
        N_("Mailed codes"),
        lambda person: MailedCode.email == person.email,
        {"digest": SECRET},
    ),
    Held(
        Link,
        N_("Mailed links"),
        lambda person: sa.or_(Link.person_id == person.id, Link.email == person.email),
        {"nonce": SECRET, "person_id": OTHERS_NUMBER},
    ),
)

NOT_ABOUT_ANYBODY = {
    "articles": "what publishers wrote, and counts",
    "sections": "what publishers wrote",
    "article_references": "what publishers wrote",
    "revisions": "what publishers wrote",
    "vocabularies": "what publishers wrote",
    "causes": "what publishers wrote, and counts",
    "remedies": "what publishers wrote",
    "notices": "what publishers wrote",
    "tallies": "counts of people",
    "side_effect_counts": "counts of people; the words are in their attempts",
    "buckets": "digests that nobody can tell apart, we included",
    "daily_keys": "keys of those digests",
    "missed_searches": "words that nobody is told by",
    "erasures": "that something was erased; it names nobody",
}
"""The tables that hold nothing on any one person, each with the reason."""


def everything_on(person: Person) -> list[Part]:
    """Return all that we hold on a person, with the names of what it refers to."""
    labels = _Labels()
    return [Part(held.table.name, held.title, _rows(held, person, labels)) for held in HELD]


def numbers_of(person_id: int) -> dict[str, int]:
    """Return how much a person has told, said and voted, in one statement."""
    counts = {
        "experiences": Experience.author_id,
        "comments": Comment.author_id,
        "votes": Vote.person_id,
        "attempts": Attempt.person_id,
    }
    selects = [
        sa.select(sa.func.count()).where(column == person_id).scalar_subquery().label(name)
        for name, column in counts.items()
    ]
    return dict(db.session.execute(sa.select(*selects)).one()._mapping)


def _rows(held: Held, person: Person, labels: "_Labels") -> list[dict[str, Any]]:
    columns = [column for column in held.table.columns if column.name not in held.withheld]
    ordered = sa.select(*columns).where(held.hers(person)).order_by(*held.table.primary_key)
    return [labels.added_to(dict(row._mapping)) for row in db.session.execute(ordered)]


class _Labels:
    """The names of articles, causes and remedies, which rows refer to by number."""

    def __init__(self) -> None:
        named = {"article": Article.title, "cause": Cause.label, "remedy": Remedy.label}
        self.names: dict[str, dict[int, str]] = {
            name: dict(map(tuple, db.session.execute(sa.select(column.class_.id, column))))
            for name, column in named.items()
        }

    def added_to(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the row with the name of each thing before its number."""
        filled: dict[str, Any] = {}
        for column, value in row.items():
            name = column.removesuffix("_id")
            if name in self.names and value is not None:
                filled[name] = self.names[name][value]
            filled[column] = value
        return filled
