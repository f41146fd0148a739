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
    hers = {address.casefold() for address in addresses}
    for path in folder.glob("*.eml") if hers else ():
        with path.open("rb") as file:
            head = BytesHeaderParser().parse(file)
        receivers = [str(value) for value in head.get_all("To", [])]
        if hers & {address.casefold() for _name, address in getaddresses(receivers)}:
            path.unlink(missing_ok=True)
