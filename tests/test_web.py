"""What every request and answer has in common: headers, guards, errors, the log."""

import json
import logging
import sqlite3

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from forum import DiscreetFormatter
from forum.accounts.models import Person
from forum.articles.models import Article
from forum.articles.queries import get_article
from forum.board import actions, views
from forum.database import db
from forum.templating import show_date
from forum.web import HEADERS
from tests import factories
from tests.board.test_views import EXPERIENCES, GOOD, SHARE
from tests.pages import fields_of, form_in, form_on, read, words


def filled(client, **changes) -> dict:
    """Return the composer's fields, filled in well but for the changes."""
    fields = fields_of(form_in(client.get(SHARE), EXPERIENCES))
    return fields | {k.replace("__", "-"): v for k, v in GOOD.items()} | changes


def test_every_answer_carries_the_security_headers(client, article):
    one = factories.experience(article)
    paths = ["/", "/articles/leg-cramps", SHARE, "/nope", "/articles/leg-cramps?sort=x", "/healthz"]
    paths += [f"/experiences/{one.id}", "/static/x/css/site.css", "/static/x/nope.css", "/readyz"]
    answers = [client.get(path) for path in paths] + [client.post("/", data={}), client.put("/")]
    answers.append(client.post(f"/experiences/{one.id}/vote"))
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, (answer.request.path, name)
        assert answer.headers["X-Request-Id"]


def test_the_policy_lets_nothing_in_that_is_not_ours():
    policy = dict(rule.split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split("; "))
    sources = {name: value for name, value in policy.items() if name.endswith("-src")}
    assert sources.pop("default-src") == "'none'"
    assert set(sources.values()) == {"'self'"}
    assert policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"


def test_over_https_cookies_are_bound_to_the_host_and_http_is_not_gone_back_to(make_app):
    client = make_app(HTTPS=True).test_client()
    response = client.get(SHARE, base_url="https://localhost")
    assert "max-age=63072000" in response.headers["Strict-Transport-Security"]
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure; HttpOnly; Path=/; SameSite=Lax" in cookie


def test_pages_hold_nothing_from_other_hosts(client, article):
    factories.experience(article)
    for path in ("/", "/articles/leg-cramps", SHARE, "/remedies"):
        page = read(client.get(path))
        loaded = [*page.select("script[src], img[src]"), *page.select("link[rel=stylesheet]")]
        addresses = [element.get("src") or element.get("href") for element in loaded]
        assert addresses
        assert all(address.startswith("/static/") for address in addresses)
        assert all(element.has_attr("integrity") for element in loaded)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nope", None, 404),
        ("GET", "/experiences/0", None, 404),
        ("GET", "/experiences/99999999999999999999", None, 404),
        ("GET", "/experiences/-1", None, 404),
        ("GET", "/experiences/١", None, 404),
        ("GET", "/experiences/999999999999999", None, 404),
        ("GET", "/articles/%00", None, 400),
        ("GET", "/articles/leg-cramps?cause=%00", None, 400),
        ("GET", "/articles/leg-cramps?x%00=1", None, 400),
        ("GET", "/articles/leg-cramps?cause=%ED%A0%80", None, 400),
        ("GET", "/articles/leg-cramps/causes/%ED%A0%80", None, 404),
        ("GET", "/causes?q=%ED%A0%80%00", None, 400),
        ("GET", "/articles/leg-cramps?after=" + "A" * 3000, None, 400),
        ("GET", "/experiences/1/reply?to=999999999999999999999", None, 404),
        ("GET", "/articles/leg-cramps/reply?to=%C2%B2", None, 400),
        ("PUT", "/articles/leg-cramps", None, 405),
        ("POST", "/articles/leg-cramps", None, 405),
        ("DELETE", EXPERIENCES, None, 405),
        ("POST", "/nope", {"story": "x"}, 404),
    ],
)  # fmt: skip
def test_an_impossible_address_is_answered_plainly(client, method, path, body, status):
    response = client.open(path, method=method, data=body)
    assert response.status_code == status
    page = read(response)
    assert page.select_one("h1")
    assert page.select_one(".ways a[href='/']")


