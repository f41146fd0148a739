"""What is not for everybody is nowhere that everybody reads: on no page, in no search, suggestion,
feed, sitemap, picture, JSON, and in no number.

Made from the tables of addresses: one that is added is looked at without a line here.
"""

import re
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person
from forum.board.actions import hide_experience, restore_experience, withdraw_experience
from forum.board.comment_actions import hide_comment, withdraw_comment
from forum.board.models import Audience, Status
from forum.database import db
from forum.search import reader_queries
from tests import factories

from .routes import API_READS, FILES, PAGES, filled

STORY, NAME, OWN_REMEDY, TROUBLE = "Zyzzyva", "Quokkina", "Xylopium", "Wombatitis"
PLANTED = (STORY, NAME, OWN_REMEDY, TROUBLE)
QUERIES = (
    *PLANTED,
    f'"{STORY} bit"',
    f"by:{NAME}",
    f"remedy:{OWN_REMEDY}",
    "Zyzyva",  # nearly
    "statins",
    "cause:statins outcome:worse",
    "remedy:magnesium",
    "outcome:worse",
    "calf night",
)
NOT_ABOUT_IT = {"/static/<wanted>/<path:name>", "/readyz", "/healthz"}
CHANGING = re.compile(
    rb"<updated>[^<]*</updated>|<lastmod>[^<]*</lastmod>|EDITION-\d+|name=\"seen\"[^>]*"
)


def addresses(visible: int, comment: int) -> list[str]:
    """Return every address that everybody reads, and searches for what is planted."""
    tables = {**PAGES, **FILES, **API_READS}
    found = [
        filled(rule, visible, comment) + route.query
        for rule, route in tables.items()
        if rule not in NOT_ABOUT_IT
    ]
    for query in QUERIES:
        typed = quote_plus(query)
        found += [
            f"/search?q={typed}",
            f"/search?in=comments&q={typed}",
            f"/search/suggest?q={quote_plus(query[:4])}",
            f"/api/v1/search?q={typed}",
            f"/api/v1/search?in=comments&q={typed}",
        ]
    for narrowed in ("cause=statins", "remedy=magnesium", "outcome=worse", "sort=newest"):
        found += [
            f"/articles/leg-cramps?{narrowed}",
            f"/api/v1/articles/leg-cramps/experiences?{narrowed}",
        ]
    return found


def own_addresses(experience: int, comment: int) -> list[str]:
    """Return the addresses of the thing itself, for programs and for other sites."""
    where = f"http://localhost/experiences/{experience}"
    return [
        f"/experiences/{experience}/card",
        f"/oembed?url={quote_plus(where)}",
        f"/api/v1/experiences/{experience}",
        f"/api/v1/experiences/{experience}/comments",
        f"/experiences/{experience}",
        f"/comments/{comment}",
    ]


@pytest.fixture
def answers(client, article, monkeypatch) -> Callable[[], dict[str, bytes]]:
    """Asks everything that everybody may ask, and returns the bodies."""
    monkeypatch.setattr(reader_queries, "TELLERS", 1)
    told = {"causes": ["statins"], "tried": [("magnesium", "worse")]}
    visible = factories.experience(article, story="The calf again, all night long.", **told)
    comment = factories.comment(article, on=visible, text="Mine too, all night long.")

    def ask() -> dict[str, bytes]:
        reader_queries._reader.cache_clear()  # learn anew from the stories: an hour is long
        client.application.extensions["page_store"].clear()  # what is held changes no stamp
        return {
            address: CHANGING.sub(b"", client.get(address).data)
            for address in addresses(visible.id, comment.id)
        }

    return ask


def planted(article, **about):
    """Tell something in which every field holds a word that could not be missed."""
    return factories.experience(
        article,
        story=f"{STORY} bit my left calf at night.",
        name=NAME,
        causes=["statins"],
        tried=[("magnesium", "worse"), (OWN_REMEDY, "worse")],
        **about,
    )


def test_what_is_not_shown_changes_nothing_anywhere(client, article, answers):
    before = answers()
    for how in ("held", "hidden", "withdrawn", "shown and hidden again"):
        one, other = not_shown(article, how)
        after = answers()
        assert [address for address in before if before[address] != after[address]] == [], how
        for address in own_addresses(one.id, other.id):
            answer = client.get(address)
            assert answer.status_code in {303, 404, 410}, (how, address)
            assert not any(word in answer.text for word in PLANTED), (how, address)


def not_shown(article, how: str):
    """Tell a story and say a comment, and take both off the board."""
    status = Status.HELD if how == "held" else Status.VISIBLE
    one = planted(article, author=welcome_guest(NAME), status=status)
    text = f"{STORY} bit me at night, too, {how}."
    other = factories.comment(article, text=text, name=NAME, status=status)
    if how == "withdrawn":
        withdraw_experience(one.id, actor=db.session.get(Person, one.author_id))
        withdraw_comment(other.id, actor=db.session.get(Person, other.author_id))
    elif how != "held":
        hide_experience(one.id)
        hide_comment(other.id)
    if how.startswith("shown"):
        restore_experience(one.id)
        hide_experience(one.id)
    return one, other


def test_what_is_told_to_members_is_found_nowhere(client, article, answers):
    """Its attempts count in the figures, as its author has agreed; its words are nowhere, and
    no search, feed, map or list has it."""
    before = answers()
    author = factories.member()
    one = planted(article, author=author, audience=Audience.MEMBERS)
    other = factories.comment(article, on=one, author=author, text=f"{STORY} bit me, too.")
    after = answers()
    for address, body in after.items():
        typed = any(quote_plus(word).lower() in address.lower() for word in (*PLANTED, "zyzyva"))
        if not typed:
            assert not any(word.encode() in body for word in PLANTED), address
        if address.startswith(("/search", "/api/v1/search", "/sitemap")) or "feed.xml" in address:
            assert _without_counts(body) == _without_counts(before[address]), address
    for address in own_addresses(one.id, other.id):
        answer = client.get(address, headers={"Accept": "*/*"})
        assert not any(word in answer.text for word in PLANTED), address


def _without_counts(body: bytes) -> bytes:
    """Leave out the number beside a tag's name: the figures of a tag count members' stories."""
    return re.sub(rb"(?s)<section class=\"found-tags\".*?</section>", b"", body)


def test_a_planted_word_is_found_while_it_is_shown(client, article, answers):
    """The looking itself is looked at: what is visible stands where it should."""
    planted(article)
    shown = {address for address, body in answers().items() if STORY.encode() in body}
    for address in (
        "/", "/feed.xml", "/articles/leg-cramps/feed.xml", "/articles/leg-cramps",
        "/articles/leg-cramps/causes/statins/feed.xml", "/articles/leg-cramps/remedies/magnesium",
        "/search?q=statins", "/api/v1/search?q=statins", "/api/v1/articles/leg-cramps/experiences",
    ):  # fmt: skip
        assert address in shown, address
