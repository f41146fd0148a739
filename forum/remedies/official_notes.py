"""What stands on every story that carries a remedy: what authorities say of it. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from ..articles.reference_source import References
from .models import Direction, Grade
from .source import NoticeSource, RemedySource


def official_note_of(
    remedy: RemedySource, notices: Sequence[NoticeSource], references: References
) -> dict[str, Any] | None:
    """Return the note of a remedy with its sources in full, so that a card needs nothing else.

    It is the official note; without one, the first safety notice that the remedy calls for; and
    for what is not advised, its caution.
    """
    called_for = next((each for each in notices if remedy.slug in each.trigger_remedies), None)
    if remedy.official_note:
        note = remedy.official_note
        found = _note(remedy, note.gist, note.text, note.refs, references)
        return {**found, "also": called_for.text} if called_for else found
    if called_for:
        of_notice = called_for.label, called_for.text, called_for.refs
        return {**_note(remedy, *of_notice, references), "notice": called_for.id}
    is_harmful = remedy.evidence_grade == Grade.HARMFUL or (
        remedy.evidence_direction == Direction.HARMFUL
    )
    if is_harmful and remedy.caution:
        return _note(remedy, remedy.caution, "", remedy.refs, references)
    return None


def _note(
    remedy: RemedySource, gist: str, text: str, keys: Iterable[str], references: References
) -> dict[str, Any]:
    sources = [references.root[key] for key in keys]
    return {
        "of": remedy.short_label or remedy.label,
        "gist": gist,
        "text": text,
        "sources": [{"citation": each.citation, "url": each.link()} for each in sources],
    }
