"""Experiences and comments as programs are given them, made of what pages show. Pure."""

from collections.abc import Mapping

from ..api_shapes import notices_of
from ..text import to_plain
from .card_queries import Card
from .comment_queries import Spoken
from .shapes import AttemptShape, CommentShape, ExperienceShape


def experience_shape(card: Card, *, article: str, slugs: Mapping[int, str]) -> ExperienceShape:
    """Return an experience as programs are given it. `slugs` are those of the causes of its
    article, by their numbers."""
    return ExperienceShape(
        id=card.id,
        article=article,
        name=card.name or None,
        is_members_name=card.is_own_name,
        age=card.age_band,
        html=card.html,
        text=to_plain(card.html),
        causes=[slugs[cause_id] for cause_id in card.cause_ids],
        attempts=[
            AttemptShape(
                remedy=tried.slug,
                written=tried.label,
                outcome=tried.outcome,
                use=tried.use,
                time_to_relief=tried.time_to_relief,
                side_effect=tried.side_effect,
            )
            for tried in card.attempts
        ],
        notices=notices_of(card.notices),
        helpful_count=card.helpful_count,
        comment_count=card.comment_count,
        created_at=card.created_at,
        edited_at=card.edited_at,
        page=f"/experiences/{card.id}",
    )


def comment_shape(comment: Spoken) -> CommentShape:
    """Return a comment as programs are given it."""
    return CommentShape(
        id=comment.id,
        name=comment.name or None,
        is_members_name=comment.is_own_name,
        html=comment.html,
        text=to_plain(comment.html),
        level=comment.level,
        notices=notices_of(comment.notices),
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        page=f"/comments/{comment.id}",
    )
