"""Erasing what we hold on somebody, at her wish: with her words, or leaving them without her."""

from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from ..accounts.erase_actions import drop_person, forget_account, forget_notices_about
from ..accounts.link_models import Link
from ..accounts.models import Person
from ..accounts.notification_models import About
from ..board.erase_actions import erase_words, leave_words, lock_boards
from ..clock import now
from ..database import db, transaction
from ..following.erase_actions import forget_follows
from ..mail.erase_actions import forget_letters, forget_mails
from ..moderation.erase_actions import forget_cases
from .models import Erasure
from .scrub_actions import scrub_if_small

ABOUT_STORIES = (About.REMEDY_STORY, About.CAUSE_STORY)


class Choice(StrEnum):
    """What becomes of the words of somebody who leaves."""

    EVERYTHING = "everything"
    KEEP_WORDS = "keep-words"


def erase(person_id: int, choice: Choice, *, mails: Path) -> None:
    """Erase what we hold on a person, and scrub it from the database's files if they are small;
    otherwise the worker does so. `mails` is the folder in which mails lie that are not sent."""
    with transaction():
        lock_boards()
        person = db.session.get_one(Person, person_id, with_for_update=True)
        hers = {person.email} if person.email else set()
        asked_for = db.session.scalars(sa.select(Link.email).filter_by(person_id=person_id))
        in_folder = hers | set(asked_for)
        forget_follows(person_id)
        forget_cases(person_id, has_left_words=choice == Choice.KEEP_WORDS)
        forget_letters(person_id, hers)
        if choice == Choice.KEEP_WORDS:
            leave_words(person_id)
            forget_account(person_id)
        else:
            _erase_everything(person_id)
        db.session.add(Erasure(erased_at=now(), choice=choice))
    forget_mails(mails, in_folder)
    scrub_if_small()


def _erase_everything(person_id: int) -> None:
    """Erase her words and her row; where answers of others hang on a stub, the row stays as a
    number without a name."""
    erased = erase_words(person_id)
    forget_notices_about(ABOUT_STORIES, erased.experience_ids)
    forget_notices_about([About.REPLY], erased.comment_ids)
    forget_account(person_id)
    if not erased.has_stubs:
        drop_person(person_id)
