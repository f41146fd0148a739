"""How long things are kept that nobody needs for ever, and letting them go when it is time."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ..accounts.credential_models import MailedCode
from ..accounts.link_actions import LIVES
from ..accounts.link_models import Bucket, DailyKey, Link, Purpose
from ..accounts.models import Person, Role
from ..accounts.notification_models import Notification
from ..accounts.session_actions import GUEST_DAYS, MEMBER_DAYS
from ..accounts.session_models import Session
from ..clock import now
from ..database import Base, db, transaction
from ..errors import N_
from ..mail.models import Letter
from ..search.models import MissedSearch
from .models import Erasure

EVERY = timedelta(hours=1)
NEVER = timedelta()
DAY, YEAR = timedelta(days=1), timedelta(days=365)
Conditions = Sequence[sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Clock:
    """How long something is kept. `due` says which rows have been there for that long, and
    `how_long` says so to people: `keeps` and the `others` fill its placeholders."""

    name: str
    what: str
    why: str
    how_long: str
    keeps: timedelta
    model: type[Base]
    due: Callable[[datetime], Conditions]
    others: Mapping[str, timedelta] = field(default_factory=dict)


def retain(*, dry_run: bool = False) -> list[tuple[Clock, int]]:
    """Let go of everything whose time is over; return how many rows of each kind.

    With `dry_run` they are only counted.
    """
    return [(clock, _count(clock) if dry_run else _let_go(clock)) for clock in CLOCKS]


def retain_if_due() -> None:
    """Let go of what is over, once an hour. A job of the worker."""
    if time.monotonic() >= _next_time.get("at", 0):
        _next_time["at"] = time.monotonic() + EVERY.total_seconds()
        retain()


_next_time: dict[str, float] = {}


def _count(clock: Clock) -> int:
    db.session.rollback()
    rows = sa.select(sa.func.count()).select_from(clock.model)
    return db.session.scalar(rows.where(*clock.due(now() - clock.keeps))) or 0


def _let_go(clock: Clock) -> int:
    with transaction():
        rows = sa.delete(clock.model).where(*clock.due(now() - clock.keeps))
        done = db.session.execute(rows, execution_options={"synchronize_session": False})
        return int(done.rowcount)  # type: ignore[attr-defined]


def _links(*purposes: Purpose) -> Callable[[datetime], Conditions]:
    return lambda until: (Link.purpose.in_(list(map(str, purposes))), Link.created_at <= until)


def _nothing_hangs_on_her() -> sa.ColumnElement[bool]:
    """Say of a person that no row of any table is hers."""
    hers = [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name == "person_id"
        or any(key.column is Person.__table__.c.id for key in column.foreign_keys)
    ]
    return sa.and_(*(~sa.exists().where(column == Person.id) for column in hers))


def _forsaken(until: datetime) -> Conditions:
    is_guest = (Person.role == Role.GUEST, Person.email.is_(None), Person.banned_at.is_(None))
    return (*is_guest, Person.created_at <= until, _nothing_hangs_on_her())


_SESSIONS: dict[str, Any] = {
    "others": {
        "idle": timedelta(days=MEMBER_DAYS[0]),
        "whole": timedelta(days=MEMBER_DAYS[1]),
        "guest": timedelta(days=GUEST_DAYS[0]),
    }
}

CLOCKS = (
    Clock(
        "unconfirmed addresses",
        N_("An e-mail address that you gave and have not confirmed"),
        N_("So that the button on the page behind the mailed link can confirm it."),
        N_("%(keeps)s"),
        LIVES[Purpose.GUEST_ADDRESS],
        Link,
        _links(Purpose.GUEST_ADDRESS, Purpose.SIGN_UP, Purpose.NEW_ADDRESS),
    ),
    Clock(
        "links for a new password",
        N_("A mailed link for a new password"),
        N_("So that it works once, and only for a short while."),
        N_("%(keeps)s"),
        LIVES[Purpose.RESET],
        Link,
        _links(Purpose.RESET),
    ),
    Clock(
        "links that let guests in",
        N_("A mailed link that lets a guest in on another device"),
        N_("So that you are known there without an account."),
        N_("%(keeps)s"),
        LIVES[Purpose.ENTER],
        Link,
        _links(Purpose.ENTER),
    ),
    Clock(
        "mailed codes",
        N_("A mailed code to sign in with, as a digest"),
        N_("So that it can be compared with what you type."),
        N_("10 minutes"),
        NEVER,
        MailedCode,
        lambda until: (MailedCode.ends_at <= until,),
    ),
    Clock(
        "ended sessions",
        N_("Where you are signed in: the make and system of the browser in two words, and when"),
        N_("So that you can see and end it."),
        N_(
            "until you sign out; otherwise %(idle)s after your last visit there, "
            "%(whole)s at most; for guests %(guest)s"
        ),
        NEVER,
        Session,
        lambda until: (Session.ends_at <= until,),
        **_SESSIONS,
    ),
    Clock(
        "sent letters",
        N_("That a mail was sent to you, of which kind and when; not its words, and no address"),
        N_("So that nothing is sent twice, and faults can be found."),
        N_("%(keeps)s after it was sent"),
        timedelta(days=30),
        Letter,
        lambda until: (Letter.sent_at <= until,),
    ),
    Clock(
        "letters given up",
        N_("That a mail could not be delivered, and the kind of fault; no address"),
        N_("So that whoever runs the site can see why."),
        N_("%(keeps)s after the last try"),
        timedelta(days=7),
        Letter,
        lambda until: (Letter.given_up_at <= until,),
    ),
    Clock(
        "read news",
        N_("News behind your bell that you have read"),
        N_("So that you find it again."),
        N_("%(keeps)s after you read it"),
        YEAR,
        Notification,
        lambda until: (Notification.read_at <= until,),
    ),
    Clock(
        "unread news",
        N_("News that you have not read"),
        N_("In case you come back."),
        N_("%(keeps)s"),
        2 * YEAR,
        Notification,
        lambda until: (Notification.read_at.is_(None), Notification.created_at <= until),
    ),
    Clock(
        "counted tries",
        N_(
            "How often something was tried from one network or for one address, as a digest "
            "that nobody can read back"
        ),
        N_("Against guessing and floods."),
        N_("minutes to hours, a day at most"),
        NEVER,
        Bucket,
        lambda until: (Bucket.ends_at <= until,),
    ),
    Clock(
        "keys of digests",
        N_("The key with which those digests are made"),
        N_("Without it they say nothing to anybody, us included."),
        N_("the day it is used on"),
        NEVER,
        DailyKey,
        lambda until: (DailyKey.day < until.date().isoformat(),),
    ),
    Clock(
        "forsaken guests",
        N_("The number of a guest who has nothing here any more"),
        N_("Her browser may still hold its cookie."),
        N_("%(keeps)s after she came"),
        timedelta(days=400),
        Person,
        _forsaken,
    ),
    Clock(
        "searches that found nothing",
        N_("Words that were searched for and not found; not who searched"),
        N_("So that editors see what is missing."),
        N_("%(keeps)s"),
        YEAR,
        MissedSearch,
        lambda until: (MissedSearch.day <= until,),
    ),
    Clock(
        "notes of erasures",
        N_("That something was erased, and when; not whose it was"),
        N_("So that we can see that it was scrubbed from the files, too."),
        N_("%(keeps)s after that"),
        YEAR,
        Erasure,
        lambda until: (Erasure.scrubbed_at <= until,),
    ),
)  # fmt: skip
