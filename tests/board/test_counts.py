"""Counts are kept as things change; here they are held against the rows."""

from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.accounts.actions import welcome_guest
from forum.articles.models import Article
from forum.articles.queries import get_article
from forum.board.actions import (
    edit_experience,
    take_back_vote,
    vote_for,
    withdraw_experience,
)
from forum.board.comment_actions import withdraw_comment
from forum.board.count_actions import recount
from forum.board.models import Comment, Experience
from forum.database import db
from forum.remedies.models import Cause, Outcome, Tally
from tests import factories
from tests.board.test_actions import A_WHILE

CAUSES = ["statins", "alcohol", "unknown"]
REMEDIES = ["magnesium", "heat", "soap"]

steps = st.lists(
    st.tuples(
        st.sampled_from(["tell", "edit", "withdraw", "vote", "unvote", "comment", "uncomment"]),
        st.integers(0, 3),
        st.lists(st.sampled_from(CAUSES), unique=True),
        st.dictionaries(st.sampled_from(REMEDIES), st.sampled_from(list(Outcome))),
    ),
    max_size=12,
)


def every_count() -> list[Any]:
    """Return all counts there are; a tally of nothing is the same as none."""
    db.session.expire_all()
    sums = (Tally.relieved, Tally.helped_some, Tally.no_change, Tally.worse)
    return [
        sorted(map(tuple, db.session.execute(statement)), key=str)
        for statement in (
            sa.select(Article.id, Article.experience_count, Article.comment_count),
            sa.select(Cause.id, Cause.experience_count),
            sa.select(Experience.id, Experience.helpful_count, Experience.comment_count),
            sa.select(Tally.remedy_id, Tally.cause_id, *sums).where(sum(sums) > 0),
        )
    ]


@given(steps)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_counts_equal_a_recount_after_any_history(app, history):
    article, guest = get_article("leg-cramps"), welcome_guest()
    mine: list[int] = []
    said: list[int] = []
    for number, (step, place, causes, tried) in enumerate(history):
        details = {"causes": causes, "tried": list(tried.items())}
        told = factories.told(article, story=f"What happened to me the {number}th time.", **details)
        if step == "tell":
            story = f"What happened to me the {number}th time."
            mine.append(factories.experience(article, author=guest, story=story, **details).id)
        elif step == "comment":
            said.append(factories.comment(article, author=guest, text=f"Comment {number}").id)
        elif step == "uncomment" and said:
            withdraw_comment(said.pop(), actor=guest)
        elif step in {"edit", "withdraw", "vote", "unvote"} and place < len(mine):
            if step == "edit":
                edit_experience(mine[place], told, actor=guest, within=A_WHILE)
            elif step == "withdraw":
                withdraw_experience(mine.pop(place), actor=guest)
            elif step == "vote":
                vote_for(mine[place], voter=None)
            else:
                take_back_vote(mine[place], voter=guest)
    kept = every_count()
    recount(article.id)
    assert every_count() == kept


def test_a_recount_mends_what_is_wrong(article):
    one = factories.experience(article, causes=["statins"], tried=[("heat", "worse")])
    factories.comment(article, on=one)
    right = every_count()
    with db.engine.begin() as connection:
        connection.execute(sa.update(Cause).values(experience_count=7))
        connection.execute(sa.update(Tally).values(relieved=7))
        connection.execute(sa.update(Experience).values(helpful_count=7, comment_count=7))
        connection.execute(sa.update(Article).values(experience_count=7, comment_count=7))
    db.session.rollback()
    assert every_count() != right
    recount(article.id)
    assert every_count() == right


def test_nothing_is_counted_twice_when_comments_hang_on_experiences(article):
    one = factories.experience(article)
    factories.comment(article, on=one)
    factories.comment(article)
    assert db.session.scalar(sa.select(sa.func.count(Comment.id))) == 2
    assert get_article("leg-cramps").comment_count == 2
