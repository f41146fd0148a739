"""What visitors are given from the store is, at every moment, what would be made for them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from forum.accounts.models import Person, Role
from forum.board import actions, comment_actions, report_actions
from forum.board.models import Audience
from forum.board.queries import experience_with_tags
from forum.board.telling import ToldComment
from forum.database import db
from forum.moderation import decision_actions
from forum.moderation.case_actions import Thing
from forum.moderation.merge_actions import merge_duplicates
from forum.moderation.models import Reason
from forum.remedies.actions import publish
from forum.remedies.models import Outcome
from forum.remedies.queries import find_cause
from forum.remedies.source import read_content
from forum.rights.erase_actions import Choice, erase
from tests import factories
from tests.conftest import CONTENT

from .routes import API_READS, FILES, PAGES, filled

A_WHILE = timedelta(minutes=15)
NOT_KEPT = {"/static/<wanted>/<path:name>", "/readyz", "/healthz", "/search/suggest", "/oembed"}
KEPT = {
    rule: route for rule, route in {**PAGES, **FILES, **API_READS}.items() if rule not in NOT_KEPT
}
PAST_THE_STORE = {"Authorization": "none"}
MORE = (
    "/articles/leg-cramps?cause=statins",
    "/articles/leg-cramps?remedy=heat&outcome=relieved",
    "/articles/leg-cramps?sort=helpful",
    "/api/v1/articles/leg-cramps/experiences?sort=helpful",
    "/api/v1/search?q=calf",
)
DIFFERING = {"Server-Timing", "X-Accel-Expires", "X-Request-Id", "Date", "Content-Length"}


@pytest.fixture
def life(article):
    """A story, its comment, and who told them."""
    tags = {"causes": ["statins"], "tried": [("magnesium", "worse"), ("heat", "relieved")]}
    one = factories.experience(article, **tags)
    said = factories.comment(article, on=one)
    return one, said


def test_every_page_is_made_once_for_all_visitors(app, life, statements):
    one, said = life
    for rule, route in KEPT.items():
        address = filled(rule, one.id, said.id) + route.query
        made, kept = (app.test_client().get(address) for _ in range(2))
        assert (made.status_code, kept.status_code) == (200, 200), address
        assert made.headers["Server-Timing"] == 'kept;desc="miss"', address
        assert kept.headers["Server-Timing"] == 'kept;desc="hit"', address
        assert kept.data == made.data, address
        differ = {n for n, v in made.headers if kept.headers.get(n) != v} - DIFFERING
        assert (differ, len(kept.headers)) == (set(), len(made.headers)), address
        assert made.headers["Cache-Control"].startswith("public, max-age=0, s-maxage="), address


@pytest.mark.one_engine("sqlite")  # which pages change is decided above the database
def test_whatever_is_done_the_next_visitor_sees_it(app, article, life, tmp_path):
    one, said = life
    visitor, passing_by = app.test_client(), app.test_client()
    rules = {rule: route for rule, route in KEPT.items() if not rule.endswith(".png")}
    addresses = [filled(rule, one.id, said.id) + r.query for rule, r in rules.items()] + list(MORE)

    def compare(done: str) -> set[str]:
        """Return which pages are others than before."""
        changed = set()
        for address in addresses:
            kept = visitor.get(address)
            made = passing_by.get(address, headers=PAST_THE_STORE)
            assert (kept.status_code, _words(kept)) == (made.status_code, _words(made)), (
                done,
                address,
            )
            if kept.headers.get("Server-Timing") != 'kept;desc="hit"':
                changed.add(address)
        return changed

    compare("nothing")
    assert compare("nothing") == set()
    for name, do in _changes(article, one, said, tmp_path).items():
        do()
        assert "/articles/leg-cramps" in compare(name), name


def _words(answer) -> bytes:
    """Return what an answer says; when an empty feed was made does not count."""
    return re.sub(rb"<updated>[^<]*</updated>", b"", answer.data)


def _publish_under_another_title() -> None:
    content = read_content(CONTENT)
    front = content.article.front.model_copy(update={"title": "Another title"})
    publish(replace(content, article=replace(content.article, front=front)))


def _changes(article, one, said, mails) -> dict[str, Callable[[], object]]:
    """Return one of each kind of thing that changes what visitors see."""
    author, moderator = factories.member("Ada"), factories.member("Moira", Role.MODERATOR)
    writer = db.session.get(Person, one.author_id)
    commenter = db.session.get(Person, said.author_id)
    told = factories.told(article, story="Since I stretch, the calf leaves me alone.")
    more = factories.experience(article, author=author, causes=["pregnancy"])
    reply = factories.comment(article, on=more, author=author)
    attempt = experience_with_tags(one.id).attempts[0].id
    thing = Thing.of(more)
    return {
        "same for me": lambda: report_actions.report(attempt, Outcome.WORSE, reporter=author),
        "tell": lambda: factories.experience(article, causes=["statins"]),
        "tell members": lambda: factories.experience(
            article, author=author, audience=Audience.MEMBERS, tried=[("magnesium", "worse")]
        ),
        "edit": lambda: actions.edit_experience(one.id, told, actor=writer, within=A_WHILE),
        "vote": lambda: actions.vote_for(one.id, voter=author),
        "take back": lambda: actions.take_back_vote(one.id, voter=author),
        "comment": lambda: factories.comment(article, on=one, author=author),
        "comment on the article": lambda: factories.comment(article, author=author),
        "edit a comment": lambda: comment_actions.edit_comment(
            said.id,
            ToldComment("Thank you, really.", "Gerald", "1"),
            actor=commenter,
            within=A_WHILE,
        ),
        "hide": lambda: decision_actions.hide(thing, Reason.SPAM, actor=moderator),
        "restore": lambda: decision_actions.restore(thing, actor=moderator),
        "withdraw a comment": lambda: comment_actions.withdraw_comment(reply.id, actor=author),
        "merge": lambda: merge_duplicates(
            find_cause(article.id, "pregnancy"), find_cause(article.id, "statins"), actor=moderator
        ),
        "publish": _publish_under_another_title,
        "erase": lambda: erase(author.id, Choice.EVERYTHING, mails=mails),
        "withdraw": lambda: actions.withdraw_experience(one.id, actor=writer),
    }
