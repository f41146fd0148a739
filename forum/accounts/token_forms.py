"""The shape of the form that makes a token."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, ValidationError
from wtforms.fields import Field

from ..text import has_words, tidy_line
from .token_models import TO_COMMENT, TO_FLAG, TO_TELL, TO_VOTE, TOKEN_LABEL_LENGTH, Scope


def _line(value: str | None) -> str:
    return tidy_line(value or "")


class TokenForm(FlaskForm):  # type: ignore[misc]
    """What a token is called, and what it is good for."""

    label = StringField(_("What is it for?"), filters=[_line])
    experiences = BooleanField(_(TO_TELL))
    comments = BooleanField(_(TO_COMMENT))
    votes = BooleanField(_(TO_VOTE))
    flags = BooleanField(_(TO_FLAG), description=_("What may it do?"))

    def validate_label(self, field: Field) -> None:
        """Ask for a name that tells it from others."""
        if not has_words(field.data) or len(field.data) > TOKEN_LABEL_LENGTH:
            raise ValidationError(
                _("Please give it a name of at most %(most)s characters.", most=TOKEN_LABEL_LENGTH)
            )

    def validate_flags(self, field: Field) -> None:
        """Ask for one of the boxes, below the last of them."""
        if not self.scopes():
            raise ValidationError(_("Please tick at least one thing that it may do."))

    def scopes(self) -> list[Scope]:
        """Return what it is to be good for."""
        return [scope for scope in Scope if self[scope.name.lower()].data]
