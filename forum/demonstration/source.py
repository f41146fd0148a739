"""Reads the invented stories that may lie in an article's folder. Pure."""

from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from ..accounts.models import NAME_LENGTH
from ..board.models import COMMENT_LENGTHS, SIDE_EFFECT_LENGTH, STORY_LENGTHS
from ..content import Document, Place, Problem, gather
from ..json_content import read_json
from ..remedies.models import AgeBand, Outcome, TimeToRelief, Use
from ..shapes import STRICT

FILE = "demonstration.json"


class _Source(BaseModel):
    model_config = STRICT


_Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]


class InventedComment(_Source):
    """A comment, with the answers to it."""

    name: _Name
    text: str = Field(min_length=COMMENT_LENGTHS[0], max_length=COMMENT_LENGTHS[1])
    answers: list["InventedComment"] = []


class InventedAttempt(_Source):
    """An attempt, with the slug of its remedy; `use` where the remedy serves both."""

    remedy: str
    outcome: Outcome
    time_to_relief: TimeToRelief | None = None
    side_effect: str | None = Field(default=None, max_length=SIDE_EFFECT_LENGTH)
    use: Literal[Use.DURING, Use.PREVENT] | None = None


class InventedExperience(_Source):
    """An experience, with the slugs of its causes."""

    name: _Name
    days_ago: int = Field(ge=1, le=3_650)
    story: str = Field(min_length=STORY_LENGTHS[0], max_length=STORY_LENGTHS[1])
    age_band: AgeBand
    causes: list[str]
    attempts: list[InventedAttempt]
    votes: int = Field(default=0, ge=0, le=1_000)
    comments: list[InventedComment] = []


class Demonstration(_Source):
    """All of demonstration.json; `comments` are on the article."""

    note: str = ""
    experiences: list[InventedExperience]
    comments: list[InventedComment] = []


def read_demonstration(
    folder: Path, *, causes: set[str], remedies: Mapping[str, Use]
) -> Demonstration:
    """Return the folder's invented stories; the vocabulary's remedies are given with their uses.

    Raises ContentError, also for an unknown tag.
    """
    document = read_json(folder / FILE)
    demonstration = document.check(Demonstration)

    gather(
        lambda: [
            *_find_bad_tags(document, demonstration, causes=causes, remedies=remedies),
            *_find_bad_uses(document, demonstration, remedies),
        ]
    )
    return demonstration


def _find_bad_tags(
    document: Document,
    demonstration: Demonstration,
    *,
    causes: set[str],
    remedies: Mapping[str, Use],
) -> Iterator[Problem]:
    """Find tags that the vocabulary does not have, or that a story carries twice."""
    for place, told in enumerate(demonstration.experiences):
        tried = [attempt.remedy for attempt in told.attempts]
        whole = [(a.remedy, a.use or remedies.get(a.remedy)) for a in told.attempts]
        lists: tuple[tuple[str, list[str], Sequence[object], Container[str]], ...] = (
            ("causes", told.causes, told.causes, causes),
            ("attempts", tried, whole, remedies),
        )
        for list_, slugs, keys, known in lists:
            for number, slug in enumerate(slugs):
                where: Place = ("experiences", place, list_, number)
                if list_ == "attempts":
                    where = (*where, "remedy")
                if slug not in known:
                    yield document.problem(where, f"the vocabulary has no '{slug}'")
                if keys[number] in keys[:number]:
                    yield document.problem(where, f"'{slug}' is there twice")


def _find_bad_uses(
    document: Document, demonstration: Demonstration, uses: Mapping[str, Use]
) -> Iterator[Problem]:
    """Find attempts that do not say what they were for, or something that cannot be."""
    for place, told in enumerate(demonstration.experiences):
        for number, attempt in enumerate(told.attempts):
            where: Place = ("experiences", place, "attempts", number)
            use = uses.get(attempt.remedy)
            if use == Use.BOTH and attempt.use is None:
                sentence = f"'{attempt.remedy}' serves both uses: say which (during or prevent)"
                yield document.problem((*where, "remedy"), sentence)
            elif use not in {None, Use.BOTH} and attempt.use not in {None, use}:
                sentence = f"'{attempt.remedy}' is for '{use}' only"
                yield document.problem((*where, "use"), sentence)
