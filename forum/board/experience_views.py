"""One experience with its thread."""

from collections.abc import Mapping, Sequence

from flask import Response, current_app, request
from flask_babel import gettext as _

from .. import web
from ..accounts.identity import moderates, viewer, viewer_id
from ..articles.models import Article
from ..articles.queries import article_of
from ..json_ld import Data
from ..moderation.decision_queries import why_hidden
from ..moderation.models import Target
from ..moderation.waiting_queries import why_comments_wait, why_held
from ..remedies.queries import CauseCount, causes_of
from ..search.similar_queries import NOTHING_ALIKE
from .card_queries import Card
from .comment_queries import Spoken, thread_page
from .models import Status
from .name_queries import author_for_moderators
from .queries import cards, check_readable, experience_stamp, get_experience, marks_for
from .similar_views import like
from .structured_data import experience_data
from .views import board


@board.get("/experiences/<number:experience>")
@web.kept_by(experience_stamp, first=True)
def show(experience: int) -> Response:
    """Show one experience with its thread."""
    found, who = get_experience(experience), viewer()
    check_readable(found, who)
    article = article_of(found.article_id)
    is_held = found.status == Status.HELD
    thread = thread_page(article.id, experience, after=request.args.get("after"), own=viewer_id())
    shown = cards([experience]) if found.status != Status.WITHDRAWN else []
    causes_by_id = {cause.id: cause for cause in causes_of(article.id)}
    is_first = found.is_open() and not request.args and not web.part_asked_for()
    return web.page(
        "board/experience.html",
        status=410 if found.status == Status.WITHDRAWN else 200,
        stamp=article.stamp,
        part=("thread", "board/_thread.html"),
        article=article,
        experience=found,
        cards=shown,
        alike=NOTHING_ALIKE if web.wants("thread") else like(shown),
        marks=marks_for(who, [experience]),
        causes_by_id=causes_by_id,
        thread=thread,
        data=_data(shown[0], thread.items, article, causes_by_id) if is_first else None,
        reasons_of=why_comments_wait(thread.items),
        continues="after" in request.args,
        viewer_id=viewer_id(),
        reasons=why_held(Target.EXPERIENCE, [experience])[experience] if is_held else [],
        authorship=author_for_moderators(found.author_id) if moderates() else None,
        decision=why_hidden(found, who),
    )


def _data(
    card: Card, thread: Sequence[Spoken], article: Article, causes: Mapping[int, CauseCount]
) -> Data:
    """Return what the page of an experience says, for machines."""
    return experience_data(
        card,
        thread,
        article,
        causes=[causes[number].short_label for number in card.cause_ids],
        home=web.absolute(),
        site=current_app.config["SITE_NAME"],
        nobody=_("Somebody who has left"),
    )
