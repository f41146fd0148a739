"""What holds for every address that programs use: who may, what it costs, what it never tells."""

import json
import re

import pytest
import sqlalchemy.exc

from forum.accounts.models import Person
from forum.accounts.token_models import Scope
from forum.board.actions import withdraw_experience
from forum.board.comment_actions import withdraw_comment
from forum.board.comment_queries import get_comment
from forum.board.models import Audience, Status
from forum.board.queries import get_experience
from forum.database import db, transaction
from forum.problems import KINDS
from tests import factories
from tests.pages import sign_in
from tests.security.payloads import PAYLOADS

from .people import Answer, Role, State, things_for
from .programs import Program
from .routes import API_READS, API_WRITES, filled
from .test_authorisation import World, answer_of, is_about_a_thing

JSON, PROBLEM = "application/json", "application/problem+json"
TALKS = [(method, rule) for method, rule in API_WRITES]


@pytest.fixture
def place(article):
    """Fill in an address with what is there."""
    one = factories.experience(article, causes=["statins"], tried=[("magnesium", "worse")])
    numbers = one.id, factories.comment(article, on=one).id
    return lambda rule: filled(rule, *numbers) + query_of(rule)


def query_of(rule: str) -> str:
    """Return what an address needs to be about something."""
    return API_READS[rule].query if rule in API_READS else ""


@pytest.fixture
def program(app):
    return Program(app, factories.member("Prudence"))


# Reading


def test_everybody_reads_without_a_token_and_pages_of_any_site_may_ask(client, place):
    for rule in API_READS:
        answer = client.get(place(rule), headers={"Origin": "https://elsewhere.example"})
        assert (answer.status_code, answer.mimetype) == (200, JSON), rule
        assert answer.headers["Access-Control-Allow-Origin"] == "*", rule
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin", rule
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Set-Cookie" not in answer.headers, rule
        assert "Cookie" not in answer.headers.get("Vary", ""), rule


def test_a_cookie_changes_nothing(app, client, place):
    member = sign_in(app.test_client(), factories.member("Moira", Role.MODERATOR))
    member.set_cookie("session", "x.y.z")
    for rule in API_READS:
        plain, known = client.get(place(rule)), member.get(place(rule))
        assert plain.data == known.data, rule
        differ = {name for name, value in plain.headers if known.headers.get(name) != value}
        assert differ <= {"X-Request-Id", "Date", "Server-Timing", "X-Accel-Expires"}, rule
        assert len(plain.headers) == len(known.headers)
    for method, rule in TALKS:
        answer = member.open(place(rule), method=method, json=API_WRITES[method, rule].sent)
        assert answer.status_code == 401, rule


@pytest.mark.parametrize("state", [state for state in State if state != State.VISIBLE])
def test_what_is_not_for_everybody_is_in_no_answer(app, client, article, program, state):
    tags = {"causes": ["statins"], "tried": [("magnesium", "worse")]}
    secret = factories.experience(article, story="Zyzzyva bit my left calf.", name="Zyx", **tags)
    under = factories.comment(article, on=secret, text="Zyzzyva bites often.", name="Zyx")
    answer = factories.comment(article, text="Zyzzyva bit me too.", name="Zyx")
    factories.comment(article, answers=answer, text="Poor you.")
    if state == State.WITHDRAWN:
        withdraw_experience(secret.id, actor=db.session.get(Person, secret.author_id))
        withdraw_comment(answer.id, actor=db.session.get(Person, answer.author_id))
    with transaction():
        told, said = get_experience(secret.id), get_comment(answer.id)
        if state == State.MEMBERS_ONLY:
            told.audience, said.status = Audience.MEMBERS, Status.HIDDEN
        elif state != State.WITHDRAWN:
            told.status = said.status = Status(state)
    for rule in API_READS:
        for query in ("", "?sort=helpful", "?outcome=worse", "?cause=statins"):
            for ask in (client.get, lambda path: program.ask("GET", path)):
                path = filled(rule, secret.id, under.id) + (query or query_of(rule))
                text = ask(path).text
                assert "Zyzzyva" not in text, rule
                assert "Zyx" not in text, rule
    expected = 410 if state == State.WITHDRAWN else 404
    for part in ("", "/comments"):
        assert client.get(f"/api/v1/experiences/{secret.id}{part}").status_code == expected
    if expected == 404:
        nobodys = client.get("/api/v1/experiences/999999").text
        assert client.get(f"/api/v1/experiences/{secret.id}").text == nobodys


