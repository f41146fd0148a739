"""Publishing a vocabulary, and keeping its counts."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ..articles.actions import publish_article, touch
from ..articles.models import Article
from ..content import Document, Problem, both, gather
from ..database import Difference, db, insert_once, replace_rows, table_of, transaction
from .merge_actions import edition_with_merges, leads_of, with_leads
from .models import Cause, Notice, Remedy, Vocabulary
from .official_notes import official_note_of
from .reports import Report
from .source import Content
from .source import Vocabulary as VocabularySource
from .tally_models import SideEffectCount, Tally

AnyTag = TypeVar("AnyTag", Cause, Remedy)


@dataclass(frozen=True)
class Published:
    """An article as it stands after publishing, and what is different now, part by part."""

    article: Article
    differences: dict[str, Difference]
    is_changed: bool


def publish(content: Content) -> Published:
    """Store an article with its vocabulary, or change nothing at all.

    Counts and stories stay. Raises ContentError for a tag that is gone while stories carry it.
    """
    vocabulary = content.vocabulary
    with transaction():
        article, text = publish_article(content.article)
        causes, remedies = both(
            lambda: _replace_tags(Cause, article.id, _causes(vocabulary), content.document),
            lambda: _replace_tags(Remedy, article.id, _remedies(content), content.document),
        )
        differences = {
            "text": text,
            "causes": causes,
            "remedies": remedies,
            "notices": replace_rows(
                Notice, _notices(vocabulary, article.id), key="slug", article_id=article.id
            ),
        }
        is_new_edition = _keep_edition(article.id, vocabulary)
        is_changed = is_new_edition or any(differences.values())
        if is_changed:
            touch(article.id)
    return Published(article, differences, is_changed)


def count_causes(cause_ids: Iterable[int], *, by: int) -> None:
    """Add an experience to the counts of its causes (`by=1`), or take it out again (`by=-1`)."""
    with transaction():
        db.session.execute(_add_to_causes(), {"causes": list(cause_ids), "by": by})


@cache
def _add_to_causes() -> sa.Update:
    row = table_of(Cause).c
    return (
        sa.update(table_of(Cause))
        .where(row.id.in_(sa.bindparam("causes", expanding=True)))
        .values(experience_count=row.experience_count + sa.bindparam("by"))
    )


def count_report(report: Report, *, by: int) -> None:
    """Add what a person says to the tallies, or take it out of them again (`by` below zero)."""
    with transaction():
        uses, causes = sorted(report.uses), sorted(report.cause_ids)
        update = _add_to_tallies(frozenset(report.counted))
        places = {"uses": uses, "causes": causes, "ages": report.ages}
        added = db.session.execute(update, {"remedy": report.remedy_id, "by": by, **places})
        new = {"remedy_id": report.remedy_id, **dict.fromkeys(report.counted, by)}
        every = [
            {**new, "use": use, "cause_id": cause, "age_band": age}
            for use, cause, age in product(uses, (None, *causes), report.ages)
        ]
        if added.rowcount < len(every):  # type: ignore[attr-defined]
            insert_once(Tally, *every)  # those of which nothing has been said before
        if report.words:
            _count_side_effect(report.remedy_id, report.words, by=by)


@cache
def _add_to_tallies(columns: frozenset[str]) -> sa.Update:
    """Return the statement that adds to these columns of all tallies in which something counts;
    made once, as making it takes longer than asking it."""
    row = table_of(Tally).c
    causes = row.cause_id.in_(sa.bindparam("causes", expanding=True))
    return (
        sa.update(table_of(Tally))
        .where(row.remedy_id == sa.bindparam("remedy"))
        .where(row.use.in_(sa.bindparam("uses", expanding=True)))
        .where(row.age_band.in_(sa.bindparam("ages", expanding=True)))
        .where(sa.or_(row.cause_id.is_(None), causes))
        .values({row[name]: row[name] + sa.bindparam("by") for name in sorted(columns)})
    )


def _count_side_effect(remedy_id: int, words: str, *, by: int) -> None:
    here = {"remedy_id": remedy_id, "words": words}
    counts = sa.update(SideEffectCount).filter_by(**here)
    counted = counts.values(people=SideEffectCount.people + by)
    if not db.session.execute(counted).rowcount:  # type: ignore[attr-defined]
        insert_once(SideEffectCount, {**here, "people": by})
    elif by < 0:
        db.session.execute(sa.delete(SideEffectCount).filter_by(**here, people=0))


def _replace_tags(
    model: type[AnyTag], article_id: int, wanted: list[dict[str, Any]], document: Document
) -> Difference:
    """Bring the tags up to date, after taking away those that no story carries any more.

    What moderators have made of the list stays: a tag that was merged into another one, and a
    remedy that was taken up on the site.
    """
    slugs = {values["slug"] for values in wanted}
    others = db.session.scalars(
        sa.select(model).where(model.article_id == article_id, model.slug.not_in(slugs))
    ).all()
    there = slugs | {tag.slug for tag in others if isinstance(tag, Remedy) and tag.is_added}
    kept: list[AnyTag] = [tag for tag in others if (tag.merged_into or tag.slug) in there]
    unwanted = [tag for tag in others if tag not in kept]
    gather(lambda: [problem for tag in unwanted for problem in _remove(tag, document)])
    _lead_on(wanted, leads_of(model, article_id), there)
    wanted = [*wanted, *({"slug": tag.slug} for tag in kept)]
    difference = replace_rows(model, wanted, key="slug", article_id=article_id)
    return Difference(difference.added, difference.changed, [tag.slug for tag in unwanted])


def _lead_on(wanted: list[dict[str, Any]], leads: dict[str, str], there: set[str]) -> None:
    """Let tags that were merged into others lead there still; what is said officially of the first
    is said of the other, unless that has a note of its own."""
    by_slug = {values["slug"]: values for values in wanted}
    for values in wanted:
        lead = leads.get(values["slug"])
        values["merged_into"] = lead if lead in there else None
        values["is_retired"] = values["is_retired"] or values["merged_into"] is not None
        into, note = by_slug.get(lead or ""), values.get("official_note")
        if into is not None and note and not into["official_note"]:
            into["official_note"] = note


def _remove(tag: Cause | Remedy, document: Document) -> Iterator[Problem]:
    """Take a tag away, or say that stories carry it."""
    column = Tally.cause_id if isinstance(tag, Cause) else Tally.remedy_id
    list_, slug = "causes" if isinstance(tag, Cause) else "remedies", tag.slug
    is_empty = Tally.relieved + Tally.helped_some + Tally.no_change + Tally.worse == 0
    try:
        with db.session.begin_nested():
            db.session.execute(sa.delete(Tally).where(column == tag.id, is_empty))
            db.session.delete(tag)
            db.session.flush()
    except IntegrityError:
        sentence = (
            f"'{slug}' is gone, but people have told of it. Put it back; with "
            '"retired": true it keeps its stories and is no longer offered.'
        )
        yield document.problem((list_,), sentence)


def _keep_edition(article_id: int, vocabulary: VocabularySource) -> bool:
    """Store which edition this is; return whether it is another one than before."""
    digest = hashlib.sha256(vocabulary.model_dump_json().encode()).hexdigest()
    edition = edition_with_merges(article_id, digest)
    known = db.session.get(Vocabulary, article_id)
    if known and known.edition == edition:
        return False
    db.session.merge(
        Vocabulary(article_id=article_id, edition=edition, ambiguous=vocabulary.ambiguous_synonyms)
    )
    return True


def _causes(vocabulary: VocabularySource) -> list[dict[str, Any]]:
    return [
        {
            "slug": cause.slug,
            "position": position,
            "label": cause.label,
            "short_label": cause.short_label or cause.label,
            "choice_label": cause.choice_label or cause.short_label or cause.label,
            "description": cause.description,
            "link_strength": cause.link_strength,
            "synonyms": cause.synonyms,
            "references": cause.refs,
            "is_retired": cause.retired,
        }
        for position, cause in enumerate(vocabulary.causes)
    ]


def _remedies(content: Content) -> list[dict[str, Any]]:
    vocabulary, references = content.vocabulary, content.article.references
    return [
        {
            "slug": remedy.slug,
            "position": position,
            "label": remedy.label,
            "short_label": remedy.short_label or remedy.label,
            "kind": remedy.kind,
            "use": remedy.use,
            "synonyms": remedy.synonyms,
            "grade": remedy.evidence_grade,
            "direction": remedy.evidence_direction,
            "known": remedy.known,
            "caution": remedy.caution,
            "official_note": official_note_of(remedy, vocabulary.safety_notices, references),
            "yardstick": remedy.yardstick and remedy.yardstick.model_dump(),
            "tested_in": remedy.tested_in,
            "references": remedy.refs,
            "is_retired": remedy.retired,
            "is_added": False,
        }
        for position, remedy in enumerate(vocabulary.remedies)
    ]


def _notices(vocabulary: VocabularySource, article_id: int) -> list[dict[str, Any]]:
    """Return the notices; those of a tag that was merged into another one are the other's too."""
    causes, remedies = leads_of(Cause, article_id), leads_of(Remedy, article_id)
    return [
        {
            "slug": notice.id,
            "position": position,
            "level": notice.level,
            "label": notice.label,
            "text": notice.text,
            "phrases": notice.match,
            "patterns": notice.patterns,
            "causes": with_leads(notice.trigger_causes, causes),
            "remedies": with_leads(notice.trigger_remedies, remedies),
            "references": notice.refs,
        }
        for position, notice in enumerate(vocabulary.safety_notices)
    ]