@pytest.mark.parametrize(
    "data",
    [
        {"story": "A story with a \x00 in the middle of it."},
        {"name": "a\x00b"},
        {"attempts-²-remedy": "heat"},
        {"attempts-" + "9" * 5000 + "-remedy": "heat"},
        {f"field-{number}": "x" for number in range(10_000)},
        {"a\x00b": "x"},
        {"story": "x" * 100_000},
        {"story": "é" * 100_000},
        {"story": "\U0001f9b5" * 100_000},
        {"name": "x" * 100_000},
        {"causes": ["statins"] * 1_000},
        {"causes": ["x" * 100_000]},
        {"age": "x" * 100_000},
        {"idempotency_key": "x" * 100_000},
    ],
    ids=lambda data: next(iter(data))[:20],
)
def test_hostile_forms_are_refused_and_store_nothing(client, data):
    response = client.post(EXPERIENCES, data=filled(client) | data)
    assert 400 <= response.status_code < 500
    assert get_article("leg-cramps").experience_count == 0


@pytest.mark.parametrize("broken", ["%ED%A0%80", "%FF", "%C3", "\ufffd"])
def test_what_is_not_unicode_is_refused_and_given_back(client, broken):
    fields = filled(client)
    fields.pop("story")
    body = "&".join(f"{name}={value}" for name, value in fields.items() if isinstance(value, str))
    body += f"&story={broken} and then some more words of a story"
    is_text = broken == "\ufffd"
    response = client.post(EXPERIENCES, data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == (303 if is_text else 400)
    if not is_text:
        assert "and then some more words" in words(read(response).select_one("main"))
        assert get_article("leg-cramps").experience_count == 0


def test_a_form_in_parts_is_read_too_and_percent_signs_in_it_are_words(client):
    fields = filled(client, story="It was 100%ED%A0%80 certain that it would come back again.")
    assert (
        client.post(EXPERIENCES, data=fields, content_type="multipart/form-data").status_code == 303
    )
    assert "100%ED%A0%80 certain" in client.get("/articles/leg-cramps").text


def test_a_character_that_cannot_be_stored_does_not_cost_the_text(client):
    text = "A story with a \x00 in the middle of it."
    response = client.post(EXPERIENCES, data=filled(client, story=text))
    assert response.status_code == 400
    assert "A story with a in the middle" in words(read(response).select_one("textarea"))


@pytest.mark.parametrize("address", ["http://[", "http://[::1", "https://x]/", "//", "\x7f", ""])
def test_a_crooked_referrer_or_origin_is_nobody_of_ours(client, article, address):
    vote = f"/experiences/{factories.experience(article).id}/vote"
    assert client.post(vote, headers={"Origin": address}).status_code == 400
    same = {"Sec-Fetch-Site": "same-origin", "Referer": address}
    assert client.post(vote, headers=same).status_code == 303


@pytest.mark.parametrize("name", ['"', 'x"y', "a, b", "é", "x" * 9_000, "nothing"])
def test_an_unknown_part_is_the_whole_page(client, name):
    response = client.get("/articles/leg-cramps", headers={"X-Part": name})
    assert response.status_code == 200
    assert read(response).select_one("h1")


def test_an_unchanged_page_says_how_to_keep_it_even_to_a_proxy_that_weakens_tags(client):
    full = client.get("/articles/leg-cramps")
    for tag in (full.headers["ETag"], f"W/{full.headers['ETag']}", f'"x", {full.headers["ETag"]}'):
        short = client.get("/articles/leg-cramps", headers={"If-None-Match": tag})
        assert short.status_code == 304
        for name in ("ETag", "Vary", "Cache-Control"):
            assert short.headers[name] == full.headers[name]


def test_the_date_of_review_stands_below_error_pages_too(client, article):
    date = show_date(article.reviewed_on)
    stale = client.post(EXPERIENCES, data=filled(client) | {"csrf_token": "stale"})
    for response in (client.get("/nope"), client.get("/?sort=%FF"), stale):
        assert response.status_code >= 400
        assert date in words(read(response).select_one("footer"))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"story": "x"}'),
        ("text/plain", b"story=x"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfe"),
        ("", b"\x00\x01"),
    ],
)
def test_a_wrong_content_type_is_refused(client, content_type, body):
    response = client.post(EXPERIENCES, data=body, content_type=content_type)
    assert 400 <= response.status_code < 500


