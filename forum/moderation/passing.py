"""The gate for programs: what a form or the gate says of what they send, as a problem. HTTP."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from flask_babel import gettext as _

from ..api_shapes import NoticeShape, ShownFinding, Wrong, notices_of
from ..jsonapi import pointer_to
from ..problems import Unfit
from . import gate
from .gate import Looked, Screened

PLACES = {"signed": "name"}
"""Fields of forms that have another name in JSON."""


class Sent(Screened, Protocol):
    """A form filled in by a program."""

    def validate(self) -> bool: ...
    def __iter__(self) -> Iterator[Any]: ...


def passed(form: Sent, article_id: int, *, as_it_is: bool) -> Looked:
    """Return what the gate says of a form that may be stored. Raises Unfit, with everything that
    does not fit and everything that its author has to be shown first."""
    is_complete = form.validate()
    looked = gate.look_at(form, article_id, as_it_is=as_it_is)
    if looked.stops:
        raise Unfit(
            "look-again",
            errors=list(wrongs_in(form)),
            findings=[
                ShownFinding(
                    pointer=_pointer(found.written.field),
                    kind=found.finding.kind,
                    reason=_(found.finding.reason),
                    words=found.words,
                )
                for found in looked.must_see
            ],
            notices=notices_in(looked),
            seen=looked.seen,
            is_rejected=looked.is_rejected,
        )
    if not is_complete:
        raise Unfit(errors=list(wrongs_in(form)))
    return looked


def notices_in(looked: Looked) -> list[NoticeShape]:
    """Return the safety notices that the words call for."""
    return notices_of(looked.notices)


def wrongs_in(form: Iterable[Any]) -> Iterator[Wrong]:
    """Yield everything that is wrong in a form, with the place of it in JSON."""
    for field in form:
        for entry in getattr(field, "entries", ()):
            yield from wrongs_in(entry.form)
        for message in field.errors:
            if not isinstance(message, dict):
                yield Wrong(detail=str(message), pointer=_pointer(field.id))


def _pointer(field_id: str) -> str:
    """Return the JSON pointer to what a field holds: "attempts-0-remedy" is /attempts/0/remedy."""
    return pointer_to(PLACES.get(step, step) for step in field_id.split("-"))
