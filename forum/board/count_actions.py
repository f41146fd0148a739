"""Rebuilding every count of a board from its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from ..articles.actions import lock
from ..articles.models import Article
from ..database import db, transaction
from ..remedies.models import Cause, Remedy
from ..remedies.tally_models import COUNTS, SideEffectCount, Tally
from .models import Comment, Experience, ExperienceCause, Status, Vote
from .tally_queries import TallyKey, sums_of
from .term_actions import set_terms

NO_SYNC = {"synchronize_session": False}
_VISIBLE = Experience.status == Status.VISIBLE


@dataclass(frozen=True)
class Miscount:
    """Counts of one thing that were not what its rows add up to: each as it was, and as it is."""

    of: str
    counts: Mapping[str, tuple[int, int]]

    def __str__(self) -> str:
        changes = [f"{name} {was} -> {now}" for name, (was, now) in self.counts.items()]
        return f"{self.of}: {', '.join(changes)}"


def recount(article_id: int) -> list[Miscount]:
    """Make every count of an article's board what its rows add up to; return what differed."""
    with transaction():
        lock(article_id)
        miscounts = [
            *_recount_article(article_id),
            *_recount_causes(article_id),
            *_recount_experiences(article_id),
            *_recount_tallies(article_id),
            *_set_terms(article_id),
        ]
        if miscounts:
            stamp = sa.update(Article).where(Article.id == article_id)
            db.session.execute(stamp.values(stamp=Article.stamp + 1))
        db.session.expire_all()
    return miscounts


def _recount_article(article_id: int) -> Iterator[Miscount]:
    experiences = sa.select(sa.func.count()).where(Experience.article_id == article_id, _VISIBLE)
    comments = sa.select(sa.func.count()).where(
        Comment.article_id == article_id, Comment.status == Status.VISIBLE
    )
    counts = {"experience_count": experiences, "comment_count": comments}
    yield from _recount_rows(Article, counts, Article.id == article_id, Article.slug)


def _recount_causes(article_id: int) -> Iterator[Miscount]:
    experiences = (
        sa.select(sa.func.count())
        .select_from(ExperienceCause)
        .join(Experience, Experience.id == ExperienceCause.experience_id)
        .where(ExperienceCause.cause_id == Cause.id, _VISIBLE)
    )
    counts = {"experience_count": experiences}
    yield from _recount_rows(Cause, counts, Cause.article_id == article_id, Cause.slug)


def _recount_experiences(article_id: int) -> Iterator[Miscount]:
    votes = sa.select(sa.func.count()).where(Vote.experience_id == Experience.id)
    comments = sa.select(sa.func.count()).where(
        Comment.article_id == article_id,
        Comment.experience_id == Experience.id,
        Comment.status == Status.VISIBLE,
    )
    counts = {"helpful_count": votes, "comment_count": comments}
    mine = Experience.article_id == article_id
    name = sa.literal("experience ") + sa.cast(Experience.id, sa.String)
    yield from _recount_rows(Experience, counts, mine, name)


def _recount_rows(
    model: type[Article] | type[Cause] | type[Experience],
    counts: Mapping[str, sa.Select[int]],
    which: sa.ColumnElement[bool],
    name: sa.ColumnElement[str] | InstrumentedAttribute[str],
) -> Iterator[Miscount]:
    """Set the counts of those rows in which they are wrong."""
    table = model.__table__
    right = {count: select.scalar_subquery() for count, select in counts.items()}
    wrong = sa.or_(*(table.c[count] != sum_ for count, sum_ in right.items()))
    rows = db.session.execute(
        sa.select(
            name.label("name"),
            *(table.c[count].label(f"was_{count}") for count in right),
            *(sum_.label(f"now_{count}") for count, sum_ in right.items()),
        ).where(which, wrong)
    ).all()
    if rows:
        update = sa.update(model).where(which, wrong).values(right)
        db.session.execute(update, execution_options=NO_SYNC)
    for row in rows:
        pairs = {c: (getattr(row, f"was_{c}"), getattr(row, f"now_{c}")) for c in right}
        yield Miscount(row.name, _unequal(pairs))


def _recount_tallies(article_id: int) -> Iterator[Miscount]:
    """Bring the tallies to what the attempts add up to; one of nothing is the same as none."""
    sums = sums_of(article_id)
    names = _names(article_id)
    mine = Tally.remedy_id.in_(_remedy_ids(article_id))
    stored = {
        TallyKey(row.remedy_id, row.use, row.cause_id, row.age_band): row
        for row in db.session.execute(sa.select(*Tally.__table__.c).where(mine))
    }
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for key in sorted({*stored, *sums.tallies}, key=str):
        row, now = stored.get(key), {name: sums.tallies[key][name] for name in COUNTS}
        was = {name: getattr(row, name) if row else 0 for name in COUNTS}
        if was == now:
            continue
        (changed if row else new).append({"id": row.id, **now} if row else {**key._asdict(), **now})
        yield Miscount(_name(key, names), _unequal({c: (was[c], now[c]) for c in COUNTS}))
    if changed:
        db.session.execute(sa.update(Tally), changed)
    if new:
        db.session.execute(sa.insert(Tally), new)
    yield from _recount_side_effects(article_id, sums.side_effects, names)


def _recount_side_effects(
    article_id: int, right: Mapping[tuple[int, str], int], names: Mapping[object, str]
) -> Iterator[Miscount]:
    here = SideEffectCount.remedy_id.in_(_remedy_ids(article_id))
    rows = db.session.execute(sa.select(*SideEffectCount.__table__.c).where(here))
    stored = {(row.remedy_id, row.words): row.people for row in rows}
    if stored == right:
        return
    db.session.execute(sa.delete(SideEffectCount).where(here), execution_options=NO_SYNC)
    counted = [{"remedy_id": r, "words": w, "people": n} for (r, w), n in right.items()]
    if counted:
        db.session.execute(sa.insert(SideEffectCount), counted)
    for remedy_id, words in sorted({*stored, *right}):
        key = (remedy_id, words)
        pairs = _unequal({"people": (stored.get(key, 0), right.get(key, 0))})
        if pairs:
            # What people write stays out of terminals and logs.
            yield Miscount(f"{names['remedy', remedy_id]}, a side effect", pairs)


def _set_terms(article_id: int) -> Iterator[Miscount]:
    stale = set_terms(Experience.article_id == article_id)
    if stale:
        yield Miscount("the search index", {"experiences with other tags": (stale, 0)})


def _unequal(pairs: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    return {name: (was, now) for name, (was, now) in pairs.items() if was != now}


def _remedy_ids(article_id: int) -> sa.Select[int]:
    return sa.select(Remedy.id).where(Remedy.article_id == article_id)


def _names(article_id: int) -> dict[object, str]:
    """Return what to call the article's remedies and causes, by type and number."""
    names: dict[object, str] = {}
    for type_, model in (("remedy", Remedy), ("cause", Cause)):
        rows = db.session.execute(sa.select(model.id, model.slug).filter_by(article_id=article_id))
        names |= {(type_, row.id): row.slug for row in rows}
    return names


def _name(key: TallyKey, names: Mapping[object, str]) -> str:
    cause = names["cause", key.cause_id] if key.cause_id else ""
    parts = (names["remedy", key.remedy_id], key.use, cause, key.age_band)
    return ", ".join(part for part in parts if part)
