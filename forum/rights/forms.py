"""The shape of the form with which people leave."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, ValidationError
from wtforms.fields import Field, SelectChoice

from ..errors import N_
from .erase_actions import Choice

CHOICES = {
    Choice.EVERYTHING: N_("Erase everything I wrote"),
    Choice.KEEP_WORDS: N_("Keep the words, without me"),
}


class EraseForm(FlaskForm):  # type: ignore[misc]
    """What is to become of her words, and that she knows it is for good."""

    choice = RadioField(
        _("What should become of your words?"),
        choices=[SelectChoice(str(choice), _(label)) for choice, label in CHOICES.items()],
        validate_choice=False,
    )
    is_sure = BooleanField(
        _("I know that this is for good, and that nobody can bring it back."),
        description=_("For good"),
    )

    def validate_choice(self, field: Field) -> None:
        """Ask for one of the two."""
        if field.data not in set(Choice):
            raise ValidationError(_("Please choose one of the two."))

    def validate_is_sure(self, field: Field) -> None:
        """Ask for the tick."""
        if not field.data:
            raise ValidationError(_("Please tick this box, if you want this."))

    def chosen(self) -> Choice:
        """Return what she has chosen."""
        return Choice(self.choice.data)