@pytest.mark.parametrize("number", [0, 40])
def test_an_answer_takes_no_more_statements_than_its_budget(
    client, article, place, number, statements
):
    for n in range(number):
        one = factories.experience(article, story=f"Story {n:03} as it was.", causes=["statins"])
        factories.comment(article, on=one, text=f"Comment {n:03}.")
    for rule, route in API_READS.items():
        with statements() as counted:
            assert client.get(place(rule)).status_code == 200
        assert len(counted) <= route.statements, (rule, counted)


def test_an_answer_that_has_not_changed_takes_one_statement_at_most(client, place, statements):
    for rule in API_READS:
        first = client.get(place(rule))
        with statements() as counted:
            again = client.get(place(rule), headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), rule
        assert again.headers["ETag"] == first.headers["ETag"]
        assert len(counted) <= 1, (rule, counted)


def test_an_answer_that_has_changed_has_another_etag(client, article, place):
    paths = [place(rule) for rule in API_READS if rule != "/api/v1/openapi.json"]
    before = {path: client.get(path).headers["ETag"] for path in paths}
    assert len(set(before.values())) == len(paths)
    factories.experience(article, story="Something else happened to me since then.")
    for path in paths:
        again = client.get(path, headers={"If-None-Match": before[path]})
        assert again.status_code == 200, path


def test_head_and_options_are_answered_everywhere(client, place):
    for rule in API_READS:
        answer = client.head(place(rule))
        assert (answer.status_code, answer.data) == (200, b""), rule
    for method, rule in [*(("GET", rule) for rule in API_READS), *TALKS]:
        asked = {"Origin": "https://x.example", "Access-Control-Request-Method": method}
        answer = client.options(place(rule), headers=asked)
        assert answer.status_code == 200
        assert method in answer.headers["Access-Control-Allow-Methods"], rule
        allowed = answer.headers["Access-Control-Allow-Headers"]
        for name in ("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match"):
            assert name in allowed


def test_words_of_people_hold_no_sign_that_could_be_html(client, article):
    story = "\n\n".join(payload.replace("\0", "") for payload in PAYLOADS[:12])
    one = factories.experience(article, story=story, name="<b>Ada</b>")
    factories.comment(article, on=one, text=story, name="<i>&")
    for rule in API_READS:
        answer = client.get(filled(rule, one.id, 1) + query_of(rule))
        assert not re.search("[<>&]", answer.text), rule
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        json.loads(answer.text)


# Writing


def _declared(rule, role: Role, thing) -> Answer:
    return API_WRITES[rule].who(role, thing)


@pytest.fixture
def world(article, app) -> World:
    return World(article, app.test_client)


ROLES = [Role.MEMBER, Role.OTHER_MEMBER, Role.SUSPENDED, Role.MODERATOR, Role.PUBLISHER]


