"""The shape of what people tried: a row of the composer, and what can be chosen in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, StringField, ValidationError
from wtforms.fields import Field

from ..remedies.matching import Lexicon
from ..remedies.models import LABEL_LENGTH, TIME_LABELS, USE_LABELS, Outcome, Use
from .models import SIDE_EFFECT_LENGTH
from .shared_forms import choices_of, on_one_line, too_long

ALWAYS, PERHAPS = "always", "perhaps"
"""Whether a row must tell what its remedy was for, or only may."""


class HasTag(Protocol):
    """A cause or remedy to choose."""

    @property
    def id(self) -> int: ...
    @property
    def slug(self) -> str: ...
    @property
    def label(self) -> str: ...


class HasUse(HasTag, Protocol):
    """A remedy to choose."""

    @property
    def use(self) -> str: ...


@dataclass(frozen=True)
class Vocabulary:
    """What can be chosen, and how it is found in what people write.

    `kept` are the names under which an experience that is edited holds its remedies: they stay
    what they are, even where the vocabulary has changed since. `uses` says what each remedy is
    for, the retired ones too.
    """

    causes: Sequence[HasTag]
    remedies: Sequence[HasUse]
    lexicon: Lexicon
    uses: Mapping[int, str]
    kept: Mapping[str, int | None] = field(default_factory=dict)

    def remedy_id(self, written: str) -> int | None:
        """Return the number of the remedy that this name stands for, or None."""
        if written in self.kept:
            return self.kept[written]
        slugs = [tag.slug for tag in self.lexicon.find_named(written) if tag.type == "remedy"]
        return next((remedy.id for remedy in self.remedies if remedy.slug in slugs), None)

    def use_of(self, written: str) -> Use | None:
        """Return what the remedy with this name is for; None if nobody knows."""
        remedy_id = self.remedy_id(written)
        return None if remedy_id is None else Use(self.uses[remedy_id])


class AttemptForm(Form):  # type: ignore[misc]
    """One row of what was tried. A row without anything in it is left out."""

    remedy = StringField(_("What did you try?"), filters=[on_one_line])
    outcome = StringField(_("How did it go?"), filters=[on_one_line])
    use = SelectField(
        _("What was it for?"),
        choices=choices_of(
            _("Please choose"), {use: USE_LABELS[use] for use in (Use.DURING, Use.PREVENT)}
        ),
        default="",
    )
    time_to_relief = SelectField(
        _("How fast?"),
        choices=choices_of(_("How fast? (optional)"), TIME_LABELS),
        default="",
    )
    side_effect = StringField(_("Any trouble from it?"), filters=[on_one_line])

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been filled in."""
        return not any(field.data for field in self)

    def validate_remedy(self, field: Field) -> None:
        """Ask for the name of what was tried."""
        if not field.data and not self.is_empty:
            raise ValidationError(_("Please say what you tried."))
        if len(field.data) > LABEL_LENGTH:
            raise ValidationError(too_long(field.data, LABEL_LENGTH))

    def validate_outcome(self, field: Field) -> None:
        """Ask for one of the four outcomes."""
        if not self.is_empty and field.data not in set(Outcome):
            raise ValidationError(_("Please choose how it went."))

    def validate_side_effect(self, field: Field) -> None:
        """Check the length."""
        if len(field.data) > SIDE_EFFECT_LENGTH:
            raise ValidationError(too_long(field.data, SIDE_EFFECT_LENGTH))
