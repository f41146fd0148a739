"""The mail to moderators about what has waited for a day. It holds no words of anybody."""

from ..clock import now
from ..mail.models import Letter
from ..mail.writing import Mail, Writer, link_to, write
from .mail_actions import MAILED_AFTER
from .queries import count_waiting, oldest_opened_at
from .queue_queries import count_waiting_since, find_moderator, waited


def write_waiting(letter: Letter) -> Mail | None:
    """Write how much waits, and for how long; nothing once nothing does, or if she moderates no
    more."""
    person = find_moderator(letter.person_id)
    oldest = oldest_opened_at()
    if person is None or person.email is None or oldest is None:
        return None
    number = count_waiting_since(now() - MAILED_AFTER)
    if not number:
        return None
    return write(
        "moderation/mail_waiting.txt",
        address=person.email,
        number=number,
        hours=int(waited(oldest)),
        total=count_waiting(),
        url=link_to("/moderation/"),
    )


WRITERS: dict[str, Writer] = {"waiting": write_waiting}
