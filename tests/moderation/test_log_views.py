"""The public log: for everybody, and without anybody in it."""

import pytest

from forum.moderation.case_actions import Thing
from forum.moderation.decision_actions import hide, restore
from forum.moderation.models import Reason
from forum.moderation.sanction_actions import ban_person
from tests import factories
from tests.pages import read, words

from .things import flagged

pytestmark = pytest.mark.one_engine("sqlite")


def lines(response) -> list[str]:
    return [words(line) for line in read(response).select(".log li")]


def test_it_shows_what_was_decided_and_of_whom_nothing(client, article, moderator):
    assert "Nothing has had to be decided yet" in client.get("/log").text
    one = factories.experience(article, story="Zyzzyva bit my left calf.", name="Zyx")
    hide(Thing.of(one), Reason.DANGEROUS, actor=moderator, note="Twenty grams.")
    other = factories.experience(article, story="Zyzzyva bit my right calf.", name="Zyx")
    flagged(other, times=9)
    ban_person(one.author_id, Reason.ABUSE, actor=moderator)
    page = client.get("/log")
    banned, by_flags, by_hand = lines(page)
    assert banned.startswith("Writing closed for good: a person It attacks or insults")
    assert "by flags together" in by_flags
    assert by_hand.startswith("Taken off the board: an experience It could harm somebody")
    assert "Leg cramps" in by_hand
    for secret in ("Zyzzyva", "Zyx", "Twenty", moderator.name, f"/experiences/{one.id}"):
        assert secret not in page.text


def test_it_is_kept_until_something_is_decided_and_comes_in_pages(client, article, moderator):
    one = factories.experience(article)
    etag = client.get("/log").headers["ETag"]
    assert client.get("/log", headers={"If-None-Match": etag}).status_code == 304
    for _turn in range(11):
        hide(Thing.of(one), Reason.OTHER, actor=moderator)
        restore(Thing.of(one), actor=moderator)
    first = client.get("/log", headers={"If-None-Match": etag})
    assert (first.status_code, len(lines(first))) == (200, 20)
    older = read(first).select_one(".pager a[rel=next]")["href"]
    assert len(lines(client.get(older))) == 2
