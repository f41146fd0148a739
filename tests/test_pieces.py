"""Pieces of pages: what is kept is what would be made now, and nobody is shown another's."""

import dataclasses
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import meta, nodes
from markupsafe import Markup

from forum.board import actions, report_actions
from forum.board.comment_queries import thread_page
from forum.board.faces import CardFace, CauseTag, card_face, comment_face
from forum.board.models import Status
from forum.board.notice_queries import ShownNotice
from forum.board.queries import NO_MARKS, cards
from forum.pieces import Pieces, piece
from forum.remedies.models import Outcome
from forum.remedies.queries import causes_of
from tests import factories
from tests.pages import sign_in

TEMPLATES = Path(__file__).parents[1] / "templates"
PIECES = sorted(
    {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'piece\("([^"]+)"', path.read_text())
    }
)
CARD, COMMENT = "board/_card.html", "board/_comment.html"
SAME_FOR_ALL = {
    "_", "ngettext", "local_help", "outcome_labels", "kind_labels", "grade_labels",
    "direction_labels", "time_labels",
}  # fmt: skip
"""What pieces may use beside their values: sentences, and what does not change while we run."""
FILTERS = {
    "age_word", "join", "moment", "number", "outcome_word", "safe", "select", "time_word",
    "interval_in_words", "outcomes_in_words", "percent", "round", "segments",
}  # fmt: skip

LATER = datetime(2031, 5, 4, tzinfo=UTC)
NOTICE = ShownNotice(1, "clot", "emergency", "Blood clot", "Call for help.")
FACE_CHANGES = {
    "article": "other",
    "causes": (CauseTag("statins", "Pills"),),
    "told_above": "quinine",
    "yours": "This is yours.",
    "has_voted": True,
    "said": ("worse", None),
}
CARD_CHANGES = {
    "id": 7,
    "name": "Zoe",
    "is_own_name": True,
    "audience": "members",
    "age_band": "75+",
    "html": "<p>Other words.</p>",
    "is_cut": True,
    "created_at": LATER,
    "edited_at": LATER,
    "helpful_count": 3,
    "comment_count": 4,
    "attempts": (),
    "notices": (dataclasses.replace(NOTICE, text="Call at once."),),
}
ATTEMPT_CHANGES = {
    "id": 9,
    "slug": None,
    "label": "<i>",
    "outcome": "relieved",
    "use": "during",
    "serves_both": False,
    "time_to_relief": "days",
    "side_effect": "none",
}
COMMENT_CHANGES = {
    "id": 7,
    "name": "Zoe",
    "is_own_name": True,
    "html": "<p>Other.</p>",
    "status": Status.HIDDEN,
    "created_at": LATER,
    "edited_at": LATER,
    "level": 2,
    "answers": "Ann",
    "notices": (NOTICE,),
    "is_waiting": True,
}


@pytest.mark.parametrize("name", PIECES)
def test_a_piece_reads_nothing_but_its_value(app, name):
    """The page around it is not there when it is made: what is left are functions for all."""
    for tree in _with_all_included(app.jinja_env, name):
        read = meta.find_undeclared_variables(tree) & set(app.jinja_env.globals)
        assert read <= SAME_FOR_ALL
        assert {found.name for found in tree.find_all(nodes.Filter)} <= FILTERS
        assert {found.name for found in tree.find_all(nodes.Test)} <= {"reportable", "none"}


def _with_all_included(env, name):
    tree = env.parse(env.loader.get_source(env, name)[0])
    yield tree
    for other in meta.find_referenced_templates(tree):
        assert other, f"{name} includes what cannot be known beforehand"
        yield from _with_all_included(env, other)


@pytest.fixture
def make(app):
    """Make a piece; what is kept has to be what would be made if nothing were."""
    kept = app.extensions["pieces"]
    kept.empty()

    def make(template: str, value: CardFace) -> Markup:
        found = piece(template, value)
        before, app.extensions["pieces"] = app.extensions["pieces"], Pieces()
        assert found == piece(template, value)
        app.extensions["pieces"] = before
        return found

    with app.test_request_context():
        yield make
    app.extensions["pieces"] = kept


