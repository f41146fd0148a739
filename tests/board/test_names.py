"""Under which name somebody tells: a guest's, a member's own, or another one for this once."""

import pytest

from forum.accounts.models import Person, Role
from forum.board.actions import edit_experience, post_experience
from forum.board.comment_actions import edit_comment
from forum.board.models import CONSENT_VERSION, Audience, Comment, Experience, Teller
from forum.board.queries import board_page, get_experience
from forum.board.telling import ToldComment
from forum.database import db, transaction
from forum.errors import NotAllowed
from tests import factories
from tests.board.test_actions import A_WHILE
from tests.board.test_views import EXPERIENCES, GOOD, SHARE, errors_on, tell
from tests.pages import fields_of, form_in, form_on, read, sign_in, submit, words


@pytest.fixture
def harriet(app):
    return factories.member("Harriet")


@pytest.fixture
def hers(client, harriet):
    """Her browser."""
    return sign_in(client, harriet)


def byline(client, path="/articles/leg-cramps") -> str:
    return words(read(client.get(path)).select_one(".experience > .byline > span"))


def test_a_member_tells_under_her_own_name_unless_she_says_otherwise(hers, app):
    assert tell(hers, name="").status_code == 303
    assert byline(app.test_client()) == "Harriet member , 45–54"


def test_or_under_another_name_which_leads_nobody_to_her(hers, app, harriet, article):
    tell(hers, name="", story="The first of them, told under her own name.")
    assert tell(hers, signed="other", name="night owl").status_code == 303
    visitor, guest = app.test_client(), app.test_client()
    other = sign_in(app.test_client(), factories.member("Ida"))
    tell(guest, name="Ada", story="Another one of which nobody else can tell.")
    one = next(c for c in board_page(article.id).items if c.name == "night owl")
    for browser in (visitor, guest, other):
        page = browser.get(f"/experiences/{one.id}")
        assert byline(browser, f"/experiences/{one.id}") == "night owl , 45–54"
        assert "Harriet" not in page.text
    db.session.expire_all()
    assert db.session.get(Person, harriet.id).name == "Harriet"
    form = form_in(hers.get(SHARE), EXPERIENCES)
    assert (fields_of(form)["signed"], fields_of(form)["name"]) == ("own", "")


@pytest.mark.parametrize("name", ["Harriet", "HARRIET", "Ｈａｒｒｉｅｔ", " harriet "])
def test_nobody_else_can_use_a_members_name(client, app, harriet, article, name):
    sentence = "This name belongs to a member. Please choose another one."
    ida = sign_in(app.test_client(), factories.member("Ida"))
    for response in (tell(client, name=name), tell(ida, signed="other", name=name)):
        assert response.status_code == 422
        page = read(response)
        assert errors_on(page) == [sentence]
        assert fields_of(form_on(page, EXPERIENCES))["story"] == GOOD["story"]
    said = {"text": "How long did it take?", "name": name, "consent": "yes"}
    here = "/articles/leg-cramps"
    assert submit(client, f"{here}/reply", f"{here}/comments", **said).status_code == 422
    with pytest.raises(NotAllowed, match="belongs to a member"):
        factories.comment(article, name=name)
    assert board_page(article.id).items == []


def test_a_member_who_types_her_own_name_tells_under_it(hers, article):
    tell(hers, signed="other", name="harriet")
    [card] = board_page(article.id).items
    assert (card.name, card.is_own_name) == ("Harriet", True)


def test_nobody_can_claim_a_name_as_her_accounts_that_is_not(article, harriet):
    told = factories.told(article, name="Somebody", is_own_name=True)
    for who in (harriet, None):
        with pytest.raises(NotAllowed):
            post_experience(article.id, told, author=who)


def test_a_form_from_before_signing_in_asks_under_which_name(client, harriet, article):
    fields = fields_of(form_in(client.get(SHARE), EXPERIENCES))
    fields |= {k.replace("__", "-"): v for k, v in GOOD.items()} | {"name": "night owl"}
    sign_in(client, harriet)
    response = client.post(EXPERIENCES, data=fields)
    assert response.status_code == 422
    assert errors_on(read(response)) == ["Please choose under which name this stands."]
    assert board_page(article.id).items == []


def test_a_form_for_members_is_not_published_to_everyone_after_signing_out(client, harriet):
    sign_in(client, harriet)
    fields = fields_of(form_in(client.get(SHARE), EXPERIENCES))
    fields |= {k.replace("__", "-"): v for k, v in GOOD.items()}
    fields |= {"audience": "members", "signed": "other", "name": "night owl"}
    client.delete_cookie(client.application.config["ACCOUNT_COOKIE_NAME"])
    response = client.post(EXPERIENCES, data=fields)
    assert response.status_code == 422
    page = read(response)
    assert "You are not signed in now" in words(page.select_one(".summary"))
    assert fields_of(form_on(page, EXPERIENCES))["audience"] == "members"


def test_a_member_chooses_the_name_of_a_comment_too(hers, app, article):
    one = factories.experience(article, name="Ada")
    reply, action = f"/experiences/{one.id}/reply", f"/experiences/{one.id}/comments"
    submit(hers, reply, action, text="I know that well.", consent="yes")
    submit(hers, reply, action, text="So does he.", signed="other", name="wife", consent="yes")
    page = read(app.test_client().get(f"/experiences/{one.id}"))
    names = [words(comment.select_one(".byline > span")) for comment in page.select(".comment")]
    assert names == ["Harriet member", "wife"]


