"""The mails about what people follow, and "Still working?": written when they are sent."""

from ..accounts.links import sign_for
from ..accounts.models import Person
from ..accounts.notification_models import Rhythm
from ..accounts.stopping import DIGEST, FOLLOW_UPS, NEWS, stop_url
from ..errors import Gone, NotFound
from ..mail.models import Letter
from ..mail.writing import Mail, Writer, link_to, write
from ..remedies.models import Outcome
from .follow_up_queries import question_about
from .mail_queries import find_reader
from .models import Stage
from .news_queries import unread_news


def write_news(letter: Letter) -> Mail | None:
    """Write what somebody has been told and not seen yet; nothing if she wants no mail any more."""
    reader = find_reader(letter.person_id)
    if reader is None or reader.rhythm == Rhythm.NEVER:
        return None
    return _write_news(letter, reader.person, "mail_news", stop=NEWS)


def write_digest(letter: Letter) -> Mail | None:
    """Write of the week's new stories; nothing if she wants no digest any more."""
    reader = find_reader(letter.person_id)
    if reader is None or not reader.has_digest:
        return None
    return _write_news(letter, reader.person, "mail_digest", stop=DIGEST)


def write_follow_up(letter: Letter) -> Mail | None:
    """Write "Still working?", with four answers for each attempt; nothing if the story has been
    taken back since, or she wants not to be asked."""
    reader = find_reader(letter.person_id)
    details = letter.details or {}
    if reader is None or letter.subject_id is None:
        return None
    stage = str(details.get("stage", ""))
    try:
        question = question_about(letter.subject_id, stage)
    except (NotFound, Gone):
        return None
    experience, person = question.experience, reader.person
    if not (experience.wants_follow_up and question.attempts and experience.is_by(person)):
        return None

    def answer(place: str, outcome: Outcome) -> str:
        token = sign_for(person, "follow-up", experience.id, stage, place, str(outcome))
        return link_to(f"/follow-up/{token}")

    return write(
        "following/mail_follow_up.txt",
        address=reader.address,
        stop_url=stop_url(person, FOLLOW_UPS),
        question=question,
        is_second=stage == Stage.THREE_MONTHS,
        answer=answer,
        outcomes=list(Outcome),
    )


def _write_news(letter: Letter, person: Person, template: str, *, stop: str) -> Mail | None:
    details = letter.details or {}
    news = unread_news(person, details.get("news", []))
    if not news or person.email is None:
        return None
    return write(
        f"following/{template}.txt",
        address=person.email,
        stop_url=stop_url(person, stop),
        news=news,
        others=details.get("others", 0),
        link_to=link_to,
    )


WRITERS: dict[str, Writer] = {
    "news": write_news,
    "digest": write_digest,
    "follow-up": write_follow_up,
}
