"""Passwords: how they are kept, and which are good enough. Pure, and slow on purpose."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..errors import N_

LEAST_ALONE = 15
LEAST_WITH_SECOND_FACTOR = 8
MOST_BYTES = 1024
TOO_SHORT = N_("Please use at least %(least)s characters. A short sentence is easy to remember.")
TOO_LONG = N_("Please use at most 1,024 characters.")
TOO_COMMON = N_("This password is easily guessed. Please choose one that is less usual.")

HASHER = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
"""argon2id with 19 MiB and two rounds: what OWASP asks for at least."""
_TURN = BoundedSemaphore(2)  # so that many who sign in at once do not take all the memory
_LEAST_OF_ONES_OWN = 4
_LONGEST_UNIT = 6
_SEQUENCES = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
)


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    with _TURN:
        return HASHER.hash(_bytes(password))


def is_password(password: str, hashed: str | None) -> bool:
    """Say whether this is the password that was hashed. Where there is none, it takes as long."""
    given = _bytes(password)
    try:
        with _TURN:
            matches = HASHER.verify(hashed or _nobodys(HASHER), given[:MOST_BYTES])
    except (VerificationError, InvalidHashError):
        return False
    return matches and hashed is not None and len(given) <= MOST_BYTES


def is_outdated(hashed: str) -> bool:
    """Say whether a hash was made with other settings than hashes are made with today."""
    return HASHER.check_needs_rehash(hashed)


def is_long(password: str) -> bool:
    """Say whether a password is long enough to stand without a second factor."""
    return len(_composed(password)) >= LEAST_ALONE


def find_fault(password: str, *, least: int, context: Iterable[str] = ()) -> str | None:
    """Return the sentence that says why a password is not good enough, or None.

    `context` is what is easily guessed here: the site's name, her own, her address.
    """
    if len(_bytes(password)) > MOST_BYTES:
        return TOO_LONG
    if len(_composed(password)) < least:
        return TOO_SHORT
    return TOO_COMMON if _is_common(_composed(password).casefold(), context) else None


def _is_common(password: str, context: Iterable[str]) -> bool:
    """Say whether next to nothing is left of it without common passwords, words of the context,
    rows of the keyboard, and repetitions."""
    whole = _letters_and_digits(password)
    if password in _common() or whole in _common() or _is_sequence(whole):
        return True
    words = {part for text in context for part in re.split(r"[\W_]+", text.casefold())}
    words |= _common_words()
    left = password
    for word in sorted((word for word in words if len(word) > 3), key=len, reverse=True):
        left = left.replace(word, "")
    own = _letters_and_digits(left)
    return len(set(own)) < _LEAST_OF_ONES_OWN or _repeats(own) or _is_sequence(own)


def _letters_and_digits(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _is_sequence(password: str) -> bool:
    return any(password in row * 2 or password in row[::-1] * 2 for row in _SEQUENCES)


def _repeats(text: str) -> bool:
    """Say whether a text is a few characters, over and over."""
    return any(
        text == (text[:unit] * len(text))[: len(text)]
        for unit in range(1, min(_LONGEST_UNIT, len(text) // 2) + 1)
    )


def _composed(password: str) -> str:
    """Return a password in the one form in which it is hashed, whatever keyboard it came from."""
    return unicodedata.normalize("NFC", password)


def _bytes(password: str) -> bytes:
    return _composed(password).encode()


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash("the password of nobody")


@cache
def _common() -> frozenset[str]:
    text = (Path(__file__).parent / "common_passwords.txt").read_text()
    return frozenset(line.casefold() for line in text.split("\n") if line)


@cache
def _common_words() -> frozenset[str]:
    """Return the words in common passwords, without the digits that are put behind them."""
    words = {re.sub(r"[\W\d_]+$", "", password) for password in _common()}
    return frozenset(word for word in words if len(word) >= 6) | {"pass", "love", "1234"}
