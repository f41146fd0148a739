"""Codes of few characters: mailed ones, those of a code app, and those on paper. Pure."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp
from pyotp.utils import strings_equal

DIGITS = 6
RECOVERY_CODES = 10
_SECONDS = 30
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that could be taken for another


def new_digits() -> str:
    """Return six digits at random."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def only_digits(typed: str) -> str:
    """Return the digits of a code as people type it: "123 456"."""
    found = re.sub(r"[\s-]", "", typed)
    return found if found.isascii() and found.isdigit() else ""


def digest_with(key: str, code: str) -> str:
    """Return what is kept of a short code; who does not have the key cannot try them all."""
    return hmac.new(key.encode(), code.encode(), hashlib.sha256).hexdigest()


# Code app


def new_app_secret() -> str:
    """Return a secret for a code app: 160 random bits."""
    return pyotp.random_base32(32)


def app_address(secret: str, *, name: str, site: str) -> str:
    """Return what the picture for a code app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=site)


def find_step(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the step of time to which a code belongs: this one, or one beside it; or None."""
    app = pyotp.TOTP(secret)
    step = int(at.timestamp()) // _SECONDS
    near = [step - 1, step, step + 1]
    return next((n for n in near if strings_equal(app.generate_otp(n), code)), None)


# On paper


def new_recovery_codes() -> list[str]:
    """Return ten codes of 49 random bits."""
    return ["-".join(_letters(5) for _part in range(2)) for _each in range(RECOVERY_CODES)]


def recovery_digest(person_id: int, typed: str) -> str:
    """Return what is kept of a code on paper, however it was typed."""
    code = re.sub(r"[\W_]+", "", typed).casefold()
    return hashlib.sha256(f"recovery {person_id} {code}".encode()).hexdigest()


def _letters(number: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _each in range(number))
