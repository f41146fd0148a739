"""Asking whether a page has changed leaves the connections as they were."""

import psycopg
import pytest
import sqlalchemy as sa

from forum.articles.actions import touch
from forum.articles.models import Article
from forum.database import db, transaction
from forum.questions import WrittenQuestion, written

COUNT = WrittenQuestion("SELECT count(*) FROM articles", ())


def stamp_of(article: Article) -> WrittenQuestion:
    return written(sa.select(Article.stamp).where(Article.id == article.id), db.engine)


def break_off(article: Article) -> None:
    with transaction():
        touch(article.id)
        db.session.flush()
        1 / 0  # noqa: B018


def test_what_is_not_committed_is_undone_after_a_question_too(article):
    question, size = stamp_of(article), db.engine.pool.size()
    before = question.ask(db.engine)
    db.session.close()
    assert [question.ask(db.engine) for _ in range(size + 1)] == [before] * (size + 1)
    with pytest.raises(ZeroDivisionError):
        break_off(article)
    assert question.ask(db.engine) == before
    with transaction():
        touch(article.id)
    assert question.ask(db.engine) == before + 1


def test_a_question_that_fails_takes_no_connection_with_it(app, article):
    db.session.close()
    wrong = WrittenQuestion("SELECT count(*) FROM nowhere", ())
    for _ in range(db.engine.pool.size() + 2):
        with pytest.raises(Exception, match="nowhere"):
            wrong.ask(db.engine)
    assert COUNT.ask(db.engine) == 1


@pytest.mark.one_engine("postgresql")
def test_a_question_outlives_a_restart_of_the_database(app, article):
    db.session.close()
    assert COUNT.ask(db.engine) == 1
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
    assert COUNT.ask(db.engine) == 1