@pytest.mark.parametrize("role", ROLES)
def test_a_token_lets_its_member_do_what_is_declared_and_nothing_else(world, app, role):
    program, wrong = Program(app, world.people[role]), []
    for turn, (method, rule) in enumerate(TALKS):
        things = things_for(role) if is_about_a_thing(rule) else things_for(role)[:1]
        for place, thing in enumerate(things):
            stored = world.stored.get(thing) or world._store(thing)
            sent = API_WRITES[method, rule].sent
            for field in {"story", "text"} & set(sent or ()):
                sent = {**sent, field: f"{sent[field]} {turn} {place}"}
            path = filled(rule, stored.experience, stored.comment)
            answer = program.ask(method, path, sent)
            found = answer_of(answer)
            found = Answer.OPEN if answer.status_code in {201, 202} else found
            if found != _declared((method, rule), role, thing):
                wrong.append((method, rule, thing, answer.status_code, answer.text))
    assert not wrong, "\n".join(map(str, wrong))


def test_every_write_takes_a_token_with_its_scope(app, client, place):
    person = factories.member("Prudence")
    for (method, rule), written in API_WRITES.items():
        path, sent = place(rule), written.sent
        others = [scope for scope in Scope if scope != written.scope]
        refused = Program(app, person, *others).ask(method, path, sent)
        assert refused.status_code == 403, rule
        assert "insufficient_scope" in refused.headers["WWW-Authenticate"]
        assert written.scope in refused.json["detail"]
        for header in (
            None, "", "Bearer", "Bearer x", "Basic aGk6aGk=", "Bearer eased_" + "A" * 43,
            "Bearer eased_" + "Ä" * 43, "Bearer " + "eased_" * 2_000,
        ):  # fmt: skip
            shown = {} if header is None else {"Authorization": header.encode().decode("latin-1")}
            answer = client.open(path, method=method, json=sent, headers=shown)
            assert (answer.status_code, answer.mimetype) == (401, PROBLEM), (rule, header)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer "), rule
        db.session.rollback()
        with transaction():
            db.session.execute(sqlalchemy.text("DELETE FROM tokens"))


def test_exactly_what_takes_a_token_is_let_through_without_one_of_a_form(app, place, program):
    let_through = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"GET", "HEAD", "OPTIONS"}
        if getattr(app.view_functions[rule.endpoint], "takes_tokens", False)
    }
    assert let_through == set(API_WRITES)
    for method, rule in let_through:
        elsewhere = {"Sec_Fetch_Site": "cross-site", "Origin": "https://elsewhere.example"}
        answer = program.ask(method, place(rule), API_WRITES[method, rule].sent, **elsewhere)
        assert answer.status_code < 300, rule


def test_no_token_is_taken_from_an_address_a_body_or_a_cookie(client, program, place):
    for (method, rule), written in API_WRITES.items():
        client.set_cookie("account", program.token)
        client.set_cookie("Authorization", f"Bearer {program.token}")
        query = f"?access_token={program.token}"
        sent = {**(written.sent or {}), "access_token": program.token}
        answer = client.open(place(rule) + query, method=method, json=sent)
        assert answer.status_code == 401, rule


# What is wrong


def problem_of(answer) -> dict:
    """Return the problem that an answer is, after looking at its shape."""
    assert answer.mimetype == PROBLEM, (answer.status_code, answer.text[:200])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    found = json.loads(answer.text)
    assert {"type", "title", "status", "detail"} <= set(found)
    assert found["status"] == answer.status_code
    assert found["type"] in {f"/api#{kind.name}" for kind in KINDS}
    return found


