"""`flask forum work`: the loop beside the site."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from forum.clock import now, set_to
from forum.database import transaction
from forum.mail.folder import mails_in
from forum.mail.worker import run_jobs, send_letters
from forum.mail.writing import write

from .conftest import ADDRESS, letter, put_letter

ROOT = Path(__file__).parents[2]


def test_without_a_server_the_mail_lies_in_the_folder(app, writers, folder):
    number = put_letter()
    send_letters(app)
    (kept,) = mails_in(folder)
    assert (kept.address, kept.subject) == (ADDRESS, "News")
    assert letter(number).sent_at is not None


def test_a_letter_that_has_become_pointless_is_closed_silently(app, writers, folder):
    writers["test"] = lambda letter: None
    number = put_letter()
    send_letters(app)
    assert mails_in(folder) == []
    assert letter(number).sent_at is not None
    assert letter(number).address is None


def test_a_letter_that_cannot_be_written_waits_and_the_others_go(app, writers, folder, caplog):
    def stumble(letter):
        raise KeyError("Harriet's calf")

    writers["bad"] = stumble
    numbers = [put_letter(), put_letter(), put_letter()]
    with transaction():
        letter(numbers[0]).kind = "bad"
    with transaction():
        letter(numbers[1]).kind = "nobody knows this kind"
    send_letters(app)
    assert [bool(letter(number).sent_at) for number in numbers] == [False, False, True]
    assert letter(numbers[0]).fault == "KeyError"
    assert "Harriet" not in caplog.text


def test_a_header_that_somebody_tries_to_add_never_leaves(app, writers, folder):
    writers["test"] = lambda letter: write_badly()
    number = put_letter()
    send_letters(app)
    assert mails_in(folder) == []
    assert letter(number).fault == "ValueError"


def write_badly():
    from forum.mail.writing import Mail

    return Mail(ADDRESS, "News\r\nBcc: all@example.org", "Hello.\n")


def test_the_subject_of_a_template_is_its_first_line(app, monkeypatch, tmp_path):
    from jinja2 import DictLoader

    template = "News for {{ name }}\n\nHello {{ name }}.\n"
    monkeypatch.setattr(app.jinja_env, "loader", DictLoader({"x/mail_x.txt": template}))
    mail = write("x/mail_x.txt", address=ADDRESS, name="Ada & \x0b Bea")
    assert mail.subject == "News for Ada & Bea"
    assert mail.text.startswith("Hello Ada &")


def test_one_job_that_fails_does_not_keep_the_others(app, monkeypatch, caplog):
    done = []
    jobs = {"bad": lambda: 1 // 0, "good": lambda: done.append(now())}
    monkeypatch.setitem(app.extensions, "jobs", jobs)
    with caplog.at_level("INFO", logger="forum.mail"):
        run_jobs(app)
    assert len(done) == 1
    assert '"job": "bad"' in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_what_a_job_puts_into_the_outbox_goes_in_the_same_round(app, writers, folder, monkeypatch):
    monkeypatch.setitem(app.extensions, "jobs", {"news": put_letter})
    result = app.test_cli_runner().invoke(args=["forum", "work", "--once"])
    assert result.exit_code == 0, result.output
    assert len(mails_in(folder)) == 1


def test_a_letter_for_later_waits(app, writers, folder):
    put_letter(due_at=now() + timedelta(days=28))
    send_letters(app)
    assert mails_in(folder) == []
    with set_to(now() + timedelta(days=28)):
        send_letters(app)
    assert len(mails_in(folder)) == 1


# As a process of its own


def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DEMONSTRATION": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/work.db",
        "FLASK_APP": "wsgi",
        "PYTHONUNBUFFERED": "1",
    }


FLASK = [sys.executable, "-m", "flask", "forum"]


@pytest.fixture
def ready(tmp_path):
    """The environment of a site that has been set up."""
    values = environment(tmp_path)
    subprocess.run([*FLASK, "init"], env=values, cwd=ROOT, check=True, capture_output=True)
    return values


def test_a_site_that_is_not_set_up_is_told_so(tmp_path):
    done = subprocess.run(
        [*FLASK, "work", "--once"],
        env=environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database is not set up")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_asked_to(ready, number):
    process = subprocess.Popen(
        [*FLASK, "work"], env=ready, cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert "at work" in process.stderr.readline()
        process.send_signal(number)
        assert process.wait(timeout=10) == 0


def test_it_ends_with_the_process_that_has_started_it(ready, tmp_path):
    command = f"{' '.join(FLASK)} work --beside $$ & echo $! > {tmp_path}/pid; exec sleep 60"
    parent = subprocess.Popen(
        ["sh", "-c", command], env=ready, cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    with parent:
        assert "at work" in parent.stderr.readline()
        worker = int((tmp_path / "pid").read_text())
        assert _is_running(worker)
        parent.kill()
        parent.wait()
        deadline = time.monotonic() + 10
        while _is_running(worker):
            assert time.monotonic() < deadline, "it works on alone"
            time.sleep(0.1)


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
