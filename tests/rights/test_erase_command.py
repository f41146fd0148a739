"""`flask forum erase`: for those who have asked for it and cannot do so themselves."""

import pytest

from forum.accounts.actions import ban
from forum.accounts.member_queries import find_by_address


@pytest.fixture
def run(app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path))
    return lambda *args, **more: app.test_cli_runner().invoke(
        args=["forum", "erase", *args], **more
    )


def test_somebody_who_was_banned_is_erased(run, app, harriet):
    address = harriet.email
    ban(harriet.id)
    result = run(address.upper(), "--yes")
    assert (result.exit_code, result.output) == (0, "Erased.\n")
    assert find_by_address(address) is None


def test_it_asks_first(run, harriet):
    result = run(harriet.email, input="n\n")
    assert result.exit_code == 1
    assert "gone for good" in result.output
    assert find_by_address(harriet.email)


def test_an_address_that_nobody_has_is_named_in_words(run):
    result = run("nobody@example.org", "--yes")
    assert result.exit_code == 1
    assert result.output == "Error: Nobody has confirmed this address.\n"
