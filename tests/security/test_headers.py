"""Every answer scores high by the table of Mozilla's HTTP Observatory: 125 points and more."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy.exc
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.accounts.identity import _serializer
from forum.accounts.models import Person, Role
from forum.articles.models import Article
from forum.database import db
from forum.web import HEADERS, HSTS
from tests import factories
from tests.contracts.routes import GETS, filled
from tests.pages import fields_of, form_in, read, sign_in

from .scoring import policy_of, score

HOME = "https://localhost"
WANTED = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
"""Written out here once more: what is changed in `forum/web.py` is noticed."""
STRICTER = {"Referrer-Policy": "no-referrer"}  # where the address itself is a credential
OPEN = {"Cross-Origin-Resource-Policy": "cross-origin"}
FOR_EVERYBODY = re.compile(
    r"/(figures\.(csv|json)|feed\.xml|share\.png|sitemap[a-z0-9-]*\.xml|robots\.txt|oembed)$"
)
"""What others may use on their pages: figures, feeds, pictures, and nothing else."""
CARD = re.compile(r"/experiences/[0-9]+/card$")
"""The one page that others may frame. It runs nothing, sends nothing and knows nobody."""
FRAMED = {
    "Content-Security-Policy": r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; "
    r"form-action 'none'; base-uri 'none'; frame-ancestors \*",
    "X-Frame-Options": None,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
}
LEAST, LEAST_OF_CARD = 125, 120
ARTICLE = "/articles/leg-cramps"
SHARE, EXPERIENCES = f"{ARTICLE}/share", f"{ARTICLE}/experiences"
COOKIE = "__Host-session=x; Secure; HttpOnly; Path=/; SameSite=Lax"
GOOD = {**HEADERS, "Strict-Transport-Security": HSTS}
PAGE = '<script type="module" src="/static/1/main.js" integrity="sha256-x"></script>'


@pytest.fixture
def secure(make_app: Callable[..., Flask]) -> Flask:
    """The application as it is reached over https."""
    return make_app(HTTPS=True)


def points_of(answer: TestResponse) -> int:
    text = answer.data.decode(errors="replace")
    return score(answer.headers, answer.headers.getlist("Set-Cookie"), text)


def lacking(answer: TestResponse) -> set[str]:
    """Return the headers that an answer lacks, or has twice, or with another value."""
    path = answer.request.path
    if CARD.search(path):
        return _lacking_on_card(answer)
    others = STRICTER | (OPEN if FOR_EVERYBODY.search(path) else {})
    return {
        name
        for name, value in WANTED.items()
        if answer.headers.getlist(name) not in ([value], [others.get(name)])
    }


def _lacking_on_card(answer: TestResponse) -> set[str]:
    """Return the headers of the card that are not as they are declared."""
    declared = {**{name: re.escape(value) for name, value in WANTED.items()}, **FRAMED}
    return {
        name
        for name, value in declared.items()
        if not re.fullmatch(value or "", ";".join(answer.headers.getlist(name)))
    }


def low(client: FlaskClient, paths: list[str]) -> dict[str, tuple[int, set[str]]]:
    """Return the answers that score too low or lack something, by their address."""
    answers = {path: client.get(path, base_url=HOME) for path in paths}
    found = {path: (points_of(answer), lacking(answer)) for path, answer in answers.items()}
    return {
        path: (points, less)
        for path, (points, less) in found.items()
        if points < (LEAST_OF_CARD if CARD.search(path) else LEAST) or less
    }


@pytest.fixture
def paths(article: Article) -> list[str]:
    """Every address that can be opened, about something that is there."""
    one = factories.experience(article, tried=[("magnesium", "relieved")])
    said = factories.comment(article, on=one)
    return [filled(rule, one.id, said.id) + route.query for rule, route in GETS.items()]


@pytest.mark.one_engine("sqlite")
@pytest.mark.parametrize("role", [None, Role.GUEST, Role.MEMBER, Role.MODERATOR])
def test_every_page_scores_high_for_everybody(secure, article, paths, role):
    client = secure.test_client()
    if role == Role.GUEST:
        person = db.session.get(Person, factories.experience(article, name="Gus").author_id)
        value = _serializer().dumps([person.id, person.key])
        client.set_cookie(secure.config["GUEST_COOKIE_NAME"], value)
    elif role:
        sign_in(client, factories.member("Harriet", role=role))
    assert low(client, paths) == {}


@pytest.mark.one_engine("sqlite")
def test_answers_of_every_kind_score_as_high_and_lack_nothing(secure, monkeypatch):
    client = secure.test_client()
    kept = secure.test_client().get("/", base_url=HOME)
    form = form_in(client.get(SHARE, base_url=HOME), EXPERIENCES)
    unchanged = {"If-None-Match": kept.headers["ETag"]}
    answers = {
        200: client.get(ARTICLE, base_url=HOME, headers={"X-Part": "board"}),
        304: secure.test_client().get("/", base_url=HOME, headers=unchanged),
        404: client.get("/nope", base_url=HOME),
        405: client.put("/", base_url=HOME),
        422: client.post(EXPERIENCES, data=fields_of(form), base_url=HOME),
        400: client.post(EXPERIENCES, data={"story": "x"}, base_url=HOME),
        413: client.post(EXPERIENCES, data={"story": "x" * 3_000_000}, base_url=HOME),
        303: client.get("/account/safety", base_url=HOME),
    }
    assert "<html" not in answers[200].text, "a part of a page"
    fault = sqlalchemy.exc.OperationalError("select", {}, Exception("database is locked"))
    monkeypatch.setattr("forum.site.views.web.page", _raiser(fault))
    answers[503] = client.get("/", base_url=HOME)
    monkeypatch.setitem(secure.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr("forum.site.views.web.page", _raiser(ZeroDivisionError("planted")))
    answers[500] = client.get("/", base_url=HOME)
    assert {code: answer.status_code for code, answer in answers.items()} == {
        code: code for code in answers
    }
    assert {code: lacking(answer) for code, answer in answers.items() if lacking(answer)} == {}
    scores = {code: points_of(answer) for code, answer in answers.items()}
    assert min(scores.values()) >= LEAST, scores


@pytest.mark.one_engine("sqlite")
def test_files_and_data_are_among_the_addresses_that_are_tried(secure, paths):
    client = secure.test_client()
    kinds = {client.get(path, base_url=HOME).mimetype for path in paths}
    assert kinds >= {"text/html", "text/css", "text/csv", "application/json"}


def _raiser(fault: Exception) -> Callable[..., None]:
    def fail(*args: object, **kwargs: object) -> None:
        raise fault

    return fail


@pytest.mark.one_engine("sqlite")
def test_a_page_with_a_form_gives_out_a_good_cookie_and_scores_most(secure):
    answer = secure.test_client().get(SHARE, base_url=HOME)
    assert answer.headers["Set-Cookie"].startswith("__Host-session=")
    assert points_of(answer) == 160


@pytest.mark.one_engine("sqlite")
def test_no_page_holds_a_script_or_a_style_of_its_own(secure, paths):
    client = secure.test_client()
    for path in paths:
        answer = client.get(path, base_url=HOME)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        page = read(answer)
        scripts = "script:not([src], [type='application/ld+json'])"
        own = [] if CARD.search(path) else page.select("style")
        assert page.select(f"{scripts}, [style]") + own == [], path
        assert not [tag for tag in page.find_all(True) for name in tag.attrs if name[:2] == "on"]


def test_the_best_scores_160():
    assert score(GOOD, [COOKIE], PAGE) == 160


POLICY = "Content-Security-Policy"


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [
        (POLICY, None, 75),
        (POLICY, "default-src 'none'; script-src 'self' 'unsafe-inline'", 80),
        (POLICY, "default-src 'none'; script-src 'self' data:", 80),
        (POLICY, "default-src 'none'; script-src 'self'; script-src 'self'", 150),
        (POLICY, "script-src 'self'; object-src *", 80),
        (POLICY, "default-src 'none'; style-src 'unsafe-inline'", 150),
        (POLICY, "default-src 'self'", 155),
        ("Strict-Transport-Security", None, 80),
        ("Strict-Transport-Security", "max-age=86400", 150),
        ("X-Content-Type-Options", None, 155),
        ("Referrer-Policy", "unsafe-url", 150),
        ("Referrer-Policy", None, 155),
        ("Cross-Origin-Resource-Policy", None, 150),
        ("Cross-Origin-Opener-Policy", "unsafe-none", 150),
        ("Cross-Origin-Embedder-Policy", None, 150),
    ],
)
def test_a_planted_fault_in_a_header_costs_points(name, value, points):
    headers = {key: kept for key, kept in GOOD.items() if key != name}
    if value:
        headers[name] = value
    assert score(headers, [COOKIE], PAGE) == points


def test_a_page_that_others_may_frame_loses_points():
    headers = {name: value for name, value in GOOD.items() if name != "X-Frame-Options"}
    policy = headers[POLICY].replace("frame-ancestors 'none'; ", "")
    assert "frame-ancestors" not in policy_of(policy)
    assert score(headers | {POLICY: policy}, [COOKIE], PAGE) == 80


def test_an_answer_that_any_site_may_read_with_cookies_loses_points():
    reflected = {
        "Access-Control-Allow-Origin": "https://evil.example",
        "Access-Control-Allow-Credentials": "true",
    }
    assert score(GOOD | reflected, [COOKIE], PAGE) == 50
    assert score(GOOD | {"Access-Control-Allow-Origin": "*"}, [COOKIE], PAGE) == 160


@pytest.mark.parametrize(
    ("mark", "points"), [("Secure; ", 60), ("HttpOnly; ", 70), ("; SameSite=Lax", 80)]
)
def test_a_cookie_without_its_marks_loses_points(mark, points):
    assert score(GOOD, [COOKIE, COOKIE.replace(mark, "")], PAGE) == points
    assert score(GOOD, [], PAGE) == 155


@pytest.mark.parametrize(
    ("script", "points"),
    [
        ('<script src="/static/1/main.js"></script>', 155),
        ('<script src="https://cdn.example/x.js"></script>', 50),
        ('<script src="//cdn.example/x.js"></script>', 50),
        ("<script>x()</script>", 155),
    ],
)
def test_a_script_without_its_digest_loses_points(script, points):
    assert score(GOOD, [COOKIE], PAGE + script) == points
