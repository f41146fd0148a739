"""How often somebody may try to come in, or have a mail sent. HTTP: knows the visitor's network.

The count is the same for addresses that are known and those that are not. Who guesses passwords
can keep their owner from using hers for a quarter of an hour, but not from signing in with a
mailed code or a passkey: those are counted apart.
"""

from datetime import timedelta

from flask import request

from .limit_actions import count_try, forget_tries, network_of

_WINDOW = timedelta(minutes=15)
_HOUR = timedelta(hours=1)


def count_sign_in(way: str, of: str) -> None:
    """Count a try to sign in, by one way, for an address or a person. Raises TooMany."""
    count_network()
    count_try(f"sign in by {way}", of, most=10, within=_WINDOW)


def count_network() -> None:
    """Count a try to sign in that names nobody. Raises TooMany."""
    count_try("sign in from", network_of(request.remote_addr), most=50, within=_WINDOW)


def forget_sign_in(way: str, of: str) -> None:
    """Forget the tries: she is in."""
    forget_tries(f"sign in by {way}", of)


def count_mail(address: str) -> None:
    """Count a mail that somebody asks for. Raises TooMany."""
    count_try("mail from", network_of(request.remote_addr), most=30, within=_HOUR)
    count_try("mail to", address, most=5, within=_HOUR)
