"""Every word of these pages and mails can be translated, and no mail is empty of sense."""

import pytest
from bs4 import BeautifulSoup

from forum.accounts.notification_actions import notify
from forum.accounts.notification_models import About, Rhythm
from forum.board.models import Experience
from forum.database import db, transaction
from forum.following.actions import follow
from forum.following.letters import WRITERS
from forum.following.models import FollowUp, Stage, Wish
from forum.following.telling_actions import tell_of_new_stories
from forum.mail.actions import put_in_outbox
from forum.mail.writing import compose
from forum.remedies.queries import find_remedy
from tests import factories
from tests.contracts.test_templates import is_translated, marked, pseudo, shown_texts  # noqa: F401

from .conftest import choose_mail, sign_in


@pytest.fixture
def ada(marked, member):  # noqa: F811
    """A member who has been told of everything there is, and is asked how it went on."""
    person = member("⟦Ada⟧", email="ada@example.org")
    choose_mail(person, Rhythm.AT_ONCE, has_digest=True)
    magnesium = find_remedy(marked.id, "magnesium")
    follow(magnesium, list(Wish), follower=person)
    tags = {"tried": [("magnesium", "worse")], "name": "⟦Zyx⟧"}
    factories.experience(marked, story="⟦So it was with me in the night⟧", **tags)
    tell_of_new_stories()
    one = factories.experience(marked, author=person, story="⟦So it was then with me⟧", **tags)
    answer = factories.comment(marked, on=one, name="⟦Bea⟧", text="⟦Thank you⟧")
    for about, subject in (
        (About.REPLY, answer.id),
        (About.REPLY, 9999),
        (About.THRESHOLD, magnesium.id),
        (About.THRESHOLD, 9999),
        (About.DECISION, 1),
        (About.CAUSE_STORY, 9999),
        (About.CAUSE_STORY, one.id),
    ):
        notify(person.id, about, subject, number=25)
    with transaction():
        db.session.get(Experience, one.id).wants_follow_up = True
        asked = FollowUp(experience_id=one.id, stage=Stage.FOUR_WEEKS, asked_at=one.created_at)
        db.session.add(asked)
    return person


def letters(person) -> list[str]:
    """Return what each kind of letter says."""
    experience = db.session.query(FollowUp).one().experience_id
    ids = list(range(1, 20))
    texts = []
    for kind in WRITERS:
        letter = put_in_outbox(
            kind,
            person_id=person.id,
            subject_id=experience,
            news=ids,
            others=2,
            stage=Stage.FOUR_WEEKS,
        )
        mail = compose(letter)
        texts.append(f"{mail.subject}\n{mail.text}")
    return texts


def test_no_word_of_a_page_escapes_translation(client, ada):
    sign_in(client, ada)
    follow_up = next(text for text in letters(ada) if "/follow-up/" in text)
    asked = "/follow-up/" + follow_up.partition("/follow-up/")[2].split()[0]
    form = "/account/follow?article=leg-cramps&"
    for path in ("/account/notices", f"{form}remedy=magnesium", f"{form}cause=statins", asked):
        page = BeautifulSoup(client.get(path).text, "html.parser")
        assert [text for text in shown_texts(page) if not is_translated(text)] == [], path


def test_no_word_of_a_mail_escapes_translation(ada):
    for text in letters(ada):
        lines = [line for line in text.splitlines() if line.strip()]
        assert len(lines) > 4
        for line in lines:
            words, _address, _rest = line.partition("http")
            assert is_translated(words.partition("/")[0]), line
