"""The address, in every mail that is not asked for one by one, that ends such mails.

It has to work for as long as mails are kept, and so does not hang on the person's key: it holds
a digest of the address that it was sent to, and ends mails to that one only. HTTP: reads keys.
"""

import hashlib

from itsdangerous import BadSignature

from ..mail.writing import link_to
from ..signing import signed
from .guest_queries import find_somebody
from .links import read_for
from .models import Person

NEWS, DIGEST, FOLLOW_UPS = "notifications", "digest", "follow-ups"


def stop_url(person: Person, which: str) -> str:
    """Return where one press ends one kind of mails to a person's present address."""
    token = signed("stop mail").dumps([person.id, _digest(person.email), which])
    return link_to(f"/mail/stop/{token}")


def read_stop(token: str) -> tuple[Person | None, str]:
    """Return whose mails a token ends, and which; nobody if no mail goes to that address any
    more. Raises NotFound."""
    try:
        person_id, digest, which = signed("stop mail").loads(token)
    except (BadSignature, TypeError, ValueError):
        reader, values = read_for(token, "stop")
        return reader, str(values[0]) if values else ""
    person = find_somebody(person_id)
    return (person if person and _digest(person.email) == digest else None), which


def _digest(address: str | None) -> str:
    return hashlib.sha256((address or "").encode()).hexdigest()[:24]
