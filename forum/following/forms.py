"""The shape of what people send about what they follow."""

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from .models import Wish


class FollowForm(FlaskForm):  # type: ignore[misc]
    """What somebody wants to be told of a remedy or a cause; nothing ticked means nothing."""

    stories = BooleanField(_("When somebody tells of it"))
    thresholds = BooleanField(_("When enough people have reported on it"))

    def __init__(self, wished: Collection[Wish], *, has_thresholds: bool, **kwargs: Any) -> None:
        super().__init__(data=dict.fromkeys(wished, True), **kwargs)
        if not has_thresholds:
            del self.thresholds

    def wishes(self) -> list[Wish]:
        """Return what is ticked."""
        return [wish for wish in Wish if wish in self and self[wish].data]