def test_a_body_beyond_all_bounds_is_refused(client):
    response = client.post(EXPERIENCES, data={"story": "x" * 3_000_000})
    assert response.status_code == 413
    assert "shorten" in words(read(response))


def test_fields_that_are_left_out_are_only_missing(client):
    token = filled(client)["csrf_token"]
    assert client.post(EXPERIENCES, data={"csrf_token": token}).status_code == 422
    least = {"story": GOOD["story"], "name": "Ada", "teller": "self", "consent": "yes"}
    least |= {"csrf_token": token}
    assert client.post(EXPERIENCES, data=least).status_code == 303


def fault(engine: str, kind: str) -> OperationalError:
    """Return what the database says when it is locked or full."""
    if engine == "sqlite":
        words = {"locked": "database is locked", "full": "database or disk is full"}[kind]
        return OperationalError("INSERT", {}, sqlite3.OperationalError(words))
    cause = {"locked": psycopg.errors.LockNotAvailable, "full": psycopg.errors.DiskFull}[kind]
    return OperationalError("INSERT", {}, cause("no"))


@pytest.mark.parametrize("kind", ["locked", "full"])
def test_a_fault_of_the_database_keeps_the_text_and_asks_to_try_again(
    client, engine, kind, monkeypatch
):
    def fail(*args, **kwargs):
        raise fault(engine, kind)

    fields = filled(client)
    with monkeypatch.context() as patch:
        patch.setattr(views, "tell_experience", fail)
        response = client.post(EXPERIENCES, data=fields)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    page = read(response)
    assert GOOD["story"] in words(page.select_one("textarea"))
    again = client.post(EXPERIENCES, data=fields_of(form_on(page, EXPERIENCES)))
    assert again.status_code == 303
    assert get_article("leg-cramps").experience_count == 1


def test_a_write_that_waits_too_long_for_others_keeps_the_text(make_app, engine, article):
    client = make_app(DATABASE_TIMEOUT=0.2).test_client()
    fields = filled(client)
    db.session.rollback()
    with db.engine.connect().execution_options(write=True) as other:
        other.execute(sa.select(Article.id).with_for_update())
        response = client.post(EXPERIENCES, data=fields)
        assert response.status_code == 503
        assert GOOD["story"] in words(read(response).select_one("textarea"))
        assert client.get("/articles/leg-cramps").status_code == 200
    assert client.post(EXPERIENCES, data=fields).status_code == 303


def test_a_full_disk_keeps_the_text_and_the_site_goes_on_when_there_is_room(make_app, engine):
    if engine != "sqlite":
        return
    app = make_app()
    client, bound = app.test_client(), []
    with app.app_context():
        event.listen(
            db.engine, "checkout", lambda c, *rest: [c.execute(f"PRAGMA {b}") for b in bound]
        )
    fields = filled(client) | {"story": "x" * 4_900}
    bound.append("max_page_count=1")  # SQLite takes the present size for the least
    answers = [
        client.post(
            EXPERIENCES, data=fields | {"idempotency_key": f"form-key-{n}", "story": f"{n}" * 4_900}
        )
        for n in range(9)
    ]
    assert {answer.status_code for answer in answers} <= {303, 503}
    assert answers[-1].status_code == 503
    assert client.get("/articles/leg-cramps").status_code == 200
    acknowledged = sum(answer.status_code == 303 for answer in answers)
    assert get_article("leg-cramps").experience_count == acknowledged
    bound[:] = ["max_page_count=1000000"]
    assert client.post(EXPERIENCES, data=fields).status_code == 303


