"""Making two tags one, and taking up a remedy on the site: what the vocabulary becomes.

The publisher's list stays as it is. A tag that was merged keeps its row, retired, with the slug of
the one that has its stories now: so its names and addresses lead there, also after publishing.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from ..database import db
from ..errors import N_, Conflict, Invalid
from .models import Cause, Direction, Grade, Kind, Notice, Remedy, Use, Vocabulary

DIGEST_LENGTH = 32
SLUG_LENGTH = 60


def lead_to(tag: Cause | Remedy, into: Cause | Remedy) -> None:
    """Let a tag's names and addresses lead to another one, and so what had led to the first.
    Inside transaction()."""
    check_can_lead(tag, into)
    model = type(tag)
    earlier = sa.update(model).filter_by(article_id=tag.article_id, merged_into=tag.slug)
    db.session.execute(earlier.values(merged_into=into.slug))
    tag.merged_into, tag.is_retired = into.slug, True
    _hand_over_notices(tag, into)
    if isinstance(tag, Remedy) and isinstance(into, Remedy) and into.official_note is None:
        into.official_note = tag.official_note
    db.session.flush()
    _renew_edition(tag.article_id)


def check_can_lead(tag: Cause | Remedy, into: Cause | Remedy) -> None:
    """Make sure that these two can become one. Raises Invalid or Conflict."""
    if type(tag) is not type(into) or tag.article_id != into.article_id or tag.id == into.id:
        raise Invalid(N_("Please choose two different tags of the same list."))
    if tag.merged_into or into.merged_into:
        raise Conflict(N_("One of these has been merged into another one already."))


def add_remedy(article_id: int, label: str, kind: Kind, use: Use) -> Remedy:
    """Take up a remedy of which research says nothing here yet. Inside transaction().

    Once the publisher's own list has this slug, it says what the remedy is.
    """
    remedy = _new_remedy(article_id, label, kind=kind, use=use)
    db.session.add(remedy)
    db.session.flush()
    _renew_edition(article_id)
    return remedy


def add_name(written: str, into: Remedy) -> None:
    """Let what somebody has called a remedy lead to it. Inside transaction()."""
    lead = _new_remedy(into.article_id, written, kind=Kind(into.kind), use=Use(into.use))
    lead.merged_into, lead.is_retired = into.slug, True
    db.session.add(lead)
    db.session.flush()
    _renew_edition(into.article_id)


def leads_of(model: type[Cause] | type[Remedy], article_id: int) -> dict[str, str]:
    """Return where the tags lead that have been merged into others, by their slugs."""
    rows = db.session.execute(
        sa.select(model.slug, model.merged_into)
        .where(model.article_id == article_id, model.merged_into.is_not(None))
        .order_by(model.slug)
    )
    return {row[0]: row[1] or "" for row in rows}


def with_leads(slugs: Iterable[str], leads: Mapping[str, str]) -> list[str]:
    """Return slugs, each with the one that it leads to."""
    both = ((slug, leads.get(slug, slug)) for slug in slugs)
    return list(dict.fromkeys(slug for pair in both for slug in pair))


def edition_with_merges(article_id: int, digest: str) -> str:
    """Return which edition a vocabulary with this digest is, with what moderators made of it."""
    added = db.session.scalars(
        sa.select(Remedy.slug).filter_by(article_id=article_id, is_added=True).order_by(Remedy.slug)
    ).all()
    made = [leads_of(Cause, article_id), leads_of(Remedy, article_id), list(added)]
    if not any(made):
        return digest
    ours = hashlib.sha256(repr(made).encode()).hexdigest()
    return f"{digest[:DIGEST_LENGTH]}-{ours[: DIGEST_LENGTH - 1]}"


def _renew_edition(article_id: int) -> None:
    vocabulary = db.session.get_one(Vocabulary, article_id)
    vocabulary.edition = edition_with_merges(article_id, vocabulary.edition)
    db.session.flush()


def _hand_over_notices(tag: Cause | Remedy, into: Cause | Remedy) -> None:
    """Let the safety notices of the first be shown with the other too."""
    name = "causes" if isinstance(tag, Cause) else "remedies"
    for notice in db.session.scalars(sa.select(Notice).filter_by(article_id=tag.article_id)):
        setattr(notice, name, with_leads(getattr(notice, name), {tag.slug: into.slug}))


def _new_remedy(article_id: int, label: str, *, kind: Kind, use: Use) -> Remedy:
    last = sa.select(sa.func.coalesce(sa.func.max(Remedy.position), 0))
    return Remedy(
        article_id=article_id,
        position=(db.session.scalar(last.filter_by(article_id=article_id)) or 0) + 1,
        slug=_free_slug(article_id, label),
        label=label,
        short_label=label,
        kind=kind,
        use=use,
        synonyms=[],
        grade=Grade.NONE,
        direction=Direction.UNTESTED,
        known="",
        caution="",
        yardstick=None,
        official_note=None,
        tested_in=[],
        references=[],
        is_retired=False,
        is_added=True,
    )


def _free_slug(article_id: int, label: str) -> str:
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-") or "remedy"
    taken = set(db.session.scalars(sa.select(Remedy.slug).filter_by(article_id=article_id)))
    numbered = (slug if number == 1 else f"{slug}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)
