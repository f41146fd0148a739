"""The forms of the board as programs fill them in: a token stands for their author.

It needs no form that was open for a while, no empty field, and no arithmetic: those keep machines
from writing without an account. The key under which it is stored once comes with the request.
"""

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict

from ..accounts.models import Person
from .attempt_forms import Vocabulary
from .comment_forms import CommentForm
from .forms import ExperienceForm

SENT: dict[str, Any] = {"meta": {"csrf": False}}


class TokenExperienceForm(ExperienceForm):
    """An experience that a program sends."""

    idempotency_key = opened = website = proof = None

    def __init__(
        self, vocabulary: Vocabulary, fields: Iterable[tuple[str, str]], *, who: Person
    ) -> None:
        super().__init__(vocabulary, who=who, formdata=MultiDict(fields), **SENT)


class TokenCommentForm(CommentForm):
    """A comment that a program sends."""

    idempotency_key = opened = website = proof = None

    def __init__(self, fields: Iterable[tuple[str, str]], *, who: Person) -> None:
        super().__init__(who=who, formdata=MultiDict(fields), **SENT)
