"""Whatever somebody types, by whatever way it comes in: what is stored and sent holds no script.

`tests/journeys/test_xss.py` shows the same in a browser.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from forum.board.models import COMMENT_LENGTHS, Attempt, Comment, Experience
from forum.database import db
from forum.text import tidy, tidy_line, to_html
from tests import factories
from tests.board.test_views import EXPERIENCES, GOOD, SHARE
from tests.pages import fields_of, form_in, read, sign_in

from .inspection import faults_in
from .payloads import PAYLOADS

ARTICLE = "/articles/leg-cramps"
ALLOWED = {"p": set(), "br": set(), "em": set(), "strong": set(), "ul": set(), "ol": {"start"}}
ALLOWED["li"] = set()
SENT = [payload.replace("\0", "") for payload in PAYLOADS]
"""As forms take them; the character that stands for nothing has a test of its own."""
EIGHT = [SENT[at : at + 8] for at in range(0, len(SENT), 8)]
NAMES = [name for name in map(tidy_line, SENT) if len(name) <= 40]


def assert_safe(stored_html: str) -> None:
    """Make sure that stored HTML holds the few tags of light Markdown, and nothing on them."""
    for tag in BeautifulSoup(stored_html, "html.parser").find_all(True):
        assert tag.name in ALLOWED, stored_html
        assert set(tag.attrs) <= ALLOWED[tag.name], stored_html
    assert faults_in(stored_html) == []


def packed(longest: int) -> Iterator[str]:
    """Yield all payloads, as many at a time as fit."""
    line = ""
    for payload in SENT:
        if line and len(line) + 1 + len(payload) > longest:
            yield line
            line = ""
        line = f"{line} {payload}".strip() if line else payload
    yield line


def test_there_are_many_payloads_and_inspection_finds_them():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 500
    marked = [text for text in PAYLOADS if re.search(r"<[a-zA-Z!?]", text)]
    assert len(marked) > 300
    found = [text for text in marked if faults_in(f"<p>{text}</p>")]
    assert len(found) / len(marked) > 0.97, set(marked) - set(found)


@pytest.mark.parametrize(
    "form", ["{}", "- {}", "*{}*", "words **{}**\n\n1. {}", "[{}]({})", "<{}>"]
)
def test_no_payload_comes_through_as_html_in_any_place_of_a_text(form):
    for payload in PAYLOADS:
        assert_safe(to_html(tidy(form.replace("{}", payload))))


def test_a_text_with_a_character_that_stands_for_nothing_is_sent_back_harmlessly(client):
    for payload in set(PAYLOADS) - set(SENT):
        for answer in (
            client.post(EXPERIENCES, data={"story": payload}),
            client.get(f"/causes?q={quote(payload)}"),
        ):
            assert answer.status_code == 400
            assert faults_in(answer.text) == []


def rows(remedies: list[str], troubles: list[str]) -> dict[str, str]:
    """Return the fields of the rows for what was tried."""
    fields = {}
    for number, (remedy, trouble) in enumerate(zip_longest(remedies, troubles)):
        row = f"attempts-{number}-"
        fields |= {f"{row}remedy": f"{remedy[:72]} {number}", f"{row}outcome": "no_change"}
        fields[f"{row}side_effect"] = trouble
    return fields


def story_of(eight: list[str], turn: int) -> dict[str, object]:
    """Return what somebody sends who types eight payloads into every field of the composer."""
    plain = {name: value for name, value in GOOD.items() if not name.startswith("attempts")}
    words = {"story": "\n\n".join(eight) + "\n\nThat is all.", "name": NAMES[turn % len(NAMES)]}
    return plain | words | rows(eight, eight[::-1])


@pytest.fixture
def typed(client, open_gate):
    """What comes of typing every payload into the forms for stories, and for changing them."""
    fields = fields_of(form_in(client.get(SHARE), EXPERIENCES))
    for turn, eight in enumerate(EIGHT):
        sent = fields | story_of(eight, turn) | {"idempotency_key": f"payload-{turn:04}"}
        answer = client.post(EXPERIENCES, data=sent)
        assert answer.status_code == 303, errors(answer)
        address = f"/experiences/{_number_in(answer.location)}"
        changed = fields | story_of(eight[::-1], turn + len(EIGHT))
        answer = client.post(f"{address}/edit", data=changed | {"age": "55-64"})
        assert answer.status_code == 303, errors(answer)
    return client


def _number_in(location: str) -> str:
    return re.search(r"experiences?[-/](\d+)", location)[1]


def errors(answer) -> list[str]:
    return [error.get_text() for error in read(answer).select(".error, h1")]


@pytest.mark.one_engine("sqlite")
def test_stories_typed_into_the_form_and_changed_are_stored_without_any_script(typed):
    stories = db.session.scalars(sa.select(Experience)).all()
    assert len(stories) == len(EIGHT)
    for story in stories:
        assert_safe(story.story_html)
        assert_safe(story.excerpt_html or "")
    typed_texts = "\n".join(story.story for story in stories)
    assert all(tidy(payload) in typed_texts for payload in PAYLOADS)
    troubles = set(db.session.scalars(sa.select(Attempt.side_effect)))
    assert {tidy_line(payload) for payload in PAYLOADS} <= troubles
    for story in stories:
        for page in ("", "/history", "/edit", "/withdraw", "/reply", "/report-side-effect"):
            answer = typed.get(f"/experiences/{story.id}{page}")
            assert answer.status_code == 200
            assert faults_in(answer.text) == [], page
    for path in (f"{ARTICLE}?sort=newest", "/account", "/account/export", "/"):
        assert faults_in(typed.get(path).text) == [], path


@pytest.mark.one_engine("sqlite")
def test_comments_typed_into_the_form_and_changed_are_stored_without_any_script(client, open_gate):
    action = f"{ARTICLE}/comments"
    fields = fields_of(form_in(client.get(f"{ARTICLE}/reply"), action)) | {"consent": "yes"}
    for turn, name in enumerate(NAMES):
        text = f"{SENT[turn]}\n\n{SENT[-1 - turn]}"
        assert COMMENT_LENGTHS[0] <= len(text)
        sent = {"text": text, "name": name, "idempotency_key": f"comment-{turn:04}"}
        answer = client.post(action, data=fields | sent)
        assert answer.status_code == 303, errors(answer)
    comments = db.session.scalars(sa.select(Comment)).all()
    assert {comment.name for comment in comments} == set(NAMES)
    for comment in comments:
        assert_safe(comment.text_html)
    for number, eight in enumerate(EIGHT):
        address = f"/comments/{comments[number].id}"
        sent = {"text": "\n".join(eight), "name": NAMES[-1 - number]}
        assert client.post(f"{address}/edit", data=fields | sent).status_code == 303
        for page in ("edit", "history", "withdraw"):
            assert faults_in(client.get(f"{address}/{page}").text) == []
    db.session.expire_all()
    for comment in comments:
        assert_safe(comment.text_html)


@pytest.mark.one_engine("sqlite")
def test_a_form_that_is_shown_again_gives_back_what_was_typed_as_text_only(client):
    fields = fields_of(form_in(client.get(SHARE), EXPERIENCES))
    reply = fields_of(form_in(client.get(f"{ARTICLE}/reply"), f"{ARTICLE}/comments"))
    for eight in EIGHT:
        told = story_of(eight, 0) | {"name": eight[0], "age": eight[1], "causes": eight[2:4]}
        told |= {"attempts-0-use": eight[4], "attempts-0-outcome": eight[5], "press": eight[6]}
        said = {"text": "\n".join(eight), "name": eight[1]}
        named = {"name": "\n".join(eight), "story": "\n".join(eight), "teller": eight[0]}
        given_back = [
            client.post(EXPERIENCES, data=told),
            client.post(EXPERIENCES, data=fields | told | {"consent": ""}),
            client.post(SHARE, data=fields | told),
            client.post(f"{ARTICLE}/comments", data=said),
            client.post(f"{ARTICLE}/comments", data=reply | said),
            client.post("/experiences/999999/edit", data=fields | named),
            client.post("/account/sign-in", data=fields | {"email": eight[0], "next": eight[1]}),
            client.post("/account/sign-up", data=fields | {"email": eight[2]}),
        ]
        for answer in given_back:
            assert answer.status_code in {200, 400, 404, 422}
            assert faults_in(answer.text) == []
        assert "pwn" in given_back[0].text


ADDRESSES = {
    80: ("/causes?q=", f"{ARTICLE}/remedies?q="),
    1500: (
        "/remedies?q=", f"{ARTICLE}/causes?q=", f"{ARTICLE}?cause=", f"{ARTICLE}?remedy=",
        f"{ARTICLE}?outcome=", f"{ARTICLE}?sort=",
        f"{ARTICLE}?age=", f"{ARTICLE}?after=", f"{ARTICLE}/share?remedy=", "/nope?",
        f"{ARTICLE}/remedies?cause=", f"{ARTICLE}/remedies/magnesium?called=",
        f"{ARTICLE}/reply?to=", "/account/sign-in?next=", "/account/mailed?what=",
        f"{ARTICLE}/comments?after=", "/account/follow?article=leg-cramps&remedy=", "/nope/",
        f"{ARTICLE}/causes/", "/account/sign-up/", "/mail/stop/", "/experiences/",
    ),
    90: (f"{ARTICLE}/shortlist?remedy=", "/account/sign-in?next="),
}  # fmt: skip
"""Addresses that could show again what they end in, by how much of it they take."""


@pytest.mark.one_engine("sqlite")
@pytest.mark.parametrize("longest", ADDRESSES)
def test_no_address_puts_what_it_holds_on_the_page_as_html(client, longest):
    for line in packed(longest):
        for address in ADDRESSES[longest]:
            answer = client.get(address + quote(line, safe=""))
            leads = answer.headers.get("Location")
            assert faults_in(answer.text) == [] if leads is None else leads[:1] == "/", address
            assert (leads or "/")[1:2] not in {"/", "\\"}
            assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.one_engine("sqlite")
def test_no_name_of_a_member_runs_anything_in_her_rooms_or_forms(client, app):
    sign_in(client, factories.member("Margaret"))
    fields = fields_of(form_in(client.get("/account/name"), "/account/name"))
    for turn, name in enumerate(NAMES):
        answer = client.post("/account/name", data=fields | {"name": name})
        assert answer.status_code in {303, 422}
        rooms = ["/account/name", "/account/safety", f"{ARTICLE}/reply", "/"]
        for path in rooms if turn % 20 == 0 else [SHARE]:
            assert faults_in(client.get(path).text) == [], name
