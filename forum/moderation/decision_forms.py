"""The shape of an appeal."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField, ValidationError
from wtforms.fields import Field

from ..text import has_words, tidy
from .models import APPEAL_LENGTHS


def _tidied(value: str | None) -> str:
    return tidy(value or "")


class AppealForm(FlaskForm):  # type: ignore[misc]
    """What somebody says against a decision."""

    text = TextAreaField(_("Why should it be decided otherwise?"), filters=[_tidied])

    def validate_text(self, field: Field) -> None:
        """Check the length."""
        shortest, longest = APPEAL_LENGTHS
        if len(field.data) < shortest or not has_words(field.data):
            raise ValidationError(_("Please say it in a sentence or two."))
        if len(field.data) > longest:
            raise ValidationError(
                _(
                    "This is %(length)s characters long; at most %(longest)s fit.",
                    length=len(field.data),
                    longest=longest,
                )
            )
