"""The shape of a flag."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Form, RadioField, StringField, ValidationError
from wtforms.fields import Field, SelectChoice

from ..text import tidy_line
from .labels import REASON_LABELS
from .models import LINE_LENGTH, Reason


def _on_one_line(value: str | None) -> str:
    return tidy_line(value or "")


def _is_chosen(form: Form, field: Field) -> None:
    if field.data not in set(Reason):
        raise ValidationError(_("Please choose one of the reasons."))


class FlagForm(FlaskForm):  # type: ignore[misc]
    """Why something should be looked at."""

    reason = RadioField(
        _("What is wrong with it?"),
        [_is_chosen],
        choices=[SelectChoice(str(reason), _(label)) for reason, label in REASON_LABELS.items()],
        validate_choice=False,
    )
    line = StringField(_("In your words"), filters=[_on_one_line])

    def validate_line(self, field: Field) -> None:
        """Check the length, and that "something else" comes with a word."""
        if len(field.data) > LINE_LENGTH:
            raise ValidationError(
                _(
                    "This is %(length)s characters long; at most %(longest)s fit.",
                    length=len(field.data),
                    longest=LINE_LENGTH,
                )
            )
        if self.reason.data == Reason.OTHER and not field.data:
            raise ValidationError(_("Please say in a few words what it is."))
