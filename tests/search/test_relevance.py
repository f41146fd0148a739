"""Queries as people type them find what they are about, among the first five.

`queries.json` was looked at while the search was made. `queries_unseen.json` was written by the
same hand and never read by those who made it: it says how other people's queries will do.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from forum.board.models import Experience
from forum.database import db
from forum.demonstration.actions import tell
from forum.demonstration.source import read_demonstration
from forum.moderation.gate import lists_for
from forum.remedies.queries import causes_of, remedies_of
from tests.conftest import CONTENT
from tests.pages import read

HERE = Path(__file__).parent
FIRST = 5
LEAST = 0.95


@pytest.fixture
def story_number(article) -> Callable[[int], int]:
    """The demonstration, told; returns the number of an experience by its place in the file."""
    causes = {cause.slug for cause in causes_of(article.id)}
    remedies = {remedy.slug: remedy.use for remedy in remedies_of(article.id)}
    demonstration = read_demonstration(CONTENT, causes=causes, remedies=remedies)
    tell(article, demonstration, lists_for(article.id))
    rows = db.session.execute(sa.select(Experience.id, Experience.story))
    ids = {row.story: row.id for row in rows}
    told = json.loads((CONTENT / "demonstration.json").read_text())["experiences"]
    return lambda place: ids[told[place]["story"]]


def first_found(client: FlaskClient, query: str) -> tuple[list[str], list[int]]:
    """Return the first tags and the first stories that a page shows."""
    page = read(client.get("/search", query_string={"q": query}))
    tags = [str(link["href"]).split("/")[-2:] for link in page.select(".found-tags a")]
    types = {"causes": "cause", "remedies": "remedy"}
    stories = [int(str(link["href"]).split("/")[-1]) for link in page.select(".hit .words a")]
    return [f"{types[kind]}:{slug}" for kind, slug in tags][:FIRST], stories[:FIRST]


def test_what_somebody_types_finds_what_she_means(client, story_number):
    for name in ("queries.json", "queries_unseen.json"):
        asked = json.loads((HERE / name).read_text())
        assert len(asked) >= 60
        missed = [one["query"] for one in asked if not is_found(client, story_number, one)]
        assert 1 - len(missed) / len(asked) >= LEAST, missed


def is_found(client: FlaskClient, story_number: Callable[[int], int], one: dict[str, Any]) -> bool:
    tags, stories = first_found(client, one["query"])
    expected = one["expect"]
    if "story" in expected:
        return story_number(expected["story"]) in stories
    return not {*expected.get("any_of", [expected.get("tag")])}.isdisjoint(tags)
