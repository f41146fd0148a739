"""Erasing: what goes, what stays for the sake of others, and what the figures say after it."""

import pytest
import sqlalchemy as sa

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person, Role
from forum.board.comment_queries import get_comment, thread_page
from forum.board.count_actions import recount
from forum.board.models import Attempt, Comment, Experience, Status, Version, Vote
from forum.board.queries import get_experience
from forum.database import Base, db
from forum.errors import NotFound
from forum.remedies.queries import find_remedy
from forum.rights.erase_actions import Choice, erase
from forum.rights.models import Erasure
from tests import factories

from .conftest import make_member

KEPT = {"story", "comment", "stub", "sideeffect", "remedy", "proposed"}
"""What stands on the board for good where the words are kept."""


def every_value() -> str:
    """Return everything that stands in any table."""
    rows = [db.session.execute(sa.select(table)).all() for table in Base.metadata.tables.values()]
    return repr(rows).casefold()


def count(model, **where) -> int:
    statement = sa.select(sa.func.count()).select_from(model).filter_by(**where)
    return db.session.scalar(statement)


def test_every_planted_word_is_there_at_first(life):
    values = every_value()
    assert [word for word in life.planted.values() if word not in values] == []


def test_everything_she_wrote_is_gone_from_every_table(life, mails):
    erase(life.person.id, Choice.EVERYTHING, mails=mails)
    assert life.root not in every_value()
    assert count(Vote) == 0
    assert count(Attempt, person_id=life.person.id) == 0
    with pytest.raises(NotFound):
        get_experience(life.story.id)
    with pytest.raises(NotFound):
        get_comment(life.comment.id)


def test_answers_of_others_stay_under_an_empty_stub(client, life, mails):
    erase(life.person.id, Choice.EVERYTHING, mails=mails)
    assert get_experience(life.answered.id).status == Status.WITHDRAWN
    assert client.get(f"/experiences/{life.answered.id}").status_code == 410
    page = client.get(f"/experiences/{life.other.id}").text
    assert "A comment stood here." in page
    assert "Thank you for telling this." in page
    thread = thread_page(life.article.id, life.other.id).items
    assert [spoken.is_visible for spoken in thread] == [False, True]
    left = db.session.get(Person, life.person.id)
    assert (left.name, left.email, left.role) == (None, None, Role.GUEST)
    assert left.key != life.person.key


def test_nobody_is_left_of_her_where_nobody_has_answered(article, mails):
    harriet = make_member("Harriet", "harriet@example.org")
    one = factories.experience(article, author=harriet, tried=[("heat", "worse")])
    first = factories.comment(article, on=one, author=harriet)
    second = factories.comment(article, on=one, author=harriet, answers=first, text="And more.")
    factories.comment(article, on=one, author=harriet, answers=second, text="And again more.")
    number = harriet.id
    erase(number, Choice.EVERYTHING, mails=mails)
    assert (count(Experience), count(Comment), count(Person, id=number)) == (0, 0, 0)


@pytest.mark.parametrize("choice", Choice)
def test_counts_equal_a_recount_after_erasing(life, mails, choice):
    erase(life.person.id, choice, mails=mails)
    assert recount(life.article.id) == []


def test_the_figures_lose_her_with_her_words_and_keep_her_with_them(article, mails):
    def people_with_magnesium() -> int:
        return sum(factories.counts_of(find_remedy(article.id, "magnesium").id))

    told = {"tried": [("magnesium", "worse")]}
    harriet, mabel = welcome_guest("Harriet"), welcome_guest("Mabel")
    factories.experience(article, author=harriet, **told)
    factories.experience(article, author=mabel, **told)
    factories.experience(article, author=mabel, story="And it was so again last night.", **told)
    assert people_with_magnesium() == 2
    erase(mabel.id, Choice.KEEP_WORDS, mails=mails)
    assert people_with_magnesium() == 2
    erase(harriet.id, Choice.EVERYTHING, mails=mails)
    assert people_with_magnesium() == 1


def test_words_that_are_kept_stand_without_her(client, life, mails):
    erase(life.person.id, Choice.KEEP_WORDS, mails=mails)
    values = every_value()
    assert {what for what, word in life.planted.items() if word in values} == KEPT
    page = client.get(f"/experiences/{life.story.id}").text
    assert life.planted["story"] in page
    assert "Somebody who has left" in page
    assert "Somebody who has left" in client.get("/articles/leg-cramps").text
    assert "Somebody who has left" in client.get(f"/experiences/{life.other.id}").text
    assert "somebody who has left" in client.get(f"/experiences/{life.answered.id}/reply").text
    assert count(Vote, person_id=life.person.id) == 1
    assert count(Version) == 0


def test_consent_and_the_circle_of_readers_stay_with_words_that_are_kept(life, mails):
    before = get_experience(life.story.id)
    known = (before.consent_version, before.consented_at, before.audience, before.teller)
    erase(life.person.id, Choice.KEEP_WORDS, mails=mails)
    after = get_experience(life.story.id)
    assert (after.consent_version, after.consented_at, after.audience, after.teller) == known
    assert (after.is_own_name, after.idempotency_key, after.wants_follow_up) == (False, None, False)


def test_readers_who_hold_the_page_are_given_the_new_one(client, life, mails):
    path = f"/experiences/{life.story.id}"
    for choice, status in ((Choice.KEEP_WORDS, 200), (Choice.EVERYTHING, 404)):
        etag = client.get(path).headers["ETag"]
        erase(life.person.id, choice, mails=mails)
        assert client.get(path, headers={"If-None-Match": etag}).status_code == status


def test_an_address_may_be_used_again_by_the_next_person(mails, app):
    first = make_member("Harriet", "harriet@example.org")
    erase(first.id, Choice.KEEP_WORDS, mails=mails)
    second = make_member("Harriet", "harriet@example.org")
    assert second.id != first.id


def test_letters_to_others_stay(life, mails):
    from forum.mail.actions import put_in_outbox
    from forum.mail.models import Letter

    put_in_outbox("reset", address="mabel@example.org")
    erase(life.person.id, Choice.EVERYTHING, mails=mails)
    assert db.session.scalars(sa.select(Letter.address)).all() == ["mabel@example.org"]


def test_mails_to_her_in_the_folder_go_and_those_to_others_stay(life, mails):
    def put(name: str, to: str) -> None:
        text = f"To: Somebody <{to}>\r\nSubject: Hello\r\n\r\nzyzzyva\r\n"
        (mails / name).write_text(text)

    put("1.eml", life.person.email.upper())
    put("2.eml", f"{life.planted['asked']}@example.org")
    put("3.eml", "mabel@example.org")
    erase(life.person.id, Choice.EVERYTHING, mails=mails)
    assert [path.name for path in mails.iterdir()] == ["3.eml"]


def test_that_something_was_erased_is_noted_without_saying_whose(life, mails):
    erase(life.person.id, Choice.KEEP_WORDS, mails=mails)
    row = db.session.scalars(sa.select(Erasure)).one()
    assert set(Erasure.__table__.c.keys()) == {"id", "erased_at", "scrubbed_at", "choice"}
    assert row.choice == "keep-words"
