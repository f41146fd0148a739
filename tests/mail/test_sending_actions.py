"""Letters in the outbox: claimed by one, kept until they are sent, and then without an address."""

from datetime import timedelta
from threading import Thread

from forum.clock import now, set_to
from forum.database import db, transaction
from forum.mail.actions import put_in_outbox, remember_details
from forum.mail.models import Letter
from forum.mail.sending_actions import LEASE, PAUSES, claim_letter, note_failed, note_sent
from forum.mail.worker import send_letters

from .conftest import letter, put_letter


def test_a_letter_belongs_to_who_has_claimed_it_until_the_lease_ends(app):
    number = put_letter()
    assert claim_letter().id == number
    assert claim_letter() is None
    with set_to(now() + LEASE):
        assert claim_letter().tries == 2


def test_what_is_due_for_longest_goes_first_and_what_is_not_due_waits(app):
    later, first, never = (
        put_letter(due_at=now() + timedelta(minutes=minutes)) for minutes in (-1, -2, 1)
    )
    assert [claim_letter().id, claim_letter().id, claim_letter()] == [first, later, None]
    assert letter(never).tries == 0


def test_a_letter_that_has_been_sent_holds_no_address(app):
    number = put_letter(wants="replies")
    claim_letter()
    assert letter(number).details == {"wants": "replies"}
    note_sent(number)
    kept = letter(number)
    assert (kept.address, kept.details, kept.claimed_until) == (None, None, None)
    assert claim_letter() is None
    with db.engine.connect() as connection:
        empty = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE details IS NULL")
        assert empty.scalar() == 1


def test_a_letter_in_a_transaction_that_fails_was_never_there(app):
    try:
        with transaction():
            put_letter()
            raise LookupError
    except LookupError:
        pass
    assert claim_letter() is None


def test_who_comes_too_late_does_not_note_a_fault_on_anothers_try(app):
    number = put_letter()
    claim_letter()
    with set_to(now() + LEASE):
        claim_letter()
        note_failed(number, "Late", tries=1)
    assert letter(number).claimed_until is not None
    assert letter(number).fault is None


def test_a_letter_that_was_sent_after_all_is_not_marked_as_failed(app):
    number = put_letter()
    claim_letter()
    note_sent(number)
    note_failed(number, "Late", tries=1)
    note_failed(number, "Late", tries=len(PAUSES) + 1)
    assert letter(number).sent_at is not None
    assert letter(number).given_up_at is None


def test_a_letter_that_ends_the_worker_each_time_is_given_up(app):
    number, moment = put_letter(), now()
    for _each in range(len(PAUSES) + 2):
        with set_to(moment):
            claim_letter()
        moment += LEASE
    assert letter(number).given_up_at is not None
    assert letter(number).tries == len(PAUSES) + 1
    assert letter(number).address is None


def test_details_are_kept_for_when_a_letter_is_written_again(app):
    number = put_letter(wants="replies")
    remember_details(letter(number), nonce="abc")
    assert letter(number).details == {"wants": "replies", "nonce": "abc"}


def test_an_empty_outbox_costs_one_statement_and_no_lock(app, statements):
    with statements() as asked:
        assert claim_letter() is None
    assert len(asked) == 1


def test_four_workers_at_once_send_each_letter_once(app, writers, server):
    numbers = [put_letter(address=f"p{n}@example.org") for n in range(40)]
    workers = [Thread(target=send_letters, args=[app]) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with set_to(now() + timedelta(hours=1)):
        send_letters(app)  # what one of them has left to another, or to a calmer moment
    assert sorted(one.to[0] for one in server.accepted) == sorted(
        f"p{n}@example.org" for n in range(40)
    )
    assert all(letter(number).sent_at for number in numbers)


def test_the_outbox_holds_no_words(app):
    assert set(Letter.__table__.columns.keys()).isdisjoint({"subject", "text", "body"})
    assert put_in_outbox("test", person_id=None).details is None
