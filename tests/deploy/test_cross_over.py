"""Two members, and visitors, ask at the same time through a web server that keeps pages: nobody
is ever shown what is another's."""

import re
from collections.abc import Sequence

import pytest
from flask import Flask

from bench.proxy import SHIPPED, Proxy
from forum.accounts.session_actions import start_session
from forum.articles.models import Article
from forum.signing import unmasked
from tests.deploy.readers import Answer, Reader, all_at_once
from tests.factories import experience, member

pytestmark = pytest.mark.one_engine("sqlite")
ARTICLE = "/articles/leg-cramps"
NAMES = ("Margaret", "Walter")
OURS_ALONE = (
    # what nginx knows of this site; without it, it is a cache like any other
    (r"^ *proxy_(cache_bypass|no_cache|ignore_headers) .*$", ""),
    (r"(proxy_set_header Cookie) .*;", r"\1 $http_cookie;"),
    (r"(proxy_set_header Accept-Encoding) .*;", r"\1 $http_accept_encoding;"),
    (r"(proxy_set_header X-Part) .*;", r"\1 $http_x_part;"),
    (r"(proxy_cache_key) .*;", r'\1 "$http_host $request_uri";'),
)


def shipped() -> str:
    return SHIPPED.read_text()


def ordinary() -> str:
    """A cache that heeds what answers say (Cache-Control, Vary, Set-Cookie), and nothing else."""
    text = shipped()
    for pattern, with_ in OURS_ALONE:
        text, found = re.subn(pattern, with_, text, flags=re.MULTILINE)
        assert found
    return text


class Watched:
    """A reader, and what she has been shown that is somebody's."""

    def __init__(self, reader: Reader, name: str = "") -> None:
        self.reader, self.name = reader, name
        self.secrets: set[str] = set()
        self.pressed: set[str] = set()
        self.own: set[str] = set()
        self.flashes = 0

    def walk(self, paths: Sequence[str]) -> None:
        for path in paths:
            if self.name or path != "/account":
                self._look(path)

    def _look(self, path: str) -> None:
        answer = self.reader.get(path)
        assert answer.status == 200, (path, answer.status)
        shown = {name for name in NAMES if f">{name}</a>" in answer.text}
        assert shown == ({self.name} if self.name else set()), path
        tokens = re.findall(r'name="csrf_token" value="([^"]+)"', answer.text)
        self.secrets |= {unmasked(token).partition(".")[0] for token in tokens}
        self.secrets |= set(re.findall(r'name="idempotency_key" value="([^"]+)"', answer.text))
        forms = re.findall(r'/experiences/(\d+)/vote".*?</form>', answer.text, re.S)
        bodies = re.findall(r'/experiences/\d+/vote"(.*?)</form>', answer.text, re.S)
        self.pressed |= {n for n, body in zip(forms, bodies, strict=True) if '"true"' in body}
        self.own |= set(re.findall(r'href="/experiences/(\d+)/withdraw', answer.text))
        self.flashes += "Your changes are on the board." in answer.text
        if self.name:
            self._refuse_to_be_kept(answer)

    @staticmethod
    def _refuse_to_be_kept(answer: Answer) -> None:
        said = answer.headers["Cache-Control"]
        assert "no-store" in said or "private" in said


def sit_down(proxy: Proxy, front: Flask, article: Article) -> list[Watched]:
    """Let two members come in, each with a story of her own and a vote for another one."""
    people = [member(name) for name in NAMES]
    for author in (None, *people):
        experience(article, author=author, name="somebody")
    watched = []
    for person, liked in zip(people, (1, 2), strict=True):
        token = start_session(person.id, browser="")
        reader = Reader(proxy, {front.config["ACCOUNT_COOKIE_NAME"]: token})
        assert reader.send(f"/experiences/{liked}/vote").status == 303
        watched.append(Watched(reader, person.name))
    return watched


READ = (ARTICLE, "/experiences/1", "/experiences/2", "/experiences/3", f"{ARTICLE}/causes")
WRITE = (f"{ARTICLE}/share", "/account", "/experiences/1/reply")
WALK = (*READ * 4, *WRITE)
"""What everybody asks for, one after the other."""


@pytest.mark.parametrize(("text", "rounds"), [(shipped, 7), (ordinary, 2)])
def test_nobody_is_shown_what_is_anothers(app, front, use_proxy, article, text, rounds):
    """The six ask a thousand times of the web server as it is shipped."""
    proxy = use_proxy(text())
    margaret, walter = sit_down(proxy, front, article)
    visitors = [Watched(Reader(proxy, {"_ga": "GA1.2"})) for _ in range(4)]
    with_forms = margaret.reader.get("/experiences/2/edit").text
    token = re.search(r'name="csrf_token" value="([^"]+)', with_forms)
    sent = margaret.reader.send(
        "/experiences/2/edit", csrf_token=token[1], story="It is better since I drink more."
    )
    assert sent.status == 303, sent.text
    people = (margaret, walter, *visitors)
    all_at_once([lambda who=who: who.walk(WALK * rounds) for who in people], threads=len(people))

    assert (margaret.pressed, margaret.own, margaret.flashes) == ({"1"}, {"2"}, 1)
    assert (walter.pressed, walter.own, walter.flashes) == ({"2"}, {"3"}, 0)
    for visitor in visitors:
        assert (visitor.pressed, visitor.own, visitor.flashes) == (set(), set(), 0)
    all_secrets = [margaret.secrets, walter.secrets, *(each.secrets for each in visitors)]
    assert all(all_secrets)
    assert len(set.union(*all_secrets)) == sum(map(len, all_secrets)), "a form went to two people"
