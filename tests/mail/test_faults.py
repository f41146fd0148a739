"""Mail against a real SMTP server that refuses, hangs and drops: none lost, none doubled."""

import random
import time
from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest

from forum.clock import now, set_to
from forum.mail import delivery
from forum.mail.sending_actions import LEASE, PAUSES
from forum.mail.worker import send_letters
from tests.board.test_views import tell

from .conftest import letter, put_letter

FAULTS = [
    "hangs up at once", "says nothing", "421 at MAIL", "451 at MAIL", "hangs at MAIL",
    "drops at MAIL", "450 at RCPT", "550 at RCPT", "hangs at RCPT", "drops at RCPT",
    "451 at DATA", "554 at DATA", "drops at DATA", "drops mid-message", "hangs mid-message",
    "451 at the end", "552 at the end", "554 at the end", "hangs at the end", "drops at the end",
]  # fmt: skip


def rounds_until_sent(app, numbers: list[int]) -> int:
    """Let the worker go its rounds, later and later, until every letter has left the outbox."""
    moment = now()
    for count in range(1, 400):
        moment += timedelta(minutes=20)
        with set_to(moment):
            send_letters(app)
        if all(letter(number).sent_at for number in numbers):
            return count
    raise AssertionError("some letters never went")


def test_over_a_hundred_faults_no_mail_is_lost_and_none_doubled(app, writers, server):
    moods = [fault for fault in FAULTS for _each in range(6)]
    random.Random(4).shuffle(moods)
    server.moods = moods.copy()
    numbers = [put_letter(address=f"p{n}@example.org") for n in range(40)]
    ids = {f"<{letter(number).message_id}@localhost>" for number in numbers}
    rounds_until_sent(app, numbers)
    assert len(server.faults) == len(moods) == 120
    times = Counter(one.message_id for one in server.accepted)
    assert set(times) == ids, "lost"
    assert set(times.values()) == {1}, "doubled"
    for number in numbers:
        assert letter(number).given_up_at is None
        assert letter(number).address is None


def test_a_mail_whose_acceptance_was_never_heard_comes_again_under_the_same_name(
    app, writers, server
):
    """Nobody can know whether it was taken: who shows mails knows both for one by their name."""
    server.moods = ["takes it and drops"] * 10
    numbers = [put_letter(address=f"p{n}@example.org") for n in range(10)]
    rounds_until_sent(app, numbers)
    told = Counter(one.message_id for one in server.accepted if one.is_told)
    assert set(told.values()) == {1}
    assert len(told) == 10
    assert {one.message_id for one in server.accepted} == set(told)


def test_a_mail_that_is_refused_for_good_is_given_up_after_some_three_days(app, writers, server):
    server.moods = ["550 at RCPT"] * 40
    number, started = put_letter(), now()
    moment = started
    while letter(number).given_up_at is None:
        moment = max(letter(number).due_at, moment)
        with set_to(moment):
            send_letters(app)
    kept = letter(number)
    assert timedelta(days=3) < moment - started < timedelta(days=4)
    assert len(server.faults) == kept.tries == len(PAUSES) + 1
    assert kept.fault == "SMTPRecipientsRefused 550"
    assert (kept.address, kept.details) == (None, None)
    with set_to(moment + timedelta(days=30)):
        send_letters(app)
    assert letter(number).tries == kept.tries


def test_the_pauses_grow(app, writers, server):
    server.moods = ["451 at MAIL"] * 3
    number, moment, pauses = put_letter(), now(), []
    for _each in range(3):
        with set_to(moment):
            send_letters(app)
        pauses.append(letter(number).due_at - moment)
        moment = letter(number).due_at
    assert [pause.total_seconds() // 60 for pause in pauses] == [1, 2, 5]


def test_one_that_is_refused_does_not_keep_the_others(app, writers, server):
    server.moods = ["550 at RCPT"]
    numbers = [put_letter() for _each in range(3)]
    send_letters(app)
    assert [bool(letter(number).sent_at) for number in numbers] == [False, True, True]


def test_a_server_that_is_away_is_asked_once_a_round(app, writers, server):
    server.moods = ["hangs up at once"] * 5
    numbers = [put_letter() for _each in range(5)]
    send_letters(app)
    assert [letter(number).tries for number in numbers] == [1, 0, 0, 0, 0]


def test_a_server_that_answers_a_letter_at_a_time_is_left(app, writers, server, monkeypatch):
    monkeypatch.setattr(delivery, "TIMEOUT", 5)
    monkeypatch.setattr(delivery, "DEADLINE", 0.3)
    server.moods = ["drips"]
    number, started = put_letter(), time.monotonic()
    send_letters(app)
    assert time.monotonic() - started < 2
    assert letter(number).fault
    assert LEASE.total_seconds() > 5 * delivery.DEADLINE


@pytest.mark.parametrize("mood", ["says nothing", "hangs at the end"])
def test_a_server_that_hangs_keeps_nobody_from_posting(
    app, client, writers, server, mood, monkeypatch
):
    monkeypatch.setattr(delivery, "TIMEOUT", 1.5)
    server.moods = [mood]
    number = put_letter()
    sending = Thread(target=send_letters, args=[app])
    sending.start()
    while not server.faults:
        time.sleep(0.01)
    started = time.monotonic()
    assert tell(client).status_code == 303
    assert time.monotonic() - started < 1
    assert sending.is_alive(), "posted while the server hung"
    sending.join()
    assert letter(number).sent_at is None


def test_neither_the_row_nor_the_log_says_what_the_server_said(app, writers, server, caplog):
    server.moods = ["550 at RCPT", "421 at MAIL"]
    numbers = [put_letter(), put_letter()]
    with caplog.at_level("INFO", logger="forum.mail"):
        send_letters(app)
    assert len(caplog.records) == 2
    assert "ada" not in caplog.text
    assert "ada" not in "".join(str(letter(number).fault) for number in numbers)
