"""Reading what somebody has been told, with what it is about: for her page, and for mails."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ..accounts.models import Person
from ..accounts.notification_models import About, Notification
from ..articles.models import Article
from ..board.models import Attempt, Audience, Comment, Experience, ExperienceCause, Status
from ..database import AnyRow, AnySelect, db
from ..paging import Order, Page, paginate
from ..remedies.models import Cause, Remedy
from .due_queries import ABOUT_STORIES
from .models import Follow

NEWEST_FIRST = Order("news", (Notification.id,), ("id",))


@dataclass(frozen=True)
class News:
    """One thing that somebody is told. `path` is where it stands, None if it is not there for
    her any more; `label` is the tag it is about, `html` what was written."""

    id: int
    kind: str
    number: int
    created_at: datetime
    is_unread: bool
    path: str | None
    topic: str | None
    label: str | None
    name: str | None
    html: str | None


def news_page(reader: Person, *, after: str | None = None) -> Page[News]:
    """Return a page of what she has been told, the newest first, in two statements."""
    page = paginate(_select_news(reader), NEWEST_FIRST, after)
    return Page(_news(page.items, reader), page.after)


def unread_news(reader: Person, ids: Collection[int]) -> list[News]:
    """Return these of her news as far as she has not seen them and they are still there, the
    newest first, in two statements."""
    some = _select_news(reader).where(Notification.id.in_(ids), Notification.read_at.is_(None))
    rows = db.session.execute(some.order_by(Notification.id.desc())).all()
    is_there = (news for news in _news(rows, reader) if news.path or news.kind == About.DECISION)
    return list(is_there)


def _select_news(reader: Person) -> AnySelect:
    """Select her news with the comment, experience, remedy and article that each is about."""
    is_about = Notification.kind
    story_id = sa.case(
        (is_about == About.REPLY, Comment.experience_id),
        (is_about.in_(ABOUT_STORIES), Notification.subject_id),
    )
    article_id = sa.func.coalesce(Comment.article_id, Experience.article_id, Remedy.article_id)
    is_remedy = sa.and_(is_about == About.THRESHOLD, Remedy.id == Notification.subject_id)
    is_comment = sa.and_(is_about == About.REPLY, Comment.id == Notification.subject_id)
    return (
        sa.select(
            Notification.id,
            Notification.kind,
            Notification.subject_id,
            Notification.number,
            Notification.created_at,
            Notification.read_at,
            Comment.status.label("comment_status"),
            Comment.name.label("comment_name"),
            Comment.text_html,
            Experience.author_id,
            Experience.status,
            Experience.audience,
            Experience.name,
            sa.func.coalesce(Experience.excerpt_html, Experience.story_html).label("story_html"),
            Remedy.label,
            Remedy.slug,
            Article.topic,
            Article.slug.label("article"),
        )
        .select_from(Notification)
        .outerjoin(Comment, is_comment)
        .outerjoin(Experience, Experience.id == story_id)
        .outerjoin(Remedy, is_remedy)
        .outerjoin(Article, Article.id == article_id)
        .where(Notification.person_id == reader.id)
    )


def _news(rows: Sequence[AnyRow], reader: Person) -> list[News]:
    stories = [row.subject_id for row in rows if row.kind in ABOUT_STORIES]
    labels = _followed_labels(reader.id, stories) if stories else {}
    found = []
    for row in rows:
        path = _path(row, reader)
        is_reply = row.kind == About.REPLY
        found.append(
            News(
                id=row.id,
                kind=row.kind,
                number=row.number,
                created_at=row.created_at,
                is_unread=row.read_at is None,
                path=path,
                topic=row.topic,
                label=row.label or labels.get((row.kind, row.subject_id)),
                name=(row.comment_name if is_reply else row.name) if path else None,
                html=(row.text_html if is_reply else row.story_html) if path else None,
            )
        )
    return found


def _path(row: AnyRow, reader: Person) -> str | None:
    """Return where the thing stands that she is told of; None if it is not there for her."""
    if row.kind == About.THRESHOLD:
        return f"/articles/{row.article}/remedies/{row.slug}" if row.slug else None
    is_told_to_her = (
        row.audience is None
        or row.audience == Audience.EVERYONE
        or reader.is_member()
        or row.author_id == reader.id
    )
    if row.kind == About.REPLY:
        has_thread = row.status in {None, Status.VISIBLE, Status.WITHDRAWN}
        is_there = row.comment_status == Status.VISIBLE and has_thread and is_told_to_her
        return f"/comments/{row.subject_id}" if is_there else None
    if row.kind in ABOUT_STORIES:
        is_there = row.status == Status.VISIBLE and is_told_to_her
        return f"/experiences/{row.subject_id}" if is_there else None
    return None


def _followed_labels(
    person_id: int, stories: Collection[int]
) -> Mapping[tuple[str, int | None], str]:
    """Return by kind and story the labels of the tags for whose sake she is told of it."""
    kinds = (
        (About.REMEDY_STORY, Attempt, Attempt.remedy_id, Remedy, Follow.remedy_id),
        (About.CAUSE_STORY, ExperienceCause, ExperienceCause.cause_id, Cause, Follow.cause_id),
    )
    rows = db.session.execute(
        sa.union_all(
            *(
                sa.select(sa.literal(str(kind)), carrier.experience_id, model.label)
                .join(model, model.id == tag)
                .join(Follow, followed == model.id)
                .where(Follow.person_id == person_id, carrier.experience_id.in_(stories))
                for kind, carrier, tag, model, followed in kinds
            )
        )
    )
    return {(kind, story): label for kind, story, label in rows}
