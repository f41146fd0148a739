"""Flagging as a reader's browser does it, and what she and the author are told afterwards."""

import pytest
import sqlalchemy as sa

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person
from forum.board.models import Status
from forum.clock import now
from forum.database import db, transaction
from forum.moderation.case_actions import Thing
from forum.moderation.decision_actions import dismiss, edit_out, hide
from forum.moderation.models import Flag, Reason
from tests import factories
from tests.pages import read, sign_in, submit, words

from .things import count, flagged, status_of, years_old

pytestmark = pytest.mark.one_engine("sqlite")
NEWS = "/account/notices"


@pytest.fixture
def one(article):
    return factories.experience(article, author=years_old(welcome_guest()))


def flag(client, row, **fields):
    place = "comments" if hasattr(row, "text") else "experiences"
    address = f"/{place}/{row.id}/flag"
    return submit(client, address, address, **{"reason": "spam"} | fields)


def news(client) -> list[str]:
    return [words(item) for item in read(client.get(NEWS)).select(".news li")]


def links_to_flag(client, path: str) -> list[str]:
    return [str(link["href"]) for link in read(client.get(path)).select("a.flag")]


def test_others_things_have_a_link_and_ones_own_have_none(client, article, one):
    said = factories.comment(article, on=one, author=db.session.get(Person, one.author_id))
    page = f"/experiences/{one.id}"
    assert links_to_flag(client, page) == [f"{page}/flag", f"/comments/{said.id}/flag"]
    sign_in(client, db.session.get(Person, one.author_id))
    assert links_to_flag(client, page) == []


def test_a_visitor_flags_and_is_known_to_her_browser_from_then_on(client, article, one):
    page = read(client.get(f"/experiences/{one.id}/flag"))
    assert len(page.select("[name=reason]")) == len(Reason)
    answer = flag(client, one, line="  It sells\nsomething. ")
    assert (answer.status_code, answer.location) == (303, f"/experiences/{one.id}")
    kept = db.session.scalars(sa.select(Flag)).one()
    assert (kept.reason, kept.line) == ("spam", "It sells something.")
    shown = read(client.get(answer.location))
    assert "A moderator will look at it" in words(shown.select_one(".flash"))
    token = read(client.get("/articles/leg-cramps/reply")).select_one("[name=csrf_token]")["value"]
    address, sent = f"/experiences/{one.id}/flag", {"reason": "abuse", "csrf_token": token}
    for again in (client.get(address), client.post(address, data=sent)):
        assert again.status_code == 409
        assert words(read(again).h1).startswith("You have flagged this already. Thank you")
    assert count(Flag) == 1


def test_a_mistake_keeps_what_was_typed(client, one):
    for fields, sentence in (
        ({"reason": "", "line": "Look here"}, "Please choose one of the reasons."),
        ({"reason": "other", "line": ""}, "Please say in a few words what it is."),
        ({"reason": "spam", "line": "x" * 201}, "at most 200 fit"),
    ):
        answer = flag(client, one, **fields)
        page = read(answer)
        assert answer.status_code == 422
        assert sentence in words(page.select_one(".summary"))
        assert page.select_one("[name=line]")["value"] == fields["line"]
        chosen = [str(radio["value"]) for radio in page.select("[name=reason][checked]")]
        assert chosen == [fields["reason"]] if fields["reason"] else not chosen
    assert count(Flag) == 0


def test_a_script_gets_the_form_and_then_the_thanks(client, one):
    address, part = f"/experiences/{one.id}/flag", {"X-Part": "flag"}
    form = read(client.get(address, headers=part))
    assert not form.select("html")
    token = form.select_one("[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "reason": "abuse"}
    answer = client.post(address, headers=part, data=sent)
    assert words(read(answer).p).startswith("Thank you. A moderator will look at it")
    assert "Set-Cookie" in answer.headers


def test_what_enough_readers_flag_is_hidden_and_the_last_one_is_told_so(client, article, one):
    flagged(one, times=8)
    answer = flag(client, one, reason="abuse")
    assert status_of(one) == Status.HIDDEN
    assert answer.location == "/articles/leg-cramps#board"
    flash = read(client.get("/articles/leg-cramps")).select_one(".flash")
    assert "off the board until a moderator has looked" in words(flash)
    sign_in(client, db.session.get(Person, one.author_id))
    (told,) = news(client)
    assert "Readers have flagged your experience" in told


def test_one_reads_what_came_of_a_flag_and_nothing_of_the_authors_matters(
    app, client, article, one, moderator
):
    said = factories.comment(article, on=one, author=db.session.get(Person, one.author_id))
    third = factories.comment(article, text="Call me at 0170 555.")
    for row in (one, said, third):
        flag(client, row)
    dismiss(Thing.of(said), actor=moderator, note="Fine.")
    edit_out(Thing.of(third), [(11, 19)], words=third.text, actor=moderator)
    hide(Thing.of(one), Reason.SPAM, actor=moderator, note="No advertisements.")
    told = news(client)
    assert [each.partition(" Leg cramps")[0] for each in told] == [
        "New: Thank you: what you flagged was taken off the board",
        "New: Thank you: personal details were taken out of what you flagged",
        "New: Thank you: a moderator has looked at what you flagged, and left it on the board",
    ]
    links = [link["href"] for link in read(client.get(NEWS)).select(".news .what a")]
    assert links == [f"/comments/{third.id}"]  # the other comment went with its experience
    author = sign_in(app.test_client(), db.session.get(Person, one.author_id))
    (hers,) = news(author)
    assert "A moderator has taken your experience off the board" in hers
    assert "an advertisement" in hers
    assert "No advertisements." in hers


def test_who_is_suspended_or_comes_too_late_reads_why(client, article, one):
    sign_in(client, factories.member("Bea"))
    address = f"/experiences/{one.id}/flag"
    assert client.get("/experiences/999/flag").status_code == 404
    with transaction():
        one.status = Status.HIDDEN
    assert client.get(address).status_code == 410
    with transaction():
        one.status = Status.VISIBLE
        db.session.get(Person, one.author_id).suspended_until = now().replace(year=2099)
    suspended = sign_in(client.application.test_client(), db.session.get(Person, one.author_id))
    answer = suspended.get(address)
    assert answer.status_code == 403
    assert "Writing is paused" in words(read(answer).h1)
