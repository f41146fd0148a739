"""The lists as they are published, with the notices of the article on leg cramps."""

from collections.abc import Callable
from pathlib import Path

import pytest

import config
from forum.remedies.source import read_content
from forum.screening.findings import Screened
from forum.screening.lists import Lists, Trigger
from forum.screening.screening import screen
from forum.screening.source import read_screening
from tests.conftest import CONTENT

SCREENING = config.ROOT / "content" / "screening"
HERE = Path(__file__).parent


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
