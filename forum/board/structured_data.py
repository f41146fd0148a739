"""What the page of one experience says, for machines: nothing that visitors do not see. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from ..articles.models import Article
from ..json_ld import Data, breadcrumbs, graph, words_of
from ..text import shorten
from .card_queries import Card
from .comment_queries import Spoken
from .models import Status


def experience_data(
    card: Card,
    thread: Sequence[Spoken],
    article: Article,
    *,
    causes: Iterable[str],
    home: str,
    site: str,
    nobody: str,
) -> Data:
    """Return the experience with its comments in each other, and the way to it. `causes` are its
    causes in words; `home` is where the addresses of the site begin, and `nobody` the name of
    whoever has left."""
    address, words = f"{home}/experiences/{card.id}", words_of(card.html)
    board = f"{home}/articles/{article.slug}"
    title = shorten(words, 80)
    posting: Data = {
        "@type": "DiscussionForumPosting",
        "@id": address,
        "url": address,
        "headline": title,
        "text": words,
        "author": {"@type": "Person", "name": card.name or nobody},
        **_dates(card.created_at, card.edited_at),
        "keywords": [*causes, *dict.fromkeys(attempt.label for attempt in card.attempts)],
        "isPartOf": {"@type": "MedicalWebPage", "@id": board, "url": board, "name": article.title},
        "interactionStatistic": [
            _counted("LikeAction", card.helpful_count),
            _counted("CommentAction", card.comment_count),
        ],
        "commentCount": card.comment_count,
        "comment": _comments(thread, home=home, nobody=nobody),
    }
    way = [(site, f"{home}/"), (article.title, board), (title, address)]
    return graph(posting, breadcrumbs(way))


def _comments(thread: Sequence[Spoken], *, home: str, nobody: str) -> list[Data]:
    """Return what is said in a thread, answers inside what they answer. Where a stub stands for
    all visitors, its answers stand in its place."""
    first: list[Data] = []
    above: list[tuple[int, list[Data]]] = [(0, first)]
    for spoken in thread:
        while above[-1][0] >= spoken.level:
            above.pop()
        if spoken.status != Status.VISIBLE:
            continue
        answers: list[Data] = []
        above[-1][1].append(
            {
                "@type": "Comment",
                "@id": f"{home}/comments/{spoken.id}",
                "url": f"{home}/comments/{spoken.id}",
                "text": words_of(spoken.html),
                "author": {"@type": "Person", "name": spoken.name or nobody},
                **_dates(spoken.created_at, spoken.edited_at),
                "comment": answers,
            }
        )
        above.append((spoken.level, answers))
    return first


def _dates(told: datetime, changed: datetime | None) -> Data:
    dates = {"datePublished": told.isoformat(timespec="seconds")}
    if changed:
        dates["dateModified"] = changed.isoformat(timespec="seconds")
    return dates


def _counted(action: str, number: int) -> Data:
    return {
        "@type": "InteractionCounter",
        "interactionType": f"https://schema.org/{action}",
        "userInteractionCount": number,
    }