def test_the_name_can_be_changed_for_a_while_and_then_stands(hers, article, app, monkeypatch):
    tell(hers, name="")
    [card] = board_page(article.id).items
    edit = f"/experiences/{card.id}/edit"
    assert submit(hers, edit, edit, signed="other", name="night owl").status_code == 303
    assert byline(hers, f"/experiences/{card.id}") == "night owl , 45–54"
    monkeypatch.setitem(app.config, "EDIT_MINUTES", 0)
    fields = fields_of(form_in(hers.get(edit), edit))
    assert "signed" not in fields
    assert hers.post(edit, data=fields | {"attempts-0-outcome": "worse"}).status_code == 303
    late = hers.post(edit, data=fields | {"signed": "own"})
    assert late.status_code == 303
    assert byline(hers, f"/experiences/{card.id}") == "night owl , 45–54"


def test_a_story_under_a_name_that_a_member_took_later_can_still_be_edited(article):
    one = factories.experience(article, name="Harriet")
    author = db.session.get(Person, one.author_id)
    comment = factories.comment(article, author=author, name="Harriet")
    factories.member("Harriet")
    told = factories.told(article, story="I remember more of it now, and of the night.")
    edit_experience(one.id, told, actor=author, within=A_WHILE)
    new = ToldComment("Other words.", "Harriet", CONSENT_VERSION)
    edit_comment(comment.id, new, actor=author, within=A_WHILE)
    assert "more of it" in get_experience(one.id).story


def test_the_account_name_may_change_and_an_old_story_can_still_be_edited(hers, harriet, article):
    tell(hers, name="")
    [card] = board_page(article.id).items
    with transaction():
        db.session.get(Person, harriet.id).name = "Henrietta"
    edit = f"/experiences/{card.id}/edit"
    hers.application.config["EDIT_MINUTES"], minutes = 0, hers.application.config["EDIT_MINUTES"]
    try:
        assert submit(hers, edit, edit, attempts__0__outcome="worse").status_code == 303
    finally:
        hers.application.config["EDIT_MINUTES"] = minutes
    [card] = board_page(article.id).items
    assert (card.name, card.attempts[0].outcome) == ("Harriet", "worse")


# Who tells, to whom, and whether she may be asked


def test_who_tells_has_to_be_said(client, article):
    response = tell(client, teller="")
    assert response.status_code == 422
    page = read(response)
    assert errors_on(page) == [
        "Please choose one. To tell of yourself here, you have to be 16 or older."
    ]
    assert page.select_one(page.select_one(".summary a")["href"])["type"] == "radio"
    assert tell(client, teller="carer").status_code == 303
    one = db.session.get(Experience, board_page(article.id).items[0].id)
    assert (one.teller, one.audience, one.wants_follow_up) == (
        Teller.CARER,
        Audience.EVERYONE,
        False,
    )


def test_only_members_are_asked_who_may_read_it(client, app, harriet, article):
    assert not read(client.get(SHARE)).select("[name=audience], [name=signed]")
    hers = sign_in(app.test_client(), harriet)
    tell(hers, name="", audience="members")
    assert board_page(article.id).items == []
    [card] = board_page(article.id, reader=harriet).items
    edit = f"/experiences/{card.id}/edit"
    assert fields_of(form_in(hers.get(edit), edit))["audience"] == "members"
    assert submit(hers, edit, edit, audience="everyone").status_code == 303
    assert len(board_page(article.id).items) == 1


def test_mails_that_ask_are_offered_to_those_who_can_get_them(client, app, article):
    assert not read(client.get(SHARE)).select("[name=wants_follow_up]")
    without = sign_in(app.test_client(), factories.member("Ida"))
    assert not read(without.get(SHARE)).select("[name=wants_follow_up]")
    for person in (
        factories.member("Harriet", email="harriet@example.org"),
        factories.member("Gus", Role.GUEST, email="gus@example.org"),
    ):
        hers = sign_in(app.test_client(), person)
        assert not read(hers.get(SHARE)).select_one("[name=wants_follow_up]").has_attr("checked")
        changes = {} if person.is_member() else {"name": "Augustus", "story": GOOD["story"] * 2}
        response = tell(hers, **{"name": "", "wants_follow_up": "yes"} | changes)
        number = int(response.location.rpartition("-")[2])
        assert get_experience(number).wants_follow_up
        edit = f"/experiences/{number}/edit"
        fields = fields_of(form_in(hers.get(edit), edit))
        del fields["wants_follow_up"]
        assert hers.post(edit, data=fields).status_code == 303
        db.session.expire_all()
        assert not get_experience(number).wants_follow_up


def test_a_comment_remembers_whether_the_name_was_her_own(hers, article, harriet):
    here = "/articles/leg-cramps"
    submit(hers, f"{here}/reply", f"{here}/comments", text="Well said.", consent="yes")
    [comment] = db.session.query(Comment).all()
    assert (comment.name, comment.is_own_name) == ("Harriet", True)
    edit = f"/comments/{comment.id}/edit"
    assert submit(hers, edit, edit, text="Very well said.").status_code == 303
    db.session.expire_all()
    assert (comment.name, comment.is_own_name) == ("Harriet", True)


def test_what_a_member_calls_herself_is_no_part_of_the_page(client):
    page = read(sign_in(client, factories.member("<img src=x> Ida")).get(SHARE))
    assert "Your name, <img src=x> Ida" in words(page.main)
    assert not page.main.select("img")
