"""Makes what tests need, through the actions that people use."""

from typing import Any

from forum.accounts.credential_models import Member
from forum.accounts.models import Person, Role
from forum.accounts.names import name_key
from forum.articles.models import Article
from forum.board.actions import post_experience
from forum.board.comment_actions import post_comment
from forum.board.models import CONSENT_VERSION, Comment, Experience, Status
from forum.board.telling import ToldAttempt, ToldComment, ToldExperience
from forum.clock import now
from forum.database import db, transaction
from forum.remedies.models import Outcome, Use
from forum.remedies.queries import find_cause, find_remedy, remedies_everywhere
from forum.remedies.statistics import OutcomeCounts

STORY = "Two or three nights a week the left calf locks up, and I lean on the wall."


def told(article: Article, **changes: Any) -> ToldExperience:
    """Return an experience as somebody tells it; causes and remedies are given by slug.

    `tried` holds (remedy, outcome) pairs; a remedy that the vocabulary does not know is kept
    as it is written.
    """
    causes = changes.pop("causes", ())
    attempts = [attempt(article, *tried) for tried in changes.pop("tried", ())]
    values: dict[str, Any] = {
        "story": STORY,
        "name": "Harriet",
        "age_band": None,
        "consent_version": CONSENT_VERSION,
        "cause_ids": tuple(_cause_id(article, slug) for slug in causes),
        "attempts": tuple(attempts),
    }
    return ToldExperience(**(values | changes))


def attempt(article: Article, slug: str, outcome: str, *, use: str | None = None) -> ToldAttempt:
    """Return an attempt as somebody tells it."""
    remedy = find_remedy(article.id, slug)
    if remedy and remedy.use != Use.BOTH:
        use = remedy.use
    return ToldAttempt(
        remedy_id=remedy.id if remedy else None,
        written=remedy.label if remedy else slug,
        outcome=Outcome(outcome),
        use=Use(use) if use else None,
    )


def experience(
    article: Article,
    *,
    author: Person | None = None,
    key: str | None = None,
    status: Status = Status.VISIBLE,
    **changes: Any,
) -> Experience:
    """Post an experience and return it."""
    words = told(article, **changes)
    return post_experience(article.id, words, author=author, key=key, status=status)


def comment(
    article: Article,
    *,
    on: Experience | None = None,
    answers: Comment | None = None,
    author: Person | None = None,
    text: str = "Thank you for telling this.",
    name: str = "Gerald",
    key: str | None = None,
    status: Status = Status.VISIBLE,
) -> Comment:
    """Post a comment and return it."""
    return post_comment(
        article.id,
        ToldComment(text, name, CONSENT_VERSION),
        author=author,
        experience_id=on.id if on else None,
        parent_id=answers.id if answers else None,
        key=key,
        status=status,
    )


def member(name: str = "Margaret", role: str = Role.MEMBER, **values: Any) -> Person:
    """Make a member, as if she had signed up; who moderates has her second factor."""
    has_second_factor = role in {Role.MODERATOR, Role.PUBLISHER}
    with transaction():
        person = Person(
            name=name,
            role=role,
            created_at=now(),
            has_second_factor=has_second_factor,
            **values,
        )
        db.session.add(person)
        db.session.flush()
        row = Member(
            person_id=person.id, name_key=name_key(name), joined_at=now(), rules_version="1"
        )
        db.session.add(row)
    return person


def counts_of(remedy_id: int) -> OutcomeCounts:
    """Return how a remedy went for everybody, whatever the use."""
    return next(remedy.counts for remedy in remedies_everywhere() if remedy.id == remedy_id)


def _cause_id(article: Article, slug: str) -> int:
    cause = find_cause(article.id, slug)
    assert cause is not None, slug
    return cause.id
