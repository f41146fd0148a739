"""The lists as they are published, moderators, readers who flag, and what is held."""

from collections.abc import Callable

import pytest

import config
from forum.accounts.models import Person, Role
from forum.articles.models import Article
from forum.board.models import Experience
from forum.moderation.findings import Screened
from forum.moderation.hold_actions import tell_experience
from forum.moderation.lists import Lists, Trigger
from forum.moderation.screening import screen
from forum.moderation.source import read_screening
from forum.remedies.source import read_content
from tests import factories
from tests.conftest import CONTENT

from .things import FOUND

SCREENING = config.ROOT / "content" / "screening"


@pytest.fixture(scope="session")
def lists() -> Lists:
    notices = read_content(CONTENT).vocabulary.safety_notices
    return Lists(
        read_screening(SCREENING),
        [
            Trigger(n.id, n.match, n.patterns, n.trigger_causes + n.trigger_remedies)
            for n in notices
        ],
    )


@pytest.fixture(scope="session")
def screened(lists: Lists) -> Callable[..., Screened]:
    """Screens a text with those lists."""
    return lambda text, **more: screen(text, lists=lists, **more)


@pytest.fixture
def moderator(app) -> Person:
    return factories.member("Ada", Role.MODERATOR)


@pytest.fixture
def second(app) -> Person:
    return factories.member("Bea", Role.MODERATOR)


@pytest.fixture
def held(article: Article) -> Experience:
    told = factories.told(article, causes=["statins"], tried=[("heat", "relieved")])
    return tell_experience(article.id, told, author=None, findings=[FOUND])
