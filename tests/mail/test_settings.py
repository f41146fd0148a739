"""A site whose mails would not arrive, or lead nowhere, says so before it starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import config
from forum import create_app

from .conftest import put_letter
from .servers import Server

REAL = {
    "SECRET_KEY": "long enough, and nobody else has it",
    "MAIL_SERVER": "mail.example.org",
    "MAIL_FROM": "Eased <forum@example.org>",
}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "SITE_URL"),
        ({"SITE_URL": "forum.example.org"}, "SITE_URL"),
        ({"SITE_URL": "https://forum.example.org/path"}, "SITE_URL"),
        ({"SITE_URL": "https://x.org", "MAIL_SECURITY": "ssl"}, "MAIL_SECURITY"),
        ({"SITE_URL": "https://x.org", "MAIL_FROM": "Eased"}, "MAIL_FROM"),
        ({"SITE_URL": "https://x.org", "MAIL_SERVER": "mail:port"}, "MAIL_SERVER"),
        (
            {"SITE_URL": "https://x.org", "MAIL_SECURITY": "none", "MAIL_PASSWORD": "Sesame"},
            "MAIL_SECURITY",
        ),
    ],
)
def test_a_site_does_not_start_with_settings_that_would_lose_mail(changes, word):
    with pytest.raises(config.SettingError, match=word) as caught:
        create_app(REAL | changes)
    assert "Sesame" not in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"SITE_URL": "https://forum.example.org"},
        {"SITE_URL": "https://forum.example.org:8443/"},
        {"MAIL_SERVER": ""},
        {"DEMONSTRATION": True},
    ],
)
def test_a_site_starts_with_settings_that_work(changes):
    assert create_app(REAL | changes)


def test_a_command_says_it_in_a_sentence(tmp_path):
    values = {**os.environ, **REAL, "DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "forum", "work", "--once"],
        env=values, cwd=Path(__file__).parents[2], capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode != 0
    assert "SITE_URL is not set" in done.stderr


def test_the_password_is_never_shown(app, writers, monkeypatch, caplog):
    from forum.mail.worker import send_letters

    def refuse(server, session, envelope, mechanism, data):
        from aiosmtpd.smtp import AuthResult

        return AuthResult(success=False, handled=False)

    with Server(authenticator=refuse, auth_require_tls=False) as server:
        settings = {"MAIL_SERVER": f"127.0.0.1:{server.port}", "MAIL_SECURITY": "none",
                    "MAIL_USER": "eased", "MAIL_PASSWORD": "Sesame-99"}  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setitem(app.config, name, value)
        put_letter()
        with caplog.at_level("DEBUG"), caplog.at_level("DEBUG", logger="forum.mail"):
            send_letters(app)
    assert "SMTPAuthenticationError 535" in caplog.text
    assert "Sesame-99" not in caplog.text
