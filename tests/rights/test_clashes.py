"""What happens when somebody is erased in the very moment in which she does something else."""

import pytest

from forum.board import actions as board_actions
from forum.board import comment_views, views
from forum.rights.erase_actions import Choice, erase
from tests import factories
from tests.pages import fields_of, form_in

STORY = "It caught me at night, and I stood up at once."
SENT = {"name": "Ada", "teller": "self", "consent": "yes"}


@pytest.fixture
def erased_meanwhile(monkeypatch, tmp_path):
    """Lets whoever does something be erased just before it is stored."""

    def let(module, name: str, who: str = "author") -> None:
        action = getattr(module, name)

        def first_erase(*args, **kwargs):
            erase(kwargs[who].id, Choice.EVERYTHING, mails=tmp_path)
            return action(*args, **kwargs)

        monkeypatch.setattr(module, name, first_erase)

    return let


def test_nothing_typed_is_lost_and_nothing_is_stored(browser_of, article, guest, erased_meanwhile):
    browser, path = browser_of(guest), "/articles/leg-cramps/share"
    fields = fields_of(form_in(browser.get(path), "/articles/leg-cramps/experiences"))
    erased_meanwhile(views, "tell_experience")
    answer = browser.post("/articles/leg-cramps/experiences", data=fields | SENT | {"story": STORY})
    assert answer.status_code == 409
    assert STORY in answer.text
    assert STORY not in browser.get("/articles/leg-cramps").text


def test_a_comment_is_given_back(browser_of, article, guest, erased_meanwhile):
    path = f"/experiences/{factories.experience(article, name='Ida').id}"
    browser = browser_of(guest)
    fields = fields_of(form_in(browser.get(f"{path}/reply"), f"{path}/comments"))
    erased_meanwhile(comment_views, "say_comment")
    answer = browser.post(f"{path}/comments", data=fields | SENT | {"text": STORY})
    assert answer.status_code == 409
    assert STORY in answer.text


def test_a_vote_is_refused_in_words(browser_of, article, guest, erased_meanwhile):
    path = f"/experiences/{factories.experience(article, name='Ida').id}"
    erased_meanwhile(board_actions, "vote_for", "voter")
    vote = browser_of(guest).post(f"{path}/vote", headers={"Sec-Fetch-Site": "same-origin"})
    assert vote.status_code == 409
    assert "in the same moment" in vote.text
