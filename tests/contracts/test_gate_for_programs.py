"""The gate for programs: bad words in any text of any body are read by nobody else."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from forum.accounts.models import Role
from forum.openapi import SCHEMAS, routes_of
from tests import factories

from .programs import Program
from .routes import API_WRITES, filled
from .test_gate import BAD, Writer

pytestmark = pytest.mark.one_engine("sqlite")

READ_BY_OTHERS = {
    "/api/v1/articles/<article>/experiences": {
        "name", "story", "attempts.0.remedy", "attempts.0.side_effect",
    },
    "/api/v1/articles/<article>/comments": {"name", "text"},
    "/api/v1/experiences/<number:experience>/comments": {"name", "text"},
}  # fmt: skip
"""The texts that others read as soon as they are sent. All of them pass the gate."""


def texts_in(schema: dict[str, Any], shapes: dict[str, Any], place: str = "") -> Iterator[str]:
    """Yield the places of all texts in a body, the first of each list."""
    for each in schema.get("anyOf", ()):
        yield from texts_in(each, shapes, place)
    if "$ref" in schema:
        yield from texts_in(shapes[schema["$ref"].removeprefix(SCHEMAS)], shapes, place)
    elif schema.get("type") == "string" and "enum" not in schema and "const" not in schema:
        yield place
    elif "items" in schema:
        yield from texts_in(schema["items"], shapes, f"{place}.0")
    for name, each in schema.get("properties", {}).items():
        yield from texts_in(each, shapes, f"{place}.{name}".strip("."))


def filled_in(sent: Any, places: dict[str, str]) -> Any:
    """Return what is sent with these words in these places."""
    for place, words in places.items():
        first, _dot, rest = place.partition(".")
        if isinstance(sent, list):
            sent = [filled_in(sent[0], {rest: words}) if rest else words]
        elif rest:
            sent = {**sent, first: filled_in(sent.get(first, [""]), {rest: words})}
        else:
            sent = {**sent, first: words}
    return sent


@pytest.fixture
def bodies(app: Flask) -> dict[tuple[str, str], set[str]]:
    """The texts of every body, by method and rule."""
    schemas = app.test_client().get("/api/v1/openapi.json").json["components"]["schemas"]
    return {
        (route.method, route.rule.rule): set(texts_in(schemas[body.__name__], schemas))
        for route in routes_of(app)
        if (body := route.operation.body)
    }


class ByProgram(Writer):
    """The same writer, by a program of hers."""

    def tell(self, method: str, rule: str, sent: Any) -> str:
        """Send it, once more if it comes back to be seen, and return what others read."""
        program = Program(self.app, self.person)
        path = filled(rule, self.story.id, self.comment.id)
        answer = program.ask(method, path, sent)
        if answer.status_code == 422 and "seen" in answer.json:
            program.ask(method, path, sent | {"seen": answer.json["seen"], "as_it_is": True})
        return self._read_by_others()


@pytest.fixture
def writers(app, article) -> Iterator[ByProgram]:
    people = (factories.member(f"Member {n}", Role.MODERATOR) for n in range(1_000))
    return (ByProgram(app, article, person) for person in people)


def test_the_texts_of_programs_that_others_read_are_known(bodies, writers):
    found: dict[str, set[str]] = {}
    for turn, ((method, rule), places) in enumerate(bodies.items()):
        for place in places:
            words = f"{turn} zyzzyvas bit in {place.split('.')[-1]}"
            words += " until the morning came" if place == "story" else ""
            sent = filled_in(_fresh(API_WRITES[method, rule].sent, place), {place: words})
            if words in next(writers).tell(method, rule, sent):
                found.setdefault(rule, set()).add(place)
    assert found == READ_BY_OTHERS


def _fresh(sent: Any, place: str) -> Any:
    """Return what is sent with another story: the same one by somebody else would be held."""
    story = f"What bit me in {place} came back in the third week, and it hurt until the morning."
    return {**sent, "story": story} if "story" in sent else sent


def test_bad_words_in_any_text_of_a_program_are_read_by_nobody_else(bodies, writers):
    assert len(bodies) == len([one for one in API_WRITES.values() if one.sent])
    for (method, rule), places in bodies.items():
        for place in places:
            sent = filled_in(_fresh(API_WRITES[method, rule].sent, place), {place: BAD})
            assert "07700" not in next(writers).tell(method, rule, sent), (rule, place)
