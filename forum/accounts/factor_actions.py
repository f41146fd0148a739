"""Second factors: a code app, passkeys, and codes on paper in case they are lost.

Each change ends her other sessions and is told to her by mail.
"""

import sqlalchemy as sa

from ..clock import now
from ..database import db, insert_once, transaction
from ..errors import N_, Conflict, NotAllowed
from .codes import new_recovery_codes, recovery_digest
from .credential_models import Member, Passkey, RecoveryCode
from .member_actions import tell_of_change
from .member_queries import (
    count_recovery_codes,
    get_credentials,
    get_passkey,
    passkeys_of,
)
from .models import Person, Role
from .revocation_actions import revoke

LAST_OF_MODERATOR = N_("Who moderates needs a second factor. Please add another one first.")
PASSWORD_TOO_SHORT = N_(
    "Your password is short, and needs a second factor beside it. "
    "Please choose one of at least 15 characters first."
)


# Code app


def add_app(person_id: int, *, secret: str, step: int, but: int | None) -> list[str]:
    """Add a code app whose code has just been shown; `secret` is enciphered. Return the codes
    on paper that come with a first second factor."""
    with transaction():
        member = get_credentials(person_id)
        member.totp_secret, member.totp_step, member.totp_confirmed_at = secret, step, now()
        return _factor_added(person_id, "app", but)


def remove_app(person_id: int, *, but: int | None) -> None:
    """Take the code app away. Raises NotAllowed where it is needed."""
    with transaction():
        member = get_credentials(person_id)
        member.totp_secret = member.totp_step = member.totp_confirmed_at = None
        _factor_removed(person_id, "app-removed", but)


def take_step(person_id: int, step: int) -> bool:
    """Take the code of a step of time: each one, and those before it, are good only once."""
    with transaction():
        later = sa.or_(Member.totp_step.is_(None), Member.totp_step < step)
        is_on = Member.totp_confirmed_at.is_not(None)
        taken = sa.update(Member).where(Member.person_id == person_id, later, is_on)
        return bool(db.session.execute(taken.values(totp_step=step)).rowcount)  # type: ignore[attr-defined]


# Passkeys


def add_passkey(
    person_id: int,
    *,
    credential_id: str,
    public_key: bytes,
    sign_count: int,
    label: str,
    but: int | None,
) -> list[str]:
    """Add a passkey, and return the codes on paper that come with a first second factor."""
    with transaction():
        row = {
            "person_id": person_id,
            "credential_id": credential_id,
            "public_key": public_key,
            "sign_count": sign_count,
            "label": label,
            "created_at": now(),
        }
        if not insert_once(Passkey, row):
            raise Conflict(N_("This passkey is known already."))
        return _factor_added(person_id, "passkey", but)


def remove_passkey(passkey_id: int, *, person_id: int, but: int | None) -> None:
    """Take a passkey away. Raises NotFound for another's, NotAllowed where it is needed."""
    with transaction():
        db.session.delete(get_passkey(passkey_id, person_id=person_id))
        db.session.flush()
        _factor_removed(person_id, "passkey-removed", but)


def use_passkey(passkey: Passkey, *, sign_count: int) -> bool:
    """Note that a passkey was used. Its count, if it keeps one, has to grow: otherwise it was
    copied, or used twice."""
    with transaction():
        grows = sa.or_(Passkey.sign_count < sign_count, sa.literal(sign_count) == 0)
        used = sa.update(Passkey).where(Passkey.id == passkey.id, grows)
        values = {"sign_count": sign_count, "used_at": now()}
        return bool(db.session.execute(used.values(values)).rowcount)  # type: ignore[attr-defined]


# On paper


def renew_recovery_codes(person_id: int, *, but: int | None) -> list[str]:
    """Make ten codes on paper, instead of those there were, and return them: nobody can later."""
    with transaction():
        if not db.session.get_one(Person, person_id).has_second_factor:
            raise NotAllowed(N_("Codes on paper stand in for a second factor; add one first."))
        tell_of_change(db.session.get_one(Person, person_id), "codes")
        revoke(person_id, but=but)
        return _new_codes(person_id)


def take_recovery_code(person_id: int, typed: str) -> bool:
    """Take a code on paper, once."""
    with transaction():
        digest = recovery_digest(person_id, typed)
        unused = sa.update(RecoveryCode).filter_by(person_id=person_id, digest=digest, used_at=None)
        return bool(db.session.execute(unused.values(used_at=now())).rowcount)  # type: ignore[attr-defined]


def _new_codes(person_id: int) -> list[str]:
    db.session.execute(sa.delete(RecoveryCode).filter_by(person_id=person_id))
    codes = new_recovery_codes()
    digests = [recovery_digest(person_id, code) for code in codes]
    db.session.add_all(RecoveryCode(person_id=person_id, digest=digest) for digest in digests)
    return codes


def _factor_added(person_id: int, what: str, but: int | None) -> list[str]:
    person = db.session.get_one(Person, person_id)
    person.has_second_factor = True
    tell_of_change(person, what)
    revoke(person_id, but=but)
    return [] if count_recovery_codes(person_id) else _new_codes(person_id)


def _factor_removed(person_id: int, what: str, but: int | None) -> None:
    person, member = db.session.get_one(Person, person_id), get_credentials(person_id)
    if member.totp_confirmed_at is None and not passkeys_of(person_id):
        if person.role in {Role.MODERATOR, Role.PUBLISHER}:
            raise NotAllowed(LAST_OF_MODERATOR)
        if not member.is_password_long:
            raise NotAllowed(PASSWORD_TOO_SHORT)
        person.has_second_factor = False
        db.session.execute(sa.delete(RecoveryCode).filter_by(person_id=person_id))
    tell_of_change(person, what)
    revoke(person_id, but=but)
