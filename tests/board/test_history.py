"""What was changed can be read; what is withdrawn cannot; moderators can open words again."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.accounts.models import Person, Role
from forum.accounts.notification_models import Notification
from forum.board.actions import (
    edit_experience,
    post_experience,
    take_back_vote,
    vote_for,
    withdraw_experience,
)
from forum.board.comment_actions import edit_comment, withdraw_comment
from forum.board.models import CONSENT_VERSION, Audience, By, Version
from forum.board.queries import experience_with_tags
from forum.board.reopen_actions import reopen_experience
from forum.board.report_actions import report
from forum.board.telling import ToldComment
from forum.clock import now, set_to
from forum.database import db, transaction
from forum.errors import NotAllowed
from tests import factories
from tests.board.test_actions import A_WHILE
from tests.board.test_views import GOOD, tell
from tests.pages import fields_of, form_in, read, sign_in, submit, words

ARTICLE = "/articles/leg-cramps"


def author_of(told) -> Person:
    return db.session.get(Person, told.author_id)


def versions(client, path: str) -> list[str]:
    return [words(part) for part in read(client.get(path)).select(".version")]


@pytest.fixture
def edited(article):
    """A story that has been edited twice."""
    one = factories.experience(
        article,
        name="Ada",
        story="The first words of all, as I had them then.",
        causes=["statins"],
        tried=[("heat", "worse")],
    )
    for changes in (
        {"story": "The second words, which say it better.", "tried": [("heat", "worse")]},
        {"story": "The second words, which say it better.", "tried": [("heat", "relieved")]},
    ):
        told = factories.told(article, name="Beatrix", causes=["statins"], **changes)
        edit_experience(one.id, told, actor=author_of(one), within=A_WHILE)
    return one


def test_every_reader_can_see_what_it_said_before(client, edited):
    card = read(client.get(ARTICLE)).select_one(".experience")
    link = card.select_one(".byline a[href$='/history']")
    assert link.text == "edited"
    response = client.get(link["href"])
    assert "Set-Cookie" not in response.headers
    newest, first = versions(client, link["href"])
    assert "Version 2" in newest
    assert "The second words" in newest
    assert "Heat worse" in newest
    assert "Then its author changed it. Changed: what was tried." in newest
    assert "The first words of all" in first
    assert "Changed: the words, the name." in first


def test_a_name_that_was_given_up_is_shown_to_its_author_and_moderators_alone(client, app, edited):
    path = f"/experiences/{edited.id}/history"
    other = sign_in(app.test_client(), factories.member("Ida"))
    for browser in (client, other):
        assert "Ada" not in browser.get(path).text
    for who in (author_of(edited), factories.member("Mo", Role.MODERATOR)):
        page = sign_in(app.test_client(), who).get(path)
        assert "under the name Ada" in words(read(page))


def test_saving_without_a_change_is_no_edit(client, app):
    tell(client)
    edit = read(client.get(ARTICLE)).select_one("a[href$='/edit']")["href"]
    assert submit(client, edit, edit).status_code == 303
    assert not read(client.get(ARTICLE)).select("a[href$='/history']")
    assert "no earlier version" in client.get(edit.replace("edit", "history")).text


def test_withdrawing_erases_every_version(client, article, edited):
    comment = factories.comment(article, text="The first answer.", name="Bea")
    new = ToldComment("The second answer.", "Bea", CONSENT_VERSION)
    edit_comment(comment.id, new, actor=author_of(comment), within=A_WHILE)
    assert db.session.scalar(sa.select(sa.func.count(Version.id))) == 3
    withdraw_experience(edited.id, actor=author_of(edited))
    withdraw_comment(comment.id, actor=author_of(comment))
    assert db.session.scalars(sa.select(Version)).all() == []
    for path in (f"/experiences/{edited.id}/history", f"/comments/{comment.id}/history"):
        page = client.get(path)
        assert page.status_code == 410
        assert "first" not in words(read(page).select_one("main"))


def test_what_is_hidden_has_no_history_for_others(client, edited):
    with transaction():
        db.session.merge(edited).status = "hidden"
    path = f"/experiences/{edited.id}/history"
    assert client.get(path).status_code == 404


def test_a_comment_has_a_history_too(client, article):
    one = factories.experience(article)
    comment = factories.comment(article, on=one, text="The first answer.")
    path = f"/comments/{comment.id}/history"
    assert "no earlier version" in client.get(path).text
    new = ToldComment("The second answer.", "Gerald", CONSENT_VERSION)
    edit_comment(comment.id, new, actor=author_of(comment), within=A_WHILE)
    edit_comment(comment.id, new, actor=author_of(comment), within=A_WHILE)
    [version] = versions(client, path)
    assert "The first answer." in version
    thread = read(client.get(f"/experiences/{one.id}")).select_one("#thread")
    assert thread.select_one("a[href$='/history']").text == "edited"


def test_a_long_history_is_read_page_by_page(client, article):
    one = factories.experience(article, name="Ada")
    for number in range(22):
        told = factories.told(article, name="Ada", story=f"It was like this, the {number}th time.")
        edit_experience(one.id, told, actor=author_of(one), within=A_WHILE)
    path = f"/experiences/{one.id}/history"
    page = read(client.get(path))
    assert len(page.select(".version")) == 20
    rest = client.get(page.select_one(".pager [rel=next]")["href"])
    assert [words(h) for h in read(rest).select(".version h2")] == ["Version 2", "Version 1"]


def test_a_history_costs_visitors_few_statements_and_one_if_it_is_unchanged(
    client, article, edited, statements
):
    comment = factories.comment(article, on=edited)
    for path, most in (
        (f"/experiences/{edited.id}/history", 7),
        (f"/comments/{comment.id}/history", 5),
    ):
        with statements() as counted:
            etag = client.get(path).headers["ETag"]
        assert len(counted) <= most, counted
        with statements() as counted:
            assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
        assert len(counted) == 1


def test_an_edit_says_who_made_it(article, client):
    one = factories.experience(article, name="Ada")
    told = factories.told(article, name="Ada", tried=[("heat", "worse")])
    edit_experience(one.id, told, actor=author_of(one), within=A_WHILE, by=By.FOLLOW_UP)
    assert "told how it went on" in versions(client, f"/experiences/{one.id}/history")[0]


# Moderators


def test_a_moderator_sees_who_wrote_it_and_nobody_else_does(client, app, article):
    harriet = factories.member("Harriet")
    factories.experience(article, author=harriet, name="Zyx", story="Something else of hers, then.")
    one = factories.experience(article, author=harriet, name="night owl")
    comment = factories.comment(article, on=one, author=harriet, name="owl")
    moderator = sign_in(app.test_client(), factories.member("Mo", Role.MODERATOR))
    path = f"/experiences/{one.id}"
    page = read(moderator.get(path))
    seen = words(page.select_one(".for-moderators"))
    assert "Written by Harriet, a member. 2 experiences here are hers." in seen
    [link] = page.select(f"#comment-{comment.id} a[href$='/history']")
    assert "Written by Harriet" in words(read(moderator.get(link["href"])))
    without_factor = factories.member("Max", Role.MODERATOR)
    with transaction():
        db.session.merge(without_factor).has_second_factor = False
    for who in (None, factories.member("Ida"), without_factor):
        browser = sign_in(app.test_client(), who) if who else client
        for address in (path, f"{path}/history", f"/comments/{comment.id}/history"):
            page = browser.get(address)
            assert "Harriet" not in page.text
            assert not read(page).select(".for-moderators")


def test_of_a_guest_moderators_see_that_she_has_no_account(app, article):
    one = factories.experience(article, name="Ada")
    moderator = sign_in(app.test_client(), factories.member("Mo", Role.MODERATOR))
    seen = words(read(moderator.get(f"/experiences/{one.id}")).select_one(".for-moderators"))
    assert "Written by a guest, without an account. 1 experience here is hers." in seen


def test_a_moderator_opens_the_words_again_for_a_quarter_of_an_hour(client, app, article):
    tell(client)
    card = read(client.get(ARTICLE)).select_one(".experience")
    path = f"/experiences/{card['id'].removeprefix('experience-')}"
    edit, later = f"{path}/edit", now() + timedelta(days=3)
    with set_to(later):
        moderator = sign_in(app.test_client(), factories.member("Mo", Role.MODERATOR))
        assert not read(client.get(edit)).select("textarea[name=story]")
        response = submit(moderator, path, f"{path}/reopen")
        assert response.status_code == 303
        assert "can change the words" in words(read(moderator.get(response.location)))
        new = "I have remembered it better by now, after all."
        assert submit(client, edit, edit, story=new).status_code == 303
        assert new in client.get(path).text
    with set_to(later + timedelta(minutes=16)):
        assert not read(client.get(edit)).select("textarea[name=story]")


def test_a_comment_is_opened_again_too(app, article):
    comment = factories.comment(article)
    with set_to(now() + timedelta(days=3)):
        new = ToldComment("Better words.", "Gerald", CONSENT_VERSION)
        with pytest.raises(NotAllowed):
            edit_comment(comment.id, new, actor=author_of(comment), within=A_WHILE)
        moderator = sign_in(app.test_client(), factories.member("Mo", Role.MODERATOR))
        path = f"/comments/{comment.id}"
        assert submit(moderator, f"{path}/history", f"{path}/reopen").status_code == 303
        edit_comment(comment.id, new, actor=author_of(comment), within=A_WHILE)


def test_only_moderators_open_words_again(client, app, article):
    one = factories.experience(article, name="Ada")
    comment = factories.comment(article)
    for who in (author_of(one), factories.member("Ida")):
        browser = sign_in(app.test_client(), who)
        token = read(browser.get(f"{ARTICLE}/share")).select_one("[name=csrf_token]")["value"]
        for path in (f"/experiences/{one.id}/reopen", f"/comments/{comment.id}/reopen"):
            assert browser.post(path, data={"csrf_token": token}).status_code == 403
        with pytest.raises(NotAllowed):
            reopen_experience(one.id, actor=who)


# Who is suspended


def test_who_is_suspended_writes_nothing_and_can_still_withdraw(app, article):
    harriet = factories.member("Harriet")
    hers = factories.experience(article, author=harriet, name="Zyx")
    said = factories.comment(article, author=harriet, name="Zyx")
    other = factories.experience(article, name="Ada", tried=[("heat", "worse")])
    attempt = experience_with_tags(other.id).attempts[0].id
    vote_for(other.id, voter=harriet)
    with transaction():
        db.session.get(Person, harriet.id).suspended_until = now() + timedelta(days=1)
    new = ToldComment("Other words.", "Zyx", CONSENT_VERSION)
    told = factories.told(article, name="Zyx", story="Quite another story than before.")
    for write in (
        lambda: post_experience(article.id, told, author=harriet),
        lambda: edit_experience(hers.id, told, actor=harriet, within=A_WHILE),
        lambda: factories.comment(article, author=harriet),
        lambda: edit_comment(said.id, new, actor=harriet, within=A_WHILE),
        lambda: vote_for(hers.id, voter=harriet),
        lambda: report(attempt, "worse", reporter=harriet),
    ):
        with pytest.raises(NotAllowed, match="Writing is paused for you"):
            write()
    take_back_vote(other.id, voter=harriet)
    withdraw_comment(said.id, actor=harriet)
    withdraw_experience(hers.id, actor=harriet)
    with set_to(now() + timedelta(days=2)):
        post_experience(article.id, told, author=harriet)


def test_she_is_told_before_she_types_and_what_she_typed_is_given_back(client, app):
    harriet = factories.member("Harriet")
    sign_in(client, harriet)
    fields = fields_of(form_in(client.get(f"{ARTICLE}/share"), f"{ARTICLE}/experiences"))
    with transaction():
        db.session.get(Person, harriet.id).suspended_until = now() + timedelta(days=1)
    page = read(client.get(f"{ARTICLE}/share"))
    assert "Writing is paused for you" in words(page.select_one(".summary"))
    response = client.post(f"{ARTICLE}/experiences", data=fields | {"story": GOOD["story"]})
    assert response.status_code == 403
    assert GOOD["story"] in words(read(response).select_one("textarea"))


# Who is told of an answer


def told_of() -> list[tuple[int, str, int]]:
    rows = db.session.scalars(sa.select(Notification).order_by(Notification.id))
    return [(row.person_id, row.kind, row.subject_id) for row in rows]


def test_the_author_of_what_was_answered_is_told_and_nobody_else(article):
    one = factories.experience(article, name="Ada")
    first = factories.comment(article, on=one, name="Bea", key="the-form-key")
    factories.comment(article, on=one, name="Bea", key="the-form-key")
    second = factories.comment(article, on=one, answers=first, name="Cleo")
    factories.comment(article, name="Dora")
    factories.comment(article, on=one, author=author_of(one), text="Thanks to all of you.")
    assert told_of() == [
        (one.author_id, "reply", first.id),
        (first.author_id, "reply", second.id),
    ]


def test_nobody_is_told_of_an_answer_that_she_may_not_read(article):
    harriet = factories.member("Harriet")
    one = factories.experience(article, author=harriet, name="Zyx")
    first = factories.comment(article, on=one, name="Bea")
    with transaction():
        db.session.merge(one).audience = Audience.MEMBERS
    factories.comment(article, on=one, answers=first, author=factories.member("Ida"))
    assert [row[0] for row in told_of()] == [harriet.id]


def test_a_comment_of_another_thread_cannot_be_read_through_the_form_for_answers(client, article):
    comment = factories.comment(article, text="Zyzzyva said so.")
    one = factories.experience(article)
    assert "Zyzzyva" in client.get(f"{ARTICLE}/reply?to={comment.id}").text
    elsewhere = client.get(f"/experiences/{one.id}/reply?to={comment.id}")
    assert (elsewhere.status_code, "Zyzzyva" in elsewhere.text) == (400, False)
    with transaction():
        db.session.merge(comment).status = "hidden"
    gone = client.get(f"{ARTICLE}/reply?to={comment.id}")
    assert (gone.status_code, "Zyzzyva" in gone.text) == (410, False)
