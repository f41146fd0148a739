"""Moderators, readers who flag, and what is held."""

import pytest

from forum.accounts.models import Person, Role
from forum.articles.models import Article
from forum.board.models import Experience
from forum.moderation.hold_actions import tell_experience
from tests import factories

from .things import FOUND


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
