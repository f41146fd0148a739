"""Things go when their time is over: not before, and not after."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.accounts.actions import welcome_guest
from forum.accounts.credential_models import MailedCode
from forum.accounts.link_actions import make_link
from forum.accounts.link_models import Bucket, DailyKey, Link, Purpose
from forum.accounts.models import Person
from forum.accounts.notification_actions import notify
from forum.accounts.notification_models import About, Notification
from forum.accounts.session_actions import start_session
from forum.accounts.session_models import Session
from forum.board.actions import vote_for
from forum.clock import now
from forum.database import db, transaction
from forum.mail.actions import put_in_outbox
from forum.mail.models import Letter
from forum.rights import retention_actions
from forum.rights.models import Erasure
from forum.rights.retention_actions import CLOCKS, retain, retain_if_due
from forum.search.models import MissedSearch
from tests import factories

MOMENT = timedelta(minutes=1)


def gone(**kwargs) -> dict[str, int]:
    return {clock.name: rows for clock, rows in retain(**kwargs) if rows}


def age(model, column, by: timedelta) -> None:
    """Let a row's clock have begun so long ago."""
    with transaction():
        db.session.execute(sa.update(model).values({column: now() - by}))


def a_link(purpose: Purpose):
    def make() -> None:
        make_link(purpose, email="ada@example.org", person_id=None)

    return make


def a_row(model, **values):
    def make() -> None:
        with transaction():
            db.session.add(model(**{k: v() if callable(v) else v for k, v in values.items()}))

    return make


MAKERS = {
    "unconfirmed addresses": (a_link(Purpose.SIGN_UP), Link, "created_at"),
    "links for a new password": (a_link(Purpose.RESET), Link, "created_at"),
    "links that let guests in": (a_link(Purpose.ENTER), Link, "created_at"),
    "mailed codes": (
        a_row(MailedCode, email="ada@example.org", browser="", digest="x", ends_at=now),
        MailedCode,
        "ends_at",
    ),
    "ended sessions": (
        lambda: start_session(welcome_guest("Ada").id, browser=""),
        Session,
        "ends_at",
    ),
    "sent letters": (lambda: put_in_outbox("reply"), Letter, "sent_at"),
    "letters given up": (lambda: put_in_outbox("reply"), Letter, "given_up_at"),
    "read news": (lambda: notify(welcome_guest("Ada").id, About.REPLY, 1), Notification, "read_at"),
    "unread news": (
        lambda: notify(welcome_guest("Ada").id, About.REPLY, 1),
        Notification,
        "created_at",
    ),
    "counted tries": (a_row(Bucket, digest="x", count=1, ends_at=now), Bucket, "ends_at"),
    "forsaken guests": (lambda: welcome_guest("Ada"), Person, "created_at"),
    "searches that found nothing": (
        a_row(MissedSearch, day=now, words="goat milk", times=1),
        MissedSearch,
        "day",
    ),
    "notes of erasures": (
        a_row(Erasure, erased_at=now, choice="everything"),
        Erasure,
        "scrubbed_at",
    ),
}


def test_every_clock_is_tested():
    assert {*MAKERS, "keys of digests"} == {clock.name for clock in CLOCKS}


@pytest.mark.parametrize("name", MAKERS)
def test_it_goes_when_its_time_is_over_and_not_before(app, name):
    make, model, column = MAKERS[name]
    clock = next(clock for clock in CLOCKS if clock.name == name)
    make()
    age(model, column, clock.keeps - MOMENT)
    assert name not in gone()
    age(model, column, clock.keeps + MOMENT)
    assert gone(dry_run=True)[name] == 1
    assert gone()[name] == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
    assert name not in gone()


def test_the_key_of_a_day_goes_with_the_day(app):
    with transaction():
        for days in (0, 1, 2):
            day = (now() - timedelta(days=days)).date().isoformat()
            db.session.add(DailyKey(day=day, key="x"))
    assert gone() == {"keys of digests": 2}


def test_what_waits_to_be_sent_stays(app):
    put_in_outbox("reply")
    age(Letter, "created_at", timedelta(days=400))
    assert gone() == {}


def test_a_guest_on_whom_anything_hangs_stays(article):
    voter = welcome_guest("Mabel")
    one = factories.experience(article, name="Ada")
    vote_for(one.id, voter=voter)
    factories.comment(article)
    reader = welcome_guest("Reader")
    put_in_outbox("reply", person_id=reader.id)
    age(Person, "created_at", timedelta(days=4000))
    assert gone() == {}


def test_a_dry_run_changes_nothing(app):
    make_link(Purpose.SIGN_UP, email="ada@example.org", person_id=None)
    age(Link, "created_at", timedelta(days=2))
    for _each in range(2):
        assert gone(dry_run=True) == {"unconfirmed addresses": 1}


def test_the_command_says_what_goes(app):
    run = app.test_cli_runner().invoke
    make_link(Purpose.SIGN_UP, email="ada@example.org", person_id=None)
    age(Link, "created_at", timedelta(days=2))
    dry = run(args=["forum", "retain", "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert "unconfirmed addresses: 1 would go" in dry.output
    assert "unconfirmed addresses: 1 gone" in run(args=["forum", "retain"]).output
    assert "unconfirmed addresses: 0 gone" in run(args=["forum", "retain"]).output
    assert "ada@" not in dry.output


def test_the_worker_does_it_once_an_hour(app, monkeypatch):
    clock = {"now": 1000.0}
    monkeypatch.setattr(retention_actions.time, "monotonic", lambda: clock["now"])
    monkeypatch.setattr(retention_actions, "_next_time", {})
    done = []
    monkeypatch.setattr(retention_actions, "retain", lambda: done.append(clock["now"]))
    for moment in (1000.0, 1001.0, 4599.0, 4600.0, 4601.0):
        clock["now"] = moment
        retain_if_due()
    assert done == [1000.0, 4600.0]
