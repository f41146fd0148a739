"""What goes on beside the site: jobs of its areas, and the mail. A round of it never ends in a
fault; whatever one letter or job brings about, the others get their turn."""

import json
import logging
import os
import signal
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event
from typing import Any

from flask import Flask, current_app

from ..clock import now
from .delivery import Post, Undelivered, message_of, post_from
from .models import Letter
from .sending_actions import claim_letter, note_failed, note_sent
from .writing import compose

Job = Callable[[], object]
"""What an area has done again and again, in transactions of its own."""

LETTERS_EVERY = 2.0
"""Seconds between two looks into the outbox."""
JOBS_EVERY = timedelta(minutes=1)
log = logging.getLogger("forum.mail")


def init_app(app: Flask, *, jobs: Mapping[str, Job]) -> None:
    """Take the jobs of all areas, by a name for the log."""
    app.extensions["jobs"] = dict(jobs)


def work(app: Flask, *, once: bool, beside: int | None = None) -> None:
    """Do the jobs and send the mail: once, or until somebody ends this process.

    A letter that is under way is brought to its end. `beside` is the number of the process that
    has started this one: the work ends with it, however it ends.
    """
    stop = Event()
    if not once:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        _note(result="at work")
    jobs_due = now()
    while not stop.is_set() and beside in {None, os.getppid()}:
        if now() >= jobs_due:
            run_jobs(app)
            jobs_due = now() + JOBS_EVERY
        send_letters(app, is_over=stop.is_set)
        if once:
            return
        stop.wait(LETTERS_EVERY)


def run_jobs(app: Flask) -> None:
    """Do every job once, each with a session of its own."""
    for name, job in app.extensions["jobs"].items():
        try:
            with app.app_context():
                job()
        except Exception as error:
            _note(job=name, result="failed", fault=_name_of(error))


def send_letters(app: Flask, *, is_over: Callable[[], bool] = lambda: False) -> None:
    """Send the letters that are due, one after the other, until there is none or no server."""
    post = post_from(app.config)
    try:
        while not is_over():
            with app.app_context():
                letter = claim_letter()
                if letter is None or not _send(letter, post):
                    return
    except Exception as error:
        # The database is away. A letter that is claimed comes again when its lease has ended.
        _note(result="failed", fault=_name_of(error))


def _send(letter: Letter, post: Post) -> bool:
    """Write a letter and send it. Returns False if the server takes no other one now."""
    about = {"letter": letter.id, "kind": letter.kind, "try": letter.tries}
    number, tries, message_id = letter.id, letter.tries, letter.message_id
    try:
        mail = compose(letter)
        if mail is not None:
            sender = current_app.config["MAIL_FROM"]
            post.send(message_of(mail, sender=sender, message_id=message_id, date=now()))
    except Exception as error:
        is_last = not note_failed(number, _name_of(error), tries=tries)
        _note(**about, result="given up" if is_last else "failed", fault=_name_of(error))
        return not (isinstance(error, Undelivered) and error.is_away)
    note_sent(number)
    _note(**about, result="sent" if mail else "nothing to send")
    return True


def _name_of(error: Exception) -> str:
    """Return what went wrong, without a word that somebody else has chosen."""
    return str(error) if isinstance(error, Undelivered) else type(error).__name__


def _note(**values: Any) -> None:
    """Leave a line in the log: no address, no words."""
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    level = logging.WARNING if "fault" in values else logging.INFO
    log.log(level, "%s", json.dumps({"time": when, **values}))
