"""Fills a board with invented experiences, in bulk, for measuring."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import count, islice
from typing import Any

import sqlalchemy as sa

from ..accounts.models import Person
from ..board.count_actions import recount
from ..board.models import (
    CONSENT_VERSION,
    PATH_STEP,
    Attempt,
    Comment,
    Experience,
    ExperienceCause,
    Vote,
)
from ..clock import now
from ..database import Base, db, transaction
from ..remedies.models import Cause, Remedy, Use
from ..text import RENDERER_VERSION, excerpt, to_html
from .invention import InventedExperience, invent, invent_stories

CHUNK = 5_000
SEED = 1
_ANSWERS = [
    "Thank you, that is just what my nights are like.",
    "How long did it take before you noticed a change?",
    "I tried the same and it did nothing for me, so it is good to read both.",
]


def fill(
    article_id: int,
    number: int,
    *,
    sentences: Sequence[str],
    progress: Callable[[int], None] = lambda stored: None,
) -> None:
    """Add `number` invented experiences to an article's board, each by a person of its own.

    They are always the same ones. `progress` is told how many more are stored.
    """
    stories = [_Story(story) for story in invent_stories(sentences, seed=SEED)]
    with transaction():
        filling = _Filling(article_id, number, stories)
        filling.add_people()
        for chunk in filling.invented_in_chunks():
            for experience in chunk:
                filling.add(experience)
            filling.store()
            progress(len(chunk))
        _continue_numbering()
        recount(article_id)


class _Story:
    """A story, rendered once for all who tell it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.html = to_html(text)
        self.excerpt = excerpt(self.html)


class _Filling:
    """Rows on their way into the tables, with numbers of their own so that they can refer to
    each other before they are stored."""

    def __init__(self, article_id: int, number: int, stories: list[_Story]) -> None:
        self.article_id = article_id
        self.number = number
        self.stories = stories
        self.first_person = _first_free(Person)
        self.experience_ids = count(_first_free(Experience))
        self.comment_ids = count(_first_free(Comment))
        of_article = {"article_id": article_id}
        causes = sa.select(Cause.id).filter_by(**of_article).order_by(Cause.position)
        remedies = sa.select(Remedy.id, Remedy.label, Remedy.use).filter_by(**of_article)
        self.causes = db.session.scalars(causes).all()
        self.remedies = db.session.execute(remedies.order_by(Remedy.position)).all()
        self.places = count()
        self.rows: dict[type[Base], list[Mapping[str, Any]]] = {}

    def invented_in_chunks(self) -> Iterator[list[InventedExperience]]:
        """Yield what is to be stored, a chunk at a time."""
        invented = invent(
            self.number,
            causes=len(self.causes),
            remedies=len(self.remedies),
            until=now() - timedelta(minutes=1),
            seed=SEED,
        )
        while chunk := list(islice(invented, CHUNK)):
            yield chunk

    def add_people(self) -> None:
        """Store a person for each experience."""
        for start in range(0, self.number, CHUNK):
            for place in range(start, min(start + CHUNK, self.number)):
                self._keep(Person, id=self.first_person + place, created_at=now())
            self.store()

    def add(self, invented: InventedExperience) -> None:
        """Turn an experience into rows."""
        place, id_ = next(self.places), next(self.experience_ids)
        story = self.stories[invented.story]
        self._keep(
            Experience,
            id=id_,
            author_id=self._person(place),
            name=invented.name,
            age_band=invented.age_band,
            story=story.text,
            story_html=story.html,
            excerpt_html=story.excerpt,
            helpful_count=min(invented.votes, self.number - 1),
            comment_count=invented.comments,
            **self._told(invented),
        )
        self._add_tags(id_, self._person(place), invented)
        for voter in range(min(invented.votes, self.number - 1)):
            person_id = self._person(place + voter + 1)
            voted_at = invented.created_at
            self._keep(Vote, experience_id=id_, person_id=person_id, created_at=voted_at)
        for _ in range(invented.comments):
            self._add_comment(id_, self._person(place + 1), invented)

    def store(self) -> None:
        """Store the rows kept so far, parents first."""
        for model in (Person, Experience, ExperienceCause, Attempt, Vote, Comment):
            if rows := self.rows.pop(model, []):
                db.session.connection().execute(sa.insert(model), rows)

    def _add_tags(self, experience_id: int, person: int, invented: InventedExperience) -> None:
        for cause in invented.causes:
            self._keep(ExperienceCause, experience_id=experience_id, cause_id=self.causes[cause])
        for position, attempt in enumerate(invented.attempts):
            remedy = self.remedies[attempt.remedy]
            self._keep(
                Attempt,
                person_id=person,
                experience_id=experience_id,
                position=position,
                remedy_id=remedy.id,
                written=remedy.label,
                use=attempt.use if remedy.use == Use.BOTH else remedy.use,
                told_at=invented.created_at,
                outcome=attempt.outcome,
                time_to_relief=attempt.time_to_relief,
            )

    def _add_comment(self, experience_id: int, person: int, invented: InventedExperience) -> None:
        id_ = next(self.comment_ids)
        text = _ANSWERS[id_ % len(_ANSWERS)]
        self._keep(
            Comment,
            id=id_,
            experience_id=experience_id,
            author_id=person,
            path=str(id_).zfill(PATH_STEP),
            name=invented.name,
            text=text,
            text_html=f"<p>{text}</p>",
            **self._told(invented),
        )

    def _told(self, invented: InventedExperience) -> dict[str, Any]:
        return {
            "article_id": self.article_id,
            "consent_version": CONSENT_VERSION,
            "consented_at": invented.created_at,
            "created_at": invented.created_at,
            "renderer_version": RENDERER_VERSION,
        }

    def _person(self, place: int) -> int:
        return self.first_person + place % self.number

    def _keep(self, model: type[Base], **values: Any) -> None:
        self.rows.setdefault(model, []).append(values)


def _first_free(model: type[Person] | type[Experience] | type[Comment]) -> int:
    return (db.session.scalar(sa.select(sa.func.max(model.id))) or 0) + 1


def _continue_numbering() -> None:
    """PostgreSQL does not notice numbers that were given by hand."""
    if db.engine.dialect.name != "postgresql":
        return
    for model in (Person, Experience, Comment):
        newest = sa.select(sa.func.max(model.id)).scalar_subquery()
        sequence = sa.func.pg_get_serial_sequence(model.__tablename__, "id")
        db.session.execute(sa.select(sa.func.setval(sequence, newest)))
