"""Programs flag for their member, once a thing, and decide nothing."""

import pytest

from forum.accounts.models import Role
from forum.board.queries import get_experience
from forum.database import db
from tests import factories
from tests.contracts.programs import Program


@pytest.fixture
def program(app):
    return Program(app, factories.member("Prudence"))


def flags(one) -> str:
    return f"/api/v1/experiences/{one.id}/flags"


def test_a_flag_waits_for_a_moderator(article, program):
    one = factories.experience(article)
    answer = program.post(flags(one), {"reason": "off-topic", "line": " Nothing of  cramps. "})
    assert answer.status_code == 201
    assert answer.json["data"]["line"] == "Nothing of cramps."
    assert answer.json["data"]["is_off_the_board"] is False
    assert "A moderator will look" in answer.json["data"]["message"]


def test_the_same_flag_again_is_the_same_and_another_is_a_conflict(article, program):
    one = factories.experience(article)
    first, again = (program.post(flags(one), {"reason": "off-topic"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert program.post(flags(one), {"reason": "abuse"}).status_code == 409


def test_something_else_takes_a_word(article, program):
    answer = program.post(flags(factories.experience(article)), {"reason": "other"})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/line"


def test_a_comment_can_be_flagged(article, program):
    comment = factories.comment(article)
    path = f"/api/v1/comments/{comment.id}/flags"
    assert program.post(path, {"reason": "abuse"}).status_code == 201


def test_the_token_of_a_moderator_decides_nothing(app, article):
    one = factories.experience(article)
    program = Program(app, factories.member("Moira", Role.MODERATOR))
    answer = program.post(flags(one), {"reason": "spam"})
    assert answer.status_code == 201
    assert answer.json["data"]["is_off_the_board"] is False
    db.session.expire_all()
    assert get_experience(one.id).is_visible()
