"""How often somebody may try to come in, have a mail sent, post, or press. HTTP: knows the
visitor's network and the settings.

The count is the same for addresses that are known and those that are not. Who guesses passwords
can keep their owner from using hers for a quarter of an hour, but not from signing in with a
mailed code or a passkey: those are counted apart.
"""

from datetime import timedelta

from flask import current_app, request

from ..errors import N_
from .limit_actions import Limit, Pace, count_try, forget_tries, network_of

_WINDOW = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_POSTED_OFTEN = N_(
    "That is as much as one can post within a while, and this has not been stored. You can post "
    "again in %(wait)s."
)


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


def pace_of_posting() -> Pace:
    """Return how often stories and comments may be posted, those of both kinds together."""
    return _pace("post", "POSTS", _POSTED_OFTEN)


def pace_of_pressing() -> Pace:
    """Return how often one may vote, report the same, or flag."""
    return _pace("press", "PRESSES")


def _pace(what: str, setting: str, *sentence: str) -> Pace:
    a_minute = Limit(current_app.config[f"{setting}_A_MINUTE"], _MINUTE)
    an_hour = Limit(current_app.config[f"{setting}_AN_HOUR"], _HOUR)
    return Pace(what, network_of(request.remote_addr), (a_minute, an_hour), *sentence)
