"""What moderators do for authors: open settled words again for a little while."""

from datetime import timedelta

from ..accounts.models import Person
from ..clock import now
from ..database import transaction
from ..errors import N_, Gone, NotAllowed
from .comment_queries import get_comment
from .models import Comment, Experience, Status
from .queries import get_experience

REOPENED_FOR = timedelta(minutes=15)


def reopen_experience(experience_id: int, *, actor: Person) -> None:
    """Let the author change the words of her experience once more."""
    with transaction():
        _reopen(get_experience(experience_id), actor)


def reopen_comment(comment_id: int, *, actor: Person) -> None:
    """Let the author change the words of her comment once more."""
    with transaction():
        _reopen(get_comment(comment_id), actor)


def _reopen(told: Experience | Comment, actor: Person) -> None:
    if not actor.can_moderate():
        raise NotAllowed(N_("This is open to moderators only."))
    if told.status == Status.WITHDRAWN:
        raise Gone(N_("Its author has withdrawn it."))
    told.words_open_until = now() + REOPENED_FOR
