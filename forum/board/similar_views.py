"""What others told that is like a story: on its page, and while it is being told."""

from collections.abc import Sequence

from ..accounts.identity import viewer_id
from ..remedies.matching import Match
from ..search.similar_queries import NOTHING_ALIKE, Alike, similar_to
from .card_queries import Card
from .forms import ExperienceForm


def like_what_is_told(form: ExperienceForm, offers: Sequence[Match]) -> Alike:
    """Return the stories of others with the causes and remedies that are chosen, or spoken of, so
    far."""
    causes, remedies = form.tag_ids(offers)
    return similar_to(cause_ids=causes, remedy_ids=remedies, but_of=viewer_id())


def like(cards: Sequence[Card]) -> Alike:
    """Return the stories of others like the one on these cards, if there is one."""
    if not cards:
        return NOTHING_ALIKE
    remedies = [attempt.remedy_id for attempt in cards[0].attempts if attempt.remedy_id]
    return similar_to(cause_ids=cards[0].cause_ids, remedy_ids=remedies, but_of=cards[0].author_id)
