"""Erasing the letters of somebody who leaves."""

from collections.abc import Iterable
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from pathlib import Path

import sqlalchemy as sa

from ..database import db, transaction
from .models import Letter


def forget_letters(person_id: int, addresses: Iterable[str]) -> None:
    """Erase what waits in the outbox for a person or her addresses, or has left it."""
    with transaction():
        hers = sa.or_(Letter.person_id == person_id, Letter.address.in_(list(addresses)))
        db.session.execute(sa.delete(Letter).where(hers))


def forget_mails(folder: Path, addresses: Iterable[str]) -> None:
    """Erase the mails to these addresses that lie in a folder instead of having been sent."""
    hers = {_as_mailed(address) for address in addresses}
    for path in folder.glob("*.eml") if hers else ():
        with path.open("rb") as file:
            head = BytesHeaderParser().parse(file)
        receivers = [str(value) for value in head.get_all("To", [])]
        if hers & {_as_mailed(address) for _name, address in getaddresses(receivers)}:
            path.unlink(missing_ok=True)


def _as_mailed(address: str) -> str:
    """Return an address as mails spell it: a domain in other letters has a spelling of its own."""
    local, _at, domain = address.casefold().rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return f"{local}@{domain}"
