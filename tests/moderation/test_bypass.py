"""A thousand ways past the gate: what is held is seen by nobody else, however it was written."""

import random
import re
from collections.abc import Iterator, Sequence
from itertools import cycle

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import selectinload

from forum.accounts.models import Person, Role
from forum.board.models import Comment, Experience, Status
from forum.database import db
from forum.moderation.gate import lists_for
from forum.screening.corpus_source import read_corpus
from forum.screening.findings import Outcome
from forum.screening.screening import screen
from tests import factories
from tests.pages import fields_of, form_on, read, sign_in
from tests.screening.conftest import HERE
from tests.screening.transforms import TRANSFORMS

pytestmark = pytest.mark.one_engine("sqlite")

ARTICLE = "/articles/leg-cramps"
PUBLIC = (
    "/",
    "/remedies",
    "/causes",
    "/log",
    ARTICLE,
    f"{ARTICLE}?sort=newest",
    f"{ARTICLE}/comments",
    f"{ARTICLE}/remedies",
    f"{ARTICLE}/remedies/magnesium",
    f"{ARTICLE}/causes",
    f"{ARTICLE}/causes/statins",
    f"{ARTICLE}/figures.csv",
    f"{ARTICLE}/figures.json",
    "/experiences/1",
    "/experiences/2",
)
NAMES = (
    "Call 07700 900123",
    "magshop.com",
    "Buy at magshop com",
    "You stupid idiots",
    "Kill yourself",
)
REMEDIES = (
    "20 grams of magnesium",
    "Buy at http://magshop.com",
    "stop your statins",
    "call me on 07700 900123",
    "my neighbour's quinine, I can post you some",
)
KEPT_BACK = {Outcome.HOLD, Outcome.REJECT}
GOOD = {
    "story": "It came at night after a long walk, and went when I stood up.",
    "causes": "statins",
    "attempts-0-remedy": "Magnesium",
    "attempts-0-outcome": "relieved",
    "teller": "self",
    "consent": "yes",
    "signed": "other",
    "audience": "everyone",
    "name": "Gus",
    "as_it_is": "yes",
}
_SEEN = re.compile(r'name="seen" value="([^"]*)"')


class Hider:
    """Somebody with an account who tries to be read, in every field of every form."""

    def __init__(self, app: Flask, person: Person) -> None:
        self.client: FlaskClient = sign_in(app.test_client(), person)
        page = read(self.client.get(f"{ARTICLE}/share"))
        token = fields_of(form_on(page, f"{ARTICLE}/experiences"))["csrf_token"]
        self.fields, self.turn = GOOD | {"csrf_token": token}, 0

    def send(self, address: str, **words: str) -> None:
        """Send a form; every other time once more, if it comes back with what she has to see."""
        self.turn += 1
        sent = self.fields | {name.replace("__", "-"): said for name, said in words.items()}
        answer = self.client.post(address, data=sent)
        is_stubborn = answer.status_code == 422 and self.turn % 2
        if is_stubborn and (seen := _SEEN.search(answer.text)):
            answer = self.client.post(address, data=sent | {"seen": seen[1]})
        assert answer.status_code in {303, 422}, (address, words)


def variants(texts: Sequence[str], number: int) -> Iterator[str]:
    """Yield so many texts in disguise, every disguise as often as every other."""
    chosen = random.Random(7)
    for _turn, (_name, change) in zip(range(number), cycle(TRANSFORMS.items()), strict=False):
        yield change(chosen.choice(texts))


def caught(article_id: int) -> dict[str, list[str]]:
    """Return what the gate keeps back as it stands, by the kind of text."""
    lists = lists_for(article_id)
    texts: dict[str, list[str]] = {"experience": [], "comment": []}
    for case in read_corpus(HERE / "corpus" / "bad.json"):
        if screen(case.text, kind=case.kind, lists=lists).handling in KEPT_BACK:
            texts[case.kind].append(case.text)
    return texts


def visible() -> set[str]:
    """Return what others can read in the database, as they would."""
    db.session.rollback()
    stories = db.session.scalars(
        sa.select(Experience)
        .filter_by(status=Status.VISIBLE)
        .options(selectinload(Experience.attempts))
    )
    comments = db.session.scalars(sa.select(Comment).filter_by(status=Status.VISIBLE))
    read = {f"comment {one.id}: {one.name} {one.text}" for one in comments}
    for one in stories:
        tried = [(attempt.written, attempt.side_effect) for attempt in one.attempts]
        read.add(f"experience {one.id}: {one.name} {one.story} {tried}")
    return read


def read_by_others(app: Flask) -> dict[str, str]:
    client = app.test_client()
    return {path: client.get(path).text for path in PUBLIC}


def test_nothing_that_is_held_is_seen_by_others_however_it_is_hidden(app, article):
    bad = caught(article.id)
    hider = Hider(app, factories.member("Hider", Role.MEMBER))
    told = [factories.experience(article, name=f"Reader {n}", causes=["statins"]) for n in (1, 2)]
    factories.comment(article, on=told[0])
    edited = factories.experience(article, author=hider_of(hider), story="A clean first version.")
    answered = factories.comment(article, on=told[0], author=hider_of(hider))
    ways = {
        f"/experiences/{edited.id}/edit": ("story", bad["experience"], 100),
        f"/comments/{answered.id}/edit": ("text", bad["comment"], 100),
        f"{ARTICLE}/experiences": ("story", bad["experience"], 300),
        f"/experiences/{told[0].id}/comments": ("text", bad["comment"], 200),
        f"{ARTICLE}/comments": ("text", bad["comment"], 100),
    }
    before = None
    for address, (field, texts, number) in ways.items():
        for text in variants(texts, number):
            hider.send(address, **{field: text})
        if address.startswith("/comments"):
            before = visible(), read_by_others(app)
    for name in variants(NAMES, 96):
        hider.send(f"{ARTICLE}/experiences", name=name, story=f"{GOOD['story']} {name}")
    for tried in variants(REMEDIES, 60):
        hider.send(f"{ARTICLE}/experiences", attempts__0__remedy=tried)
        hider.send(f"{ARTICLE}/experiences", attempts__0__side_effect=tried)
    assert before is not None
    assert visible() - before[0] == set()
    assert read_by_others(app) == before[1]


def hider_of(hider: Hider) -> Person:
    db.session.rollback()
    return db.session.scalars(sa.select(Person).filter_by(name="Hider")).one()
