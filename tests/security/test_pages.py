"""No page that shows what people have written is missing among those that are tried."""

import pytest
from werkzeug.test import TestResponse

from forum.accounts.models import Person, Role
from forum.articles.models import Article
from forum.board.actions import edit_experience
from forum.moderation.appeal_actions import appeal
from forum.moderation.case_actions import Thing, propose_remedy
from forum.moderation.decision_actions import decline_remedy, hide
from forum.moderation.flag_actions import flag
from forum.moderation.hold_actions import hold
from forum.moderation.models import Reason
from tests import factories
from tests.board.test_actions import A_WHILE
from tests.contracts.routes import GETS, filled
from tests.pages import read, sign_in

from .pages import OPENED_BY_HAND, SHOWN, WITHOUT_WORDS

WORD = "Zyzzyva"

pytestmark = pytest.mark.one_engine("sqlite")


def test_every_page_is_said_to_show_words_or_not_to():
    shown = {page.rule for page in SHOWN} | OPENED_BY_HAND
    assert shown & WITHOUT_WORDS == set()
    assert shown | WITHOUT_WORDS == set(GETS)


def test_a_page_that_is_said_to_show_no_words_shows_none(app, article):
    member = factories.member(WORD)
    words = {"name": WORD, "is_own_name": True, "tried": [(f"{WORD} oil", "worse")]}
    one = factories.experience(article, author=member, story=f"{WORD} bit me there.", **words)
    again = factories.told(article, **words | {"story": f"{WORD} bit me here."})
    edit_experience(one.id, again, actor=member, within=A_WHILE)
    said = factories.comment(article, on=one, author=member, text=f"{WORD} again.", name=WORD)
    moderator = factories.member("Moira", role=Role.MODERATOR)
    _decide(article, member, moderator)
    readers = [app.test_client()]
    readers += [sign_in(app.test_client(), person) for person in (member, moderator)]
    addresses = {rule: filled(rule, one.id, said.id) + GETS[rule].query for rule in WITHOUT_WORDS}
    found = [
        rule
        for rule, path in addresses.items()
        if any(WORD in said_on(reader.get(path)) for reader in readers)
    ]
    assert found == []
    assert WORD in said_on(readers[0].get("/"))


def _decide(article: Article, member: Person, moderator: Person) -> None:
    """Let the word be flagged, held, hidden, refused and appealed for."""
    words = f"{WORD}, in my words."
    told, waiting = (
        factories.experience(article, author=member, story=f"{WORD} {number}, and more of it.")
        for number in ("one", "two")
    )
    hold(Thing.of(waiting), [])
    flag(Thing.of(told), Reason.OTHER, words, flagger=moderator)
    case = propose_remedy(article.id, f"{WORD} balm", author=member)
    decisions = [
        hide(Thing.of(told), Reason.OTHER, actor=moderator, note=words),
        decline_remedy(case.id, Reason.OTHER, actor=moderator, note=words),
    ]
    for decision in decisions:
        appeal(decision.id, words, actor=member)


def said_on(answer: TestResponse) -> str:
    """Return what an answer says below the masthead, which names the reader on every page."""
    main = read(answer).main if answer.mimetype == "text/html" else None
    return str(main) if main else answer.data.decode(errors="replace")
