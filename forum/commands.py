"""What runs beside the pages: the commands of `flask forum`, and what its worker does and writes.

No page needs it, and a server does not load it.
"""

from flask import Flask

from . import cli
from .accounts import guest_letters, member_letters
from .following import follow_up_actions, mail_actions, telling_actions
from .following import letters as following_letters
from .mail import worker, writing
from .moderation import case_actions, decision_letters
from .moderation import letters as moderation_letters
from .moderation import mail_actions as waiting_actions
from .rights import retention_actions, scrub_actions

WRITERS: dict[str, writing.Writer] = {
    **guest_letters.WRITERS,
    **member_letters.WRITERS,
    **decision_letters.WRITERS,
    **following_letters.WRITERS,
    **moderation_letters.WRITERS,
}
"""Who writes the letters of the outbox, by their kind."""

JOBS: dict[str, worker.Job] = {
    "tell of new stories": telling_actions.tell_of_new_stories,
    "tell of thresholds": telling_actions.tell_of_thresholds,
    "ask how it went": follow_up_actions.ask_how_it_went,
    "mail notifications": mail_actions.mail_notifications,
    "mail digests": mail_actions.mail_digests,
    "close withdrawn cases": case_actions.close_withdrawn_cases,
    "mail what waits": waiting_actions.mail_waiting,
    "retain": retention_actions.retain_if_due,
    "scrub": scrub_actions.scrub_if_due,
}
"""What `flask forum work` does again and again beside the mail, by a name for the log."""


def init_app(app: Flask) -> None:
    """Add the commands, and what the worker needs."""
    writing.init_app(app, writers=WRITERS)
    worker.init_app(app, jobs=JOBS)
    app.cli.add_command(cli.forum)
