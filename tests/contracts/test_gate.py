"""No way in is without a gate: bad words typed into any field of any form are read by nobody else.

Every address that takes a form is sent every field that any form of ours has. With harmless words
this shows which of them others come to read: those are declared, and with bad words in one of them
nothing is to be read.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, PasswordField, StringField

from forum.accounts.models import Person, Role
from forum.articles.models import Article
from forum.board.attempt_forms import AttemptForm
from forum.database import db
from tests import factories
from tests.pages import read, sign_in

from .routes import POSTS, filled

pytestmark = pytest.mark.one_engine("sqlite")

STORY_FIELDS = {"story", "name", "attempts-0-remedy", "attempts-0-side_effect"}
COMMENT_FIELDS = {"text", "name"}
READ_BY_OTHERS = {
    "/articles/<article>/experiences": STORY_FIELDS,
    "/articles/<article>/comments": COMMENT_FIELDS,
    "/experiences/<number:experience>/comments": COMMENT_FIELDS,
    "/experiences/<number:experience>/edit": STORY_FIELDS,
    "/comments/<number:comment>/edit": COMMENT_FIELDS,
    "/account/name": {"name"},
}
"""The fields whose words others read as soon as they are sent. All of them pass the gate."""
NOT_TYPED = {"outcome", "website"}
"""A choice, and the field that has to stay empty."""
BAD = "Call me on 07700 900123"
CHOSEN = {
    "consent": "yes",
    "teller": "self",
    "signed": "other",
    "audience": "everyone",
    "attempts-0-outcome": "worse",
}


def fields() -> list[str]:
    """Return the names of all fields into which people type."""
    return sorted(
        {*_typed_in(FlaskForm), *(f"attempts-0-{name}" for name in _typed_in(AttemptForm))}
    )


def _typed_in(form: type[Form]) -> Iterator[str]:
    for name, field in vars(form).items():
        kind = getattr(field, "field_class", None)
        is_typed = kind is not None and issubclass(kind, StringField)
        if is_typed and not issubclass(kind, HiddenField | PasswordField) and name not in NOT_TYPED:
            yield name
    for special in form.__subclasses__():
        yield from _typed_in(special)


class Writer:
    """A member who has told a story and commented on it, and what others read of her."""

    def __init__(self, app: Flask, article: Article, person: Person) -> None:
        self.app, self.person = app, person
        self.client: FlaskClient = sign_in(app.test_client(), person)
        self.story = factories.experience(
            article, author=person, story=f"Hers: {person.name} {'x ' * 9}"
        )
        self.comment = factories.comment(article, on=self.story, author=person)

    def send(self, rule: str, words: dict[str, str]) -> str:
        """Send a form, once more if it comes back, and return what others read afterwards."""
        path = filled(rule, self.story.id, self.comment.id)
        share = read(self.client.get("/articles/leg-cramps/share"))
        sent = {"csrf_token": share.select_one("[name=csrf_token]")["value"], **CHOSEN, **words}
        answer = self.client.post(path, data=sent)
        if answer.status_code == 422 and (seen := read(answer).select_one("[name=seen]")):
            self.client.post(path, data=sent | {"seen": seen["value"], "as_it_is": "yes"})
        return self._read_by_others()

    def _read_by_others(self) -> str:
        paths = ("/articles/leg-cramps", "/articles/leg-cramps/comments", "/")
        paths += (f"/experiences/{self.story.id}", "/articles/leg-cramps/remedies/magnesium")
        visitor = self.app.test_client()
        db.session.refresh(self.person)
        return "\n".join([str(self.person.name), *(visitor.get(p).text for p in paths)])


@pytest.fixture
def writers(app, article) -> Iterator[Writer]:
    """Writers, one after the other: some forms end what the next one needs."""

    def make() -> Iterator[Writer]:
        for number in range(1_000):
            yield Writer(app, article, factories.member(f"Member {number}", Role.MODERATOR))

    return make()


def test_the_fields_whose_words_others_read_are_known(writers):
    read_by_others = {}
    for turn, rule in enumerate(POSTS):
        words = {f: f"{turn} and {place} zyzzyvas bit me" for place, f in enumerate(fields())}
        text = next(writers).send(rule, words)
        if shown := {field for field, said in words.items() if said in text}:
            read_by_others[rule] = shown
    assert read_by_others == READ_BY_OTHERS


def test_bad_words_in_any_of_them_are_read_by_nobody_else(writers):
    for rule, names in READ_BY_OTHERS.items():
        for name in names:
            good = {field: f"{field} of a zyzzyva that bit me" for field in names if field != name}
            assert "07700" not in next(writers).send(rule, good | {name: BAD}), (rule, name)