def test_every_error_is_a_problem(client, program, place, monkeypatch):
    posts = place("/api/v1/articles/<article>/experiences")
    for path in ("/api/", "/api/v2", "/api/v1/nope", "/api/v1/experiences/0",
                 "/api/v1/experiences/01",
                 "/api/v1/experiences/99999999999999999", "/api/v1/articles/nope",
                 "/api/v1/comments/1",
                 "/api/v1/articles/leg-cramps/remedies/nope", "/api/v1/articles/%00"):  # fmt: skip
        assert problem_of(client.get(path))["status"] in {404, 400}, path
    wrong = client.delete(posts)
    assert problem_of(wrong)["status"] == 405
    assert {"GET", "POST"} <= set(wrong.headers["Allow"].split(", "))
    assert problem_of(client.get(posts, headers={"Accept": "text/html"}))["status"] == 406
    assert problem_of(program.client.post(posts))["status"] == 401
    large = program.post(posts, {"story": "x" * 3_000_000})
    assert problem_of(large)["status"] == 413
    for query in ("?x=1", "?sort=x", "?sort=newest&sort=helpful", "?outcome=", "?cause=nope",
                  "?after=x", "?after=W10", "?age=%FF", "?remedy=%00"):  # fmt: skip
        assert problem_of(client.get(posts + query))["status"] == 400, query
    fault = sqlalchemy.exc.OperationalError("select", {}, Exception("database is locked"))
    _fail_with(monkeypatch, fault)
    busy = client.get(posts)
    assert problem_of(busy)["status"] == 503
    assert busy.headers["Retry-After"]


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(client, app, place, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    _fail_with(monkeypatch, ZeroDivisionError("planted"))
    answer = client.get(place("/api/v1/articles/<article>/experiences"))
    assert problem_of(answer)["status"] == 500
    assert "planted" not in answer.text


def _fail_with(monkeypatch, fault: Exception) -> None:
    def fail(*args, **kwargs):
        raise fault

    monkeypatch.setattr("forum.board.api.board_page", fail)


HOSTILE = [
    b"", b"[", b"{", b"nul", b"\xff\xfe", b"\xef\xbb\xbf{}",
    b'{"story": "\\ud800 and so on, all night"}',
    b"[" * 100_000, b'{"a":' * 5_000, b'{"story": ' + b"9" * 50_000 + b"}", b'{"story": 1e999}',
    b'{"story": NaN}', b"null", b"[]", b'"x"', b"1", b"true", b"{}", b'{"story": "x", "story": 1}',
    b'{"story": {"$ne": 1}}', b'{"story": ["a"]}', b'{"__proto__": {}}', b"{\"a\": 1}\x00",
    json.dumps({str(n): n for n in range(10_000)}).encode(),
]  # fmt: skip


@pytest.mark.parametrize("place_of", range(len(HOSTILE)))
def test_hostile_json_is_a_problem_and_stores_nothing(client, program, place, place_of):
    shown = [place(rule) for rule in API_READS]
    before = [client.get(path).data for path in shown]
    for method, rule in TALKS:
        if API_WRITES[method, rule].sent is None:
            continue
        answer = program.client.open(
            place(rule),
            method=method,
            data=HOSTILE[place_of],
            content_type=JSON,
            headers={"Authorization": f"Bearer {program.token}"},
        )
        assert problem_of(answer)["status"] in {400, 422}, rule
    assert [client.get(path).data for path in shown] == before


STRANGE = [None, True, 0, -1, 10**30, 1.5, "", "\0", "\u202e", "x" * 6_000, [], {}, [[]], [None],
           {"a": {}}, ["x"] * 500, "\ud83d\ude00", "‮zyx‬", [{"remedy": 1}], "9" * 400]  # fmt: skip


def test_a_value_of_any_kind_in_any_field_is_no_fault_of_ours(program, place):
    for method, rule in TALKS:
        sent = API_WRITES[method, rule].sent or {}
        for field in [*sent, "name", "causes", "answers", "seen", "as_it_is", "line", "audience"]:
            for value in STRANGE:
                answer = program.ask(method, place(rule), {**sent, field: value})
                assert answer.status_code < 500, (rule, field, value)
                if answer.status_code >= 400:
                    problem_of(answer)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "text/json"]
)
def test_only_json_is_taken(program, place, kind):
    for method, rule in TALKS:
        if API_WRITES[method, rule].sent is None:
            continue
        sent = json.dumps(API_WRITES[method, rule].sent)
        shown = {"Authorization": f"Bearer {program.token}", "Content-Type": kind}
        answer = program.client.open(place(rule), method=method, data=sent, headers=shown)
        assert problem_of(answer)["status"] == 415, rule
