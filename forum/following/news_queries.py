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
from ..moderation.models import Decision
from ..paging import Order, Page, paginate
from ..remedies.models import Cause, Remedy
from .due_queries import ABOUT_STORIES
from .models import Follow

NEWEST_FIRST = Order("news", (Notification.id,), ("id",))


@dataclass(frozen=True)
class DecisionNews:
    """A decision that somebody is told of: about something of her own (`is_hers`), with the
    reason and the moderator's note, or about something that she has flagged."""

    act: str
    target: str
    is_by_flags: bool
    is_hers: bool
    reason: str | None
    note: str


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
    decision: DecisionNews | None


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
    """Select her news with the decision, comment, experience, remedy and article that each is
    about."""
    return _with_subjects(
        sa.select(
            Notification.id,
            Notification.kind,
            Notification.subject_id,
            Notification.number,
            Notification.created_at,
            Notification.read_at,
            Decision.act,
            Decision.target,
            Decision.actor_id,
            Decision.person_id,
            Decision.comment_id,
            Decision.reason,
            Decision.note,
            Comment.status.label("comment_status"),
            Comment.name.label("comment_name"),
            Comment.text_html,
            Experience.id.label("experience_id"),
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
    ).where(Notification.person_id == reader.id)


def _with_subjects(select: AnySelect) -> AnySelect:
    """Join each notification with the rows that it leads to."""
    kind, subject = Notification.kind, Notification.subject_id
    comment_id = sa.case(
        (kind == About.REPLY, subject), (kind == About.DECISION, Decision.comment_id)
    )
    story_id = sa.case(
        (kind.in_(ABOUT_STORIES), subject),
        else_=sa.func.coalesce(Decision.experience_id, Comment.experience_id),
    )
    article_id = sa.func.coalesce(
        Comment.article_id, Experience.article_id, Remedy.article_id, Decision.article_id
    )
    return (
        select.select_from(Notification)
        .outerjoin(Decision, sa.and_(kind == About.DECISION, Decision.id == subject))
        .outerjoin(Comment, Comment.id == comment_id)
        .outerjoin(Experience, Experience.id == story_id)
        .outerjoin(Remedy, sa.and_(kind == About.THRESHOLD, Remedy.id == subject))
        .outerjoin(Article, Article.id == article_id)
    )


def _news(rows: Sequence[AnyRow], reader: Person) -> list[News]:
    stories = [row.subject_id for row in rows if row.kind in ABOUT_STORIES]
    labels = _followed_labels(reader.id, stories) if stories else {}
    found = []
    for row in rows:
        path = _path(row, reader)
        is_reply = row.kind == About.REPLY
        is_told = path is not None and row.kind != About.DECISION
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
                name=(row.comment_name if is_reply else row.name) if is_told else None,
                html=(row.text_html if is_reply else row.story_html) if is_told else None,
                decision=_decision(row, reader) if row.act else None,
            )
        )
    return found


def _decision(row: AnyRow, reader: Person) -> DecisionNews:
    """Return what she is told of a decision: why, only where it is about her own."""
    is_hers = row.person_id == reader.id
    return DecisionNews(
        act=row.act,
        target=row.target,
        is_by_flags=row.actor_id is None,
        is_hers=is_hers,
        reason=row.reason if is_hers else None,
        note=row.note if is_hers else "",
    )


def _path(row: AnyRow, reader: Person) -> str | None:
    """Return where the thing stands that she is told of; None if it is not there for her."""
    if row.kind == About.THRESHOLD:
        return f"/articles/{row.article}/remedies/{row.slug}" if row.slug else None
    if row.act and row.person_id == reader.id:
        return f"/account/decisions/{row.subject_id}"
    is_told_to_her = (
        row.audience is None
        or row.audience == Audience.EVERYONE
        or reader.is_member()
        or row.author_id == reader.id
    )
    comment_id = row.subject_id if row.kind == About.REPLY else row.comment_id
    if comment_id is not None:
        has_thread = row.status in {None, Status.VISIBLE, Status.WITHDRAWN}
        is_there = row.comment_status == Status.VISIBLE and has_thread and is_told_to_her
        return f"/comments/{comment_id}" if is_there else None
    is_there = row.status == Status.VISIBLE and is_told_to_her
    return f"/experiences/{row.experience_id}" if is_there else None


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
