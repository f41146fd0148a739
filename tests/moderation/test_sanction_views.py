"""A person as moderators know her, and what they decide about her."""

from datetime import timedelta

import pytest

from forum.accounts.models import Person, Role
from forum.clock import now
from forum.database import db
from forum.moderation.case_actions import Thing
from forum.moderation.decision_actions import hide
from forum.moderation.models import Decision, Reason
from tests import factories
from tests.pages import read, sign_in, submit, words

from .things import decisions, flagged

pytestmark = pytest.mark.one_engine("sqlite")


@pytest.fixture
def person(article, moderator) -> Person:
    person = factories.member("Eve")
    factories.experience(article, author=person)
    other = factories.experience(article, author=person, story="Twenty grams a day it was.")
    hide(Thing.of(other), Reason.DANGEROUS, actor=moderator, note="Too much.")
    return person


def act(client, person: Person, name: str, **fields: str):
    here = f"/moderation/people/{person.id}"
    sent = {f"{name}__{key}": value for key, value in fields.items()}
    return submit(client, here, f"{here}/{name}", **sent)


def fresh(person: Person) -> Person:
    db.session.rollback()
    return db.session.get(Person, person.id, populate_existing=True)


def test_a_moderator_reads_the_record(client, article, person, moderator):
    text = words(read(sign_in(client, moderator).get(f"/moderation/people/{person.id}")).main)
    for sentence in ("Eve", "a member", "1 shown, 0 held, 1 hidden", "Too much.", "Twenty grams"):
        assert sentence in text
    one = factories.experience(article)
    (flagger,) = flagged(one, times=1)
    hide(Thing.of(one), Reason.SPAM, actor=moderator)
    text = words(read(client.get(f"/moderation/people/{flagger}")).main)
    assert "1; moderators agreed with 1 of 1" in text


def test_she_pauses_lifts_and_closes_writing(client, person, moderator):
    sign_in(client, moderator)
    wrong = act(client, person, "suspend", note="Please read the rules.")
    assert wrong.status_code == 422
    assert "Please choose for how long." in wrong.text
    assert "Please read the rules." in wrong.text
    assert act(client, person, "suspend", length="7", reason="abuse").status_code == 303
    ends = fresh(person).suspended_until - now()
    assert timedelta(days=6, hours=23) < ends <= timedelta(days=7)
    assert act(client, person, "lift", note="It is good now.").status_code == 303
    assert not fresh(person).is_suspended()
    for day in ("", "2020-01-01", "2999-01-01", "nonsense"):
        answer = act(client, person, "suspend", length="date", until=day, reason="abuse")
        assert answer.status_code == 422, day
    day = (now() + timedelta(days=40)).date().isoformat()
    act(client, person, "suspend", length="date", until=day, reason="abuse")
    assert fresh(person).suspended_until.date().isoformat() == day
    assert act(client, person, "ban", reason="spam", note="Again.").status_code == 303
    assert fresh(person).banned_at
    assert decisions() == ["hide", "suspend", "lift", "suspend", "ban"]
    last = db.session.query(Decision).order_by(Decision.id.desc()).first()
    assert (last.reason, last.note) == ("spam", "Again.")


def test_about_moderators_publishers_decide_and_about_oneself_nobody(
    client, app, moderator, second
):
    other = f"/moderation/people/{second.id}"
    sign_in(client, moderator)
    for person, sentence in ((moderator, "This is about you"), (second, "publishers decide")):
        page = read(client.get(f"/moderation/people/{person.id}"))
        assert sentence in words(page.main)
        assert not page.select("main form")
    token = read(client.get("/account/mail")).select_one("[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "ban-reason": "abuse"}
    assert client.post(f"{other}/ban", data=sent).status_code == 403
    publisher = sign_in(app.test_client(), factories.member("Pia", Role.PUBLISHER))
    assert act(publisher, second, "ban", reason="abuse").status_code == 303
