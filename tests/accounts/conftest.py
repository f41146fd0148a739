"""What tests of accounts share: cheap hashes, and the mails that would be sent."""

import pytest
from argon2 import PasswordHasher

from forum.accounts import passwords


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch):
    """Hash with next to no cost: what it costs is measured elsewhere."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(1, 8, 1))
