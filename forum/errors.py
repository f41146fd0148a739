"""What can go wrong through no fault of ours: a plain sentence for the reader, and a status.

Sentences are marked with `N_` where they are raised and translated where they are shown,
so that domain code needs no request.
"""

from typing import Any, ClassVar


def N_(sentence: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a sentence for translation."""
    return sentence


class ForumError(Exception):
    """An error with a sentence fit for the page; `words` fill its placeholders."""

    status: ClassVar[int]

    def __init__(self, sentence: str, **words: Any) -> None:
        super().__init__(sentence % words if words else sentence)
        self.sentence = sentence
        self.words = words


class Invalid(ForumError):
    """The address or form asks for something that makes no sense."""

    status = 400


class NotAllowed(ForumError):
    """This person may not do this."""

    status = 403


class SignInNeeded(NotAllowed):
    """Nobody is signed in; a page is opened by signing in first."""


class ProofNeeded(NotAllowed):
    """She is signed in, and has to show once more who she is."""


class TokenNeeded(ForumError):
    """A program has shown no token, or none that is good. `challenge` says so by the rules of
    RFC 6750."""

    status = 401
    challenge = 'Bearer realm="api"'


class TokenRefused(TokenNeeded):
    """There is no such token, or no more."""

    challenge = 'Bearer realm="api", error="invalid_token"'


class ScopeNeeded(NotAllowed):
    """The token is good, but not for this."""

    def __init__(self, scope: str, sentence: str) -> None:
        super().__init__(sentence, scope=scope)
        self.challenge = f'Bearer realm="api", error="insufficient_scope", scope="{scope}"'


class NotFound(ForumError):
    """There is no such thing."""

    status = 404


class ForMembers(NotFound):
    """It is told to members only: who signs in can read it."""


class Conflict(ForumError):
    """The thing has changed, or the same form has brought something else before."""

    status = 409


class Done(Conflict):
    """It has been done already: sending the same once more would change nothing."""


class Gone(ForumError):
    """It was here and has been taken away by its author."""

    status = 410


class TooMany(ForumError):
    """The same was done too often. `seconds` says when to come back; where the sentence is shown,
    `%(wait)s` in it says so in words."""

    status = 429

    def __init__(self, seconds: int, sentence: str) -> None:
        super().__init__(sentence)
        self.seconds = seconds
