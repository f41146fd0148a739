"""Every address is declared here: who may come, and what it costs a visitor.

A new route fails this test until it is written down.
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

READ, WRITE, OWN = "everybody reads", "everybody writes", "only its author"
PAGES = {
    "/": READ,
    "/causes": READ,
    "/remedies": READ,
    "/articles/<article>": READ,
    "/articles/<article>/comments": READ,
    "/articles/<article>/causes": READ,
    "/articles/<article>/causes/<cause>": READ,
    "/articles/<article>/remedies": READ,
    "/articles/<article>/remedies/<remedy>": READ,
    "/experiences/<number:experience>": READ,
    "/articles/<article>/shortlist": READ,
    "/how-we-count": READ,
}
FORMS = {
    "/articles/<article>/share": WRITE,
    "/articles/<article>/reply": WRITE,
    "/experiences/<number:experience>/reply": WRITE,
    "/experiences/<number:experience>/edit": OWN,
    "/experiences/<number:experience>/withdraw": OWN,
    "/comments/<number:comment>/edit": OWN,
    "/comments/<number:comment>/withdraw": OWN,
}
POSTS = {
    "/articles/<article>/share": WRITE,
    "/articles/<article>/experiences": WRITE,
    "/articles/<article>/comments": WRITE,
    "/experiences/<number:experience>/comments": WRITE,
    "/experiences/<number:experience>/vote": WRITE,
    "/experiences/<number:experience>/attempts": WRITE,
    "/experiences/<number:experience>/edit": OWN,
    "/experiences/<number:experience>/withdraw": OWN,
    "/comments/<number:comment>/edit": OWN,
    "/comments/<number:comment>/withdraw": OWN,
}
LEADS = {
    "/articles": READ,
    "/articles/<article>/experiences": READ,
    "/experiences/<number:experience>/comments": READ,
    "/comments/<number:comment>": READ,
}
FILES = {"/articles/<article>/figures.csv": READ, "/articles/<article>/figures.json": READ}
OPERATORS = {"/healthz": READ, "/readyz": READ, "/static/<wanted>/<path:name>": READ}

# Statements a visitor's page may take, whatever the size of the board.
BUDGET = {
    "/": 5,
    "/causes": 2,
    "/remedies": 2,
    "/articles/<article>": 5,
    "/articles/<article>/comments": 5,
    "/articles/<article>/causes": 3,
    "/articles/<article>/causes/<cause>": 6,
    "/articles/<article>/remedies": 3,
    "/articles/<article>/remedies/<remedy>": 6,
    "/experiences/<number:experience>": 7,
    "/articles/<article>/shortlist": 2,
    "/how-we-count": 1,
}


def rules(app, method: str) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if method in rule.methods}


def filled(rule: str, experience: int, comment: int) -> str:
    parts = {
        "<article>": "leg-cramps",
        "<cause>": "statins",
        "<remedy>": "magnesium",
        "<number:experience>": str(experience),
        "<number:comment>": str(comment),
        "<wanted>/<path:name>": "x/css/all.css",
    }
    for name, value in parts.items():
        rule = rule.replace(name, value)
    return rule


@pytest.fixture
def place(article):
    """Fill in an address with what is there."""
    one = factories.experience(article, causes=["statins"], tried=[("magnesium", "worse")])
    numbers = one.id, factories.comment(article, on=one).id
    return lambda rule: filled(rule, *numbers)


def test_every_route_is_declared(app):
    assert rules(app, "GET") == {*PAGES, *FORMS, *FILES, *LEADS, *OPERATORS}
    assert rules(app, "POST") == set(POSTS)
    known = {"GET", "POST", "HEAD", "OPTIONS"}
    assert {method for rule in app.url_map.iter_rules() for method in rule.methods} == known


def test_everybody_reads_pages_without_a_cookie_or_a_token(client, place):
    for rule in {**PAGES, **FILES, **OPERATORS}:
        response = client.get(place(rule))
        assert response.status_code == 200, rule
        assert "Set-Cookie" not in response.headers, rule
        assert "csrf_token" not in response.text, rule


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


def test_everybody_gets_to_the_forms_for_writing_and_nobody_to_those_of_others(client, place):
    for rule, policy in FORMS.items():
        expected = 200 if policy == WRITE else 403
        response = client.get(place(rule))
        assert response.status_code == expected, rule
        assert response.headers["Cache-Control"] in {"no-cache, private", "private, no-cache"}, rule


def test_a_stranger_changes_nothing_of_others(client, place):
    token = read(client.get(place("/articles/<article>/share"))).select_one("[name=csrf_token]")
    for rule, policy in POSTS.items():
        response = client.post(place(rule), data={"csrf_token": token["value"]})
        if policy == OWN:
            assert response.status_code == 403, rule
        else:
            # 404: it names no attempt.
            assert response.status_code in {200, 303, 404, 422}, rule


def test_no_form_is_taken_without_its_token(client, place):
    for rule in POSTS:
        assert client.post(place(rule), data={}).status_code == 400, rule


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
    for rule, budget in BUDGET.items():
        with statements() as counted:
            assert client.get(place(rule)).status_code == 200
        assert len(counted) <= budget, (rule, counted)


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
                assert not re.match(rf"SCAN ({GROWING})", step), (step, statement)


def test_every_page_has_a_budget():
    assert set(BUDGET) == set(PAGES)


def test_a_page_that_has_not_changed_takes_one_statement(client, place, statements):
    for rule in PAGES:
        etag = client.get(place(rule)).headers["ETag"]
        with statements() as counted:
            assert client.get(place(rule), headers={"If-None-Match": etag}).status_code == 304
        assert len(counted) == 1, (rule, counted)
