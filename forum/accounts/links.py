"""Tokens inside mailed links. They are signed; what they are good for is part of the signature.

HTTP: reads the site's keys. A token of a `Link` holds its nonce and can be used up; those of
`sign_for` hold a person's number and key, and die with that key.
"""

from itsdangerous import BadSignature

from ..errors import N_, NotFound
from ..signing import signed
from .link_models import Link, Purpose
from .link_queries import find_link
from .models import Person
from .queries import find_person

STRANGE = N_("This link is not complete, or is no longer good. Please ask for a new one.")


def token_of(link: Link) -> str:
    """Return what the address of a mailed link ends with."""
    return signed(f"link {link.purpose}").dumps(link.nonce)


def open_link(token: str, *purposes: Purpose) -> Link:
    """Return the link that a token stands for, if it is for one of these purposes and still
    good. Raises NotFound."""
    for purpose in purposes:
        try:
            nonce = signed(f"link {purpose}").loads(token)
        except (BadSignature, ValueError):
            continue
        link = find_link(nonce) if isinstance(nonce, str) else None
        if link and link.purpose == purpose:
            return link
    raise NotFound(STRANGE)


def sign_for(person: Person, purpose: str, *values: int | str) -> str:
    """Return a token for one purpose and person that holds some values, good until her key
    changes."""
    return signed(f"person {purpose}").dumps([person.id, person.key, *values])


def read_for(token: str, purpose: str) -> tuple[Person, list[int | str]]:
    """Return the person and the values of a token for this purpose. Raises NotFound."""
    try:
        person_id, key, *values = signed(f"person {purpose}").loads(token)
    except (BadSignature, TypeError, ValueError):
        raise NotFound(STRANGE) from None
    person = None
    if isinstance(person_id, int) and isinstance(key, str):
        person = find_person(person_id, key)
    if person is None:
        raise NotFound(STRANGE)
    return person, values
