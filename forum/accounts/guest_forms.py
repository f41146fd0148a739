"""The shape of what guests send: an address, and how they want to be mailed."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, RadioField, StringField, ValidationError
from wtforms.fields import Field, SelectChoice

from ..mail.models import ADDRESS_LENGTH
from .addresses import is_address, normal
from .notification_models import Rhythm

RHYTHMS = {
    Rhythm.AT_ONCE: _("At once"),
    Rhythm.DAILY: _("Once a day"),
    Rhythm.WEEKLY: _("Once a week"),
    Rhythm.NEVER: _("Never"),
}


def _address(value: str | None) -> str:
    return normal(value or "")


def _is_address(form: Form, field: Field) -> None:
    if not is_address(field.data):
        raise ValidationError(
            _(
                "Please write a whole e-mail address, such as name@example.org, of at most "
                "%(most)s characters.",
                most=ADDRESS_LENGTH,
            )
        )


class LinkForm(FlaskForm):  # type: ignore[misc]
    """An address to which a link is mailed."""

    email = StringField(_("E-mail address"), [_is_address], filters=[_address])


class GuestAddressForm(LinkForm):
    """An address that a guest leaves, and whether she wants to hear of replies."""

    wants_replies = BooleanField(_("Mail me when somebody answers what I wrote"))


class EnterForm(FlaskForm):  # type: ignore[misc]
    """The button that lets a guest in, and whether what this browser has told is hers too."""

    brings = BooleanField(_("What was told in this browser is mine, too: put it with the rest"))


class MailForm(FlaskForm):  # type: ignore[misc]
    """How somebody wants to be mailed."""

    rhythm = RadioField(
        _("Mail me my news"), choices=[SelectChoice(str(r), RHYTHMS[r]) for r in Rhythm]
    )
    has_digest = BooleanField(_("Once a week, the new stories of what I follow"))

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen."""
        return {"rhythm": Rhythm(self.rhythm.data), "has_digest": self.has_digest.data}
