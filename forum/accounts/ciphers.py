"""Secrets that have to be read again, enciphered. HTTP: reads the site's keys."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app


def encipher(text: str) -> str:
    """Return a text so that nobody can read it who has only the database."""
    return _cipher().encrypt(text.encode()).decode()


def decipher(text: str | None, *, within: int | None = None) -> str | None:
    """Return what was enciphered, if it was by us and `within` so many seconds; otherwise None."""
    if not text or not text.isascii():
        return None
    try:
        return _cipher().decrypt(text.encode(), ttl=within).decode()
    except InvalidToken:
        return None


def _cipher() -> MultiFernet:
    """Return the cipher of the site's key; what earlier keys have enciphered is still read."""
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"cipher {key}".encode()).digest())
