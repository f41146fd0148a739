"""Six digits in a mail, to sign in with once."""

import hashlib
from datetime import timedelta

import sqlalchemy as sa

from ..clock import now
from ..database import db, transaction
from .codes import digest_with, new_digits
from .credential_models import MailedCode

CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5


def make_mailed_code(email: str, *, browser: str) -> str:
    """Make a code for an address and return it; `browser` is the key of the one that asked."""
    digits = new_digits()
    with transaction():
        db.session.execute(sa.delete(MailedCode).where(MailedCode.ends_at <= now()))
        db.session.add(
            MailedCode(
                email=email,
                browser=_digest(browser),
                digest=digest_with(browser, digits),
                tries=0,
                ends_at=now() + CODE_LASTS,
            )
        )
    return digits


def take_mailed_code(email: str, digits: str, *, browser: str) -> bool:
    """Take a code, once. A wrong one counts against all that this browser was sent."""
    with transaction():
        sent = db.session.scalars(
            sa.select(MailedCode)
            .filter_by(email=email, browser=_digest(browser), used_at=None)
            .where(MailedCode.ends_at > now(), MailedCode.tries < MOST_TRIES)
            .with_for_update()
        ).all()
        is_right = any(code.digest == digest_with(browser, digits) for code in sent)
        for code in sent:
            code.tries += 1
            code.used_at = now() if is_right else None
    return is_right


def _digest(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()
