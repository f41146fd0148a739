"""The mail that tells somebody what was decided about her, written when it is sent."""

from ..accounts.links import sign_for
from ..mail.models import Letter
from ..mail.writing import Mail, Writer, link_to, write
from .decision_queries import find_concerned, own_decision

PURPOSE = "decision"


def _decision(letter: Letter) -> Mail | None:
    """Say what was decided and why, with a link that opens the decision and takes an appeal: for
    guests in any browser, and for those who cannot sign in any more."""
    person = find_concerned(letter.subject_id)
    if person is None or person.email is None or letter.subject_id is None:
        return None
    return write(
        "moderation/mail_decision.txt",
        address=person.email,
        own=own_decision(letter.subject_id, person),
        person=person,
        url=link_to(f"/decision/{sign_for(person, PURPOSE, letter.subject_id)}"),
    )


WRITERS: dict[str, Writer] = {"decision": _decision}
"""Who writes which kind of letter."""
