"""The shape of what moderators send about tags."""

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField


class MergeForm(FlaskForm):  # type: ignore[misc]
    """Two tags of one list, by their slugs."""

    article = StringField()
    type = SelectField(choices=["remedy", "cause"])
    tag = StringField()
    into = StringField()
    sure = BooleanField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for two tags, and whether she is sure."""
        if not super().validate(extra_validators):
            return False
        if not self.tag.data or not self.into.data or self.tag.data == self.into.data:
            self.into.errors = [_("Please choose two different tags of the same list.")]
        if not self.sure.data:
            self.sure.errors = [_("Please tick this box: two that are one cannot be parted again.")]
        return not self.errors

    def is_about(self, article: str, type_: str) -> bool:
        """Say whether it was sent from the list with these tags."""
        return bool(self.article.data == article and self.type.data == type_)