def test_a_reader_is_asked_to_try_again_too(client, engine, monkeypatch):
    def fail(*args, **kwargs):
        raise fault(engine, "locked")

    monkeypatch.setattr("forum.articles.views.article_page", fail)
    monkeypatch.setitem(client.application.extensions, "articles_for_footer", fail)
    response = client.get("/articles/leg-cramps")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert client.get("/nope").status_code == 404


def test_a_script_whose_token_is_stale_gets_none_that_would_make_another_stale(client):
    stale = filled(client) | {"csrf_token": "stale"}
    client.delete_cookie("session")
    response = client.post(SHARE, data=stale, headers={"X-Part": "offers"})
    assert response.status_code == 400
    assert "Set-Cookie" not in response.headers
    assert "csrf_token" not in response.text


def test_an_error_gives_back_what_was_typed(client, article):
    one = factories.experience(article)
    reply = f"/experiences/{one.id}/comments"
    fields = fields_of(form_in(client.get(f"/experiences/{one.id}/reply"), reply))
    actions.withdraw_experience(one.id, actor=db.session.get(Person, one.author_id))
    text = "Gave me heartburn too."
    fields |= {"text": text, "name": "Ada", "consent": "yes"}
    response = client.post(reply, data=fields)
    assert response.status_code == 410
    assert text in words(read(response).select_one("textarea"))


def test_each_request_leaves_one_line_without_anything_personal(client, caplog):
    with caplog.at_level(logging.INFO, logger="forum.requests"):
        client.post(EXPERIENCES, data=filled(client))
        client.get("/causes?q=my+secret+illness")
    lines = [json.loads(record.getMessage()) for record in caplog.records]
    assert [line["status"] for line in lines] == [200, 303, 200]
    assert lines[1]["route"] == "/articles/<article>/experiences"
    assert set(lines[1]) == {"time", "id", "method", "route", "status", "ms", "statements"}
    assert lines[1]["statements"] > 3
    text = caplog.text
    assert "long evening runs" not in text
    assert "runner_up" not in text
    assert "secret" not in text


def test_tracebacks_do_not_quote_rows():
    try:
        raise ValueError("bad row\nDETAIL:  Failing row contains (my secret illness).")
    except ValueError as error:
        shown = DiscreetFormatter().formatException((type(error), error, error.__traceback__))
    assert "bad row" in shown
    assert "secret" not in shown


def test_a_static_file_needs_no_open_file_that_a_lost_connection_could_leave(client, monkeypatch):
    address = read(client.get("/")).select_one("link[rel=icon]")["href"]
    monkeypatch.delattr("builtins.open")
    icon = client.get(address)
    assert (icon.mimetype, icon.data[:4]) == ("image/svg+xml", b"<svg")
    assert client.get(address, headers={"If-None-Match": icon.headers["ETag"]}).status_code == 304


def test_a_static_file_is_kept_for_good_under_its_version_and_only_there(client):
    page = read(client.get("/"))
    address = page.select_one("link[rel=stylesheet]")["href"]
    assert "immutable" in client.get(address).headers["Cache-Control"]
    stale = client.get("/static/0000/css/site.css")
    assert stale.status_code == 200
    assert "no-cache" in stale.headers["Cache-Control"]
    for outside in ("/static/x/../../config.py", "/static/x/%2e%2e/%2e%2e/config.py"):
        assert client.get(outside).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/experiences/1/vote", "/articles/leg-cramps/experiences", "/articles/leg-cramps/comments"],
)
def test_a_form_without_its_token_is_asked_for_once_more(client, article, address):
    factories.experience(article)
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(address, data={"x": "y"}, headers=headers).status_code == 400
    assert get_article("leg-cramps").experience_count == 1
