"""What holds for every address: it is declared in `routes.py`, and costs no more than that.

A new route fails these tests until it is written down. Who may do what: `test_authorisation.py`.
"""

import re

import pytest

from forum.accounts.models import Person
from forum.board.actions import withdraw_experience
from forum.board.comment_actions import withdraw_comment
from forum.board.comment_queries import get_comment
from forum.board.models import Status
from forum.board.queries import get_experience
from forum.database import db, transaction
from tests import factories
from tests.pages import read

from .routes import (
    ACCOUNT,
    API_READS,
    API_WRITES,
    FILES,
    FORMS,
    GETS,
    LEADS,
    MODERATION,
    ONE_PRESS,
    PAGES,
    POSTS,
    filled,
)


def rules(app, method: str) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if method in rule.methods}


@pytest.fixture
def place(article):
    """Fill in an address with what is there."""
    one = factories.experience(article, causes=["statins"], tried=[("magnesium", "worse")])
    numbers = one.id, factories.comment(article, on=one).id
    return lambda rule: filled(rule, *numbers)


def test_every_route_is_declared(app):
    assert rules(app, "GET") == {*GETS, *API_READS}
    assert rules(app, "POST") == {*POSTS, *(rule for m, rule in API_WRITES if m == "POST")}
    for method in ("PUT", "DELETE"):
        assert rules(app, method) == {rule for m, rule in API_WRITES if m == method}
    known = {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"}
    assert {method for rule in app.url_map.iter_rules() for method in rule.methods} == known


def test_everybody_reads_pages_without_a_cookie_or_a_token(client, place):
    for rule, route in {**PAGES, **FILES}.items():
        response = client.get(place(rule) + route.query)
        assert response.status_code == 200, rule
        assert "Set-Cookie" not in response.headers, rule
        assert b"csrf_token" not in response.data, rule


@pytest.mark.parametrize("status", [Status.HELD, Status.HIDDEN, Status.WITHDRAWN])
def test_what_is_not_for_everybody_stands_on_no_page(client, article, status):
    tags = {"causes": ["statins"], "tried": [("magnesium", "worse")]}
    secret = factories.experience(article, story="Zyzzyva bit my left calf.", name="Zyx", **tags)
    answer = factories.comment(article, text="Zyzzyva bit me too.", name="Zyx")
    if status == Status.WITHDRAWN:
        withdraw_experience(secret.id, actor=db.session.get(Person, secret.author_id))
        withdraw_comment(answer.id, actor=db.session.get(Person, answer.author_id))
    else:
        with transaction():
            get_experience(secret.id).status = get_comment(answer.id).status = status
    shown = [filled(rule, secret.id, answer.id) for rule in PAGES]
    for path in [
        *shown,
        "/articles/leg-cramps?outcome=worse",
        "/articles/leg-cramps?cause=statins",
    ]:
        page = client.get(path)
        assert "Zyzzyva" not in page.text, path
        assert "Zyx" not in page.text, path
        assert not read(page).select(".experience, .comment:not(.gone)"), path


def test_pages_that_are_somebodys_own_are_not_kept(client, place):
    for rule in FORMS:
        kept = client.get(place(rule)).headers["Cache-Control"]
        assert kept in {"no-cache, private", "private, no-cache"}, rule
    for rule in (*ACCOUNT, *MODERATION):
        assert client.get(place(rule)).headers["Cache-Control"] == "no-store", rule


def test_no_form_is_taken_without_its_token(client, place):
    for rule in POSTS:
        expected = 404 if rule in ONE_PRESS else 400
        assert client.post(place(rule), data={}).status_code == expected, rule


def test_addresses_that_lead_on_lead_to_pages(client, place):
    for rule in LEADS:
        response = client.get(place(rule), follow_redirects=True)
        assert response.status_code == 200, rule


@pytest.mark.parametrize("number", [0, 40])
def test_a_page_takes_no_more_statements_than_its_budget(
    client, article, place, number, statements
):
    for n in range(number):
        factories.experience(article, story=f"Story number {n:03} as it was.", causes=["statins"])
    for rule, route in PAGES.items():
        with statements() as counted:
            assert client.get(place(rule)).status_code == 200
        assert len(counted) <= route.statements, (rule, counted)


GROWING = "experiences|experience_causes|attempts|comments|votes|people"


def test_no_page_reads_through_a_table_that_grows(client, place, engine, statements):
    """SQLite says how it will find rows; PostgreSQL decides anew with each size of a table."""
    if engine != "sqlite":
        return
    paths = [place(rule) for rule in PAGES if rule != "/"]
    for query in ("sort=helpful", "cause=statins", "remedy=heat&outcome=worse", "outcome=worse"):
        paths.append(f"/articles/leg-cramps?{query}")
        paths.append(f"/articles/leg-cramps?cause=statins&remedy=heat&sort=helpful&{query}")
    with statements() as asked:
        for path in paths:
            assert client.get(path).status_code == 200, path
    with db.engine.connect() as connection:
        for statement in set(asked):
            values = (1,) * statement.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            for *_rest, step in plan:
                assert not re.match(rf"SCAN ({GROWING})\b", step), (step, statement)
                full_text = re.match(r"SCAN \w+_found VIRTUAL TABLE INDEX \d+:(.*)", step)
                assert not full_text or "M" in full_text[1], (step, statement)


def test_a_page_that_has_not_changed_takes_one_statement(client, place, statements):
    for rule in PAGES:
        etag = client.get(place(rule)).headers["ETag"]
        with statements() as counted:
            assert client.get(place(rule), headers={"If-None-Match": etag}).status_code == 304
        assert len(counted) == 1, (rule, counted)