@pytest.fixture
def face(article):
    """A card with something in each of its places, as a visitor sees it."""
    tried = [("quinine", "worse"), ("heat", "relieved")]
    one = factories.experience(article, causes=["statins"], tried=tried, age_band="45-54")
    [card] = cards([one.id])
    quinine, heat = card.attempts
    troubled = dataclasses.replace(
        quinine, side_effect="ringing ears", use="prevent", serves_both=True
    )
    return card_face(
        dataclasses.replace(card, attempts=(troubled, heat), notices=(NOTICE,)),
        NO_MARKS,
        article=article.slug,
        causes={cause.id: cause for cause in causes_of(article.id)},
        yours="This is yours.",
    )


def test_a_card_is_made_anew_whenever_anything_it_shows_is_different(make, face):
    card, [attempt, *others] = face.card, face.card.attempts
    note = {**attempt.official_note, "gist": "Newly said."}
    faces = [face, *(face._replace(**{name: value}) for name, value in FACE_CHANGES.items())]
    for name, value in CARD_CHANGES.items():
        faces.append(face._replace(card=dataclasses.replace(card, **{name: value})))
    for name, value in {**ATTEMPT_CHANGES, "official_note": note}.items():
        changed = dataclasses.replace(attempt, **{name: value}), *others
        faces.append(face._replace(card=dataclasses.replace(card, attempts=changed)))
    shown = [make(CARD, one) for one in faces]
    assert len(set(shown)) == len(faces)
    assert "<bdi>&lt;i&gt;</bdi>" in "".join(shown)


def test_a_comment_is_made_anew_whenever_anything_it_shows_is_different(make, article):
    factories.comment(article)
    [comment] = thread_page(article.id, None).items
    different = [
        dataclasses.replace(comment, **{name: value}) for name, value in COMMENT_CHANGES.items()
    ]
    face = comment_face(
        comment, base="/x", takes_answers=True, viewer_id=None, is_for_moderator=False
    )
    faces = [face, *(face._replace(comment=other) for other in different)]
    waits = face._replace(comment=different[-1], is_own=True, reasons=("A link.",))
    faces += [
        face._replace(base="/y"),
        face._replace(takes_answers=False),
        face._replace(is_own=True),
        face._replace(is_for_moderator=True),
        waits,
        waits._replace(reasons=("A dose.",)),
    ]
    assert len({make(COMMENT, one) for one in faces}) == len(faces)


def test_readers_in_turn_see_what_each_would_see_alone(app, article):
    """Nothing that one person is shown comes to the next: own cards, votes, presses, comments."""
    ann, bea = factories.member("Ann"), factories.member("Bea")
    moira = factories.member("Moira", role="moderator")
    stories = [
        factories.experience(article, author=author, tried=[("heat", "worse")])
        for author in (ann, bea, None)
    ]
    for person, place, outcome in ((ann, 1, Outcome.RELIEVED), (bea, 2, Outcome.WORSE)):
        actions.vote_for(stories[place].id, voter=person)
        [tried] = cards([stories[place].id])[0].attempts
        report_actions.report(tried.id, outcome, reporter=person)
        factories.comment(article, on=stories[2], author=person, text="This is my comment.")
        factories.comment(article, on=stories[2], author=person, status=Status.HELD)
    browsers = [sign_in(app.test_client(), who) for who in (ann, bea, moira)]
    browsers.append(app.test_client())
    paths = ["/articles/leg-cramps", *(f"/experiences/{story.id}" for story in stories)]

    def shown_to(browser):
        pages = [browser.get(path).text for path in paths]
        return [re.sub('name="csrf_token" value="[^"]+"', "", page) for page in pages]

    alone = []
    for browser in browsers:
        app.extensions["pieces"].empty()
        alone.append(shown_to(browser))
    assert len({page for pages in alone for page in pages}) == len(browsers) * len(paths)
    for _again in range(2):
        assert [shown_to(browser) for browser in browsers] == alone


def test_a_change_shows_in_the_next_answer(client, article):
    one = factories.experience(article, tried=[("heat", "worse")])
    assert "Helped me understand ·" not in client.get("/articles/leg-cramps").text
    actions.vote_for(one.id, voter=None)
    factories.comment(article, on=one)
    page = client.get("/articles/leg-cramps").text
    assert "Helped me understand · 1" in page
    assert "<span data-count>1</span>" in page


def test_no_more_is_kept_than_there_is_room_for():
    kept = Pieces(most_bytes=100_000)
    for number in range(100):
        kept.keep(number, Markup("x" * 2_000))
        kept.find(0)
    assert kept.bytes <= 100_000
    assert kept.find(0)
    assert not kept.find(1)
    assert kept.find(99)
