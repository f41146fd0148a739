"""Reads the invented stories that may lie in an article's folder. Pure."""

from pathlib import Path

from pydantic import BaseModel, Field

from ..board.models import AgeBand, TimeToRelief
from ..content import Problem, gather
from ..json_content import read_json
from ..remedies.models import Outcome
from ..shapes import STRICT

FILE = "demonstration.json"


class _Source(BaseModel):
    model_config = STRICT


class InventedComment(_Source):
    """A comment, with the answers to it."""

    name: str
    text: str
    answers: list["InventedComment"] = []


class InventedAttempt(_Source):
    """An attempt, with the slug of its remedy."""

    remedy: str
    outcome: Outcome
    time_to_relief: TimeToRelief | None = None
    side_effect: str | None = None


class InventedExperience(_Source):
    """An experience, with the slugs of its causes."""

    name: str
    days_ago: int = Field(ge=1)
    story: str = Field(min_length=20)
    age_band: AgeBand
    causes: list[str]
    attempts: list[InventedAttempt]
    votes: int = Field(default=0, ge=0)
    comments: list[InventedComment] = []


class Demonstration(_Source):
    """All of demonstration.json; `comments` are on the article."""

    note: str = ""
    experiences: list[InventedExperience]
    comments: list[InventedComment] = []


def read_demonstration(folder: Path, *, causes: set[str], remedies: set[str]) -> Demonstration:
    """Return the folder's invented stories. Raises ContentError, also for an unknown tag."""
    document = read_json(folder / FILE)
    demonstration = document.check(Demonstration)

    def unknown_tags() -> list[Problem]:
        problems = []
        for place, told in enumerate(demonstration.experiences):
            unknown = set(told.causes) - causes | {a.remedy for a in told.attempts} - remedies
            for slug in sorted(unknown):
                where = ("experiences", place)
                problems.append(document.problem(where, f"the vocabulary has no '{slug}'"))
        return problems

    gather(unknown_tags)
    return demonstration
