"""Tells the invented stories of a demonstration, through the actions that people use."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa

from ..accounts.models import Person
from ..articles.actions import declare_demonstration
from ..articles.models import Article
from ..board.actions import post_experience, vote_for
from ..board.comment_actions import post_comment
from ..board.models import CONSENT_VERSION
from ..board.telling import ToldAttempt, ToldComment, ToldExperience, Written
from ..clock import now, set_to
from ..database import db
from ..moderation.looking import look
from ..remedies.models import Cause, Remedy, Use
from ..screening.lists import Lists
from .source import Demonstration, InventedComment, InventedExperience

Tag = TypeVar("Tag", Cause, Remedy)


def tell(article: Article, demonstration: Demonstration, lists: Lists | None = None) -> int:
    """Tell the stories, the oldest first, with comments and votes; return how many there are.

    With `lists`, their safety notices stand with them. Does nothing on a board that has
    experiences already.
    """
    declare_demonstration(article.id)
    if article.experience_count:
        return 0
    teller = _Teller(article.id, lists)
    for invented in sorted(demonstration.experiences, key=lambda told: -told.days_ago):
        teller.tell(invented)
    for comment in demonstration.comments:
        teller.comment(comment, experience_id=None, at=now() - timedelta(days=20))
    teller.vote()
    return len(demonstration.experiences)


@dataclass
class _Teller:
    """Speaks as the invented people, and remembers who is who."""

    article_id: int
    lists: Lists | None
    people: dict[str, Person] = field(default_factory=dict)
    votes: list[tuple[int, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.causes = self._tags(Cause)
        self.remedies = self._tags(Remedy)

    def tell(self, invented: InventedExperience) -> None:
        told_at = now() - timedelta(days=invented.days_ago, hours=-len(invented.story) % 24)
        with set_to(told_at):
            experience = post_experience(
                self.article_id, self._told(invented), author=self.people.get(invented.name)
            )
        self._remember(invented.name, experience.author_id)
        self.votes.append((experience.id, invented.name, invented.votes))
        for comment in invented.comments:
            self.comment(comment, experience_id=experience.id, at=told_at)

    def comment(
        self,
        invented: InventedComment,
        *,
        experience_id: int | None,
        at: datetime,
        parent_id: int | None = None,
    ) -> None:
        told_at = min(at + timedelta(hours=7 + len(invented.text) % 40), now())
        with set_to(told_at):
            comment = post_comment(
                self.article_id,
                ToldComment(
                    invented.text,
                    invented.name,
                    CONSENT_VERSION,
                    notices=self._notices(Written("", "comment", invented.text, is_main=True)),
                ),
                author=self.people.get(invented.name),
                experience_id=experience_id,
                parent_id=parent_id,
            )
        self._remember(invented.name, comment.author_id)
        for answer in invented.answers:
            self.comment(answer, experience_id=experience_id, at=told_at, parent_id=comment.id)

    def vote(self) -> None:
        """Let the people vote for each other's experiences."""
        for experience_id, name, number in self.votes:
            others = [person for other, person in self.people.items() if other != name]
            for voter in others[:number]:
                vote_for(experience_id, voter=voter)

    def _told(self, invented: InventedExperience) -> ToldExperience:
        return ToldExperience(
            story=invented.story,
            name=invented.name,
            age_band=invented.age_band,
            cause_ids=tuple(self.causes[slug].id for slug in invented.causes),
            attempts=tuple(
                ToldAttempt(
                    remedy_id=self.remedies[attempt.remedy].id,
                    written=self.remedies[attempt.remedy].label,
                    outcome=attempt.outcome,
                    time_to_relief=attempt.time_to_relief,
                    side_effect=attempt.side_effect,
                    use=attempt.use or Use(self.remedies[attempt.remedy].use),
                )
                for attempt in invented.attempts
            ),
            consent_version=CONSENT_VERSION,
            notices=self._notices(
                Written("", "experience", invented.story, is_main=True),
                *invented.causes,
                *(attempt.remedy for attempt in invented.attempts),
            ),
        )

    def _notices(self, written: Written, *tags: str) -> tuple[str, ...]:
        return look([written], tags=tags, lists=self.lists).notices if self.lists else ()

    def _remember(self, name: str, person_id: int) -> None:
        self.people[name] = db.session.get_one(Person, person_id)

    def _tags(self, model: type[Tag]) -> dict[str, Tag]:
        rows = db.session.scalars(sa.select(model).filter_by(article_id=self.article_id))
        return {tag.slug: tag for tag in rows}
