"""Secrets that have to be read again, enciphered. HTTP: reads the site's keys.

The library for it takes much memory, and is not loaded before there is a secret.
"""

import base64
import hashlib
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


def encipher(text: str) -> str:
    """Return a text so that nobody can read it who has only the database."""
    return _cipher().encrypt(text.encode()).decode()


def decipher(text: str | None, *, within: int | None = None) -> str | None:
    """Return what was enciphered, if it was by us and `within` so many seconds; otherwise None."""
    if not text or not text.isascii():
        return None
    from cryptography.fernet import InvalidToken

    try:
        return _cipher().decrypt(text.encode(), ttl=within).decode()
    except InvalidToken:
        return None


def _cipher() -> "MultiFernet":
    """Return the cipher of the site's key; what earlier keys have enciphered is still read."""
    from cryptography.fernet import Fernet, MultiFernet

    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"cipher {key}".encode()).digest())
