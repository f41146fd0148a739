"""The shape of the comments that people send."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField, ValidationError
from wtforms.fields import Field

from ..text import has_words
from .models import COMMENT_LENGTHS, CONSENT_VERSION
from .shared_forms import consent_field, name_field, tidied, too_long
from .signed_forms import Signed, signed_field
from .telling import ToldComment, Written


class CommentForm(Signed):
    """A comment."""

    text = TextAreaField(_("Your comment"), filters=[tidied])
    signed = signed_field()
    name = name_field()
    consent = consent_field()

    def validate_text(self, field: Field) -> None:
        """Check the length."""
        shortest, longest = COMMENT_LENGTHS
        if len(field.data) < shortest or not has_words(field.data):
            raise ValidationError(_("Please write a word or two."))
        if len(field.data) > longest:
            raise ValidationError(too_long(field.data, longest))

    def texts(self) -> list[Written]:
        """Return what others will read of it, beside the name."""
        return [Written("text", "comment", self.text.data or "", is_main=True)]

    def tags(self) -> set[str]:
        """Return the tags chosen for it: a comment has none."""
        return set()

    def told(self) -> ToldComment:
        """Return what was written."""
        return ToldComment(
            self.text.data, self.shown_name, CONSENT_VERSION, is_own_name=self.is_own_name
        )


class EditCommentForm(CommentForm):
    """A comment being changed."""

    consent = None
    idempotency_key = opened = website = proof = None
