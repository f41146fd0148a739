"""What the forms of the board have in common: fields, and being stored once."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from itsdangerous import BadSignature
from wtforms import BooleanField, Form, HiddenField, StringField, ValidationError
from wtforms.fields import Field, SelectChoice

from ..accounts.models import NAME_LENGTH
from ..clock import now
from ..signing import signed_for_a_time
from ..text import has_words, tidy, tidy_line
from .models import CONSENT_TEXT

SHORTEST_NAME = 2
_OPENED = "form opened"
_KEY = re.compile(r"[\w-]{8,64}", re.ASCII)


def tidied(value: str | None) -> str:
    """Return a text as it is stored; a filter of fields."""
    return tidy(value or "")


def on_one_line(value: str | None) -> str:
    """Return a line as it is stored; a filter of fields."""
    return tidy_line(value or "")


def has_good_name(name: str) -> None:
    """Check the length of a name. Raises ValidationError."""
    if not SHORTEST_NAME <= len(name) <= NAME_LENGTH or not has_words(name):
        raise ValidationError(
            _("Please give a name of 2 to 40 characters. It need not be your own.")
        )


def _is_given(form: Form, field: Field) -> None:
    if not field.data:
        raise ValidationError(_("Please tick this box: without it nothing can be published."))


def choices_of(none: str, labels: Mapping[Any, str]) -> list[SelectChoice]:
    """Return what a list offers: at first nothing, by the words for that."""
    offered = [SelectChoice(str(value), _(label)) for value, label in labels.items()]
    return [SelectChoice("", none), *offered]


def name_field() -> Field:
    """Return the field for the name that others see."""
    return StringField(_("Name to show"), filters=[on_one_line])


def consent_field() -> Field:
    """Return the box that starts unticked, and without which nothing is published."""
    return BooleanField(_(CONSENT_TEXT), [_is_given], description=_("Consent"))


class SentOnce(FlaskForm):  # type: ignore[misc]
    """A form whose content is stored once, however often it is sent, and that machines find hard:
    it must have been open for a while, and a field that people do not see must stay empty.

    Fields without a label have an empty one: for none, WTForms reads a catalogue at each request.
    """

    idempotency_key = HiddenField("", default=lambda: secrets.token_urlsafe(16))
    opened = HiddenField(_("This form"), default=lambda: signed_for_a_time(_OPENED).dumps(""))
    website = StringField(_("Please leave this field empty"))
    proof = HiddenField("")

    @property
    def key(self) -> str | None:
        """The form's own key, if it was sent with one."""
        return self.idempotency_key.data or None

    def validate_idempotency_key(self, field: Field) -> None:
        """Refuse a key that is none of ours, and give the form another one."""
        if field.data and not _KEY.fullmatch(field.data):
            field.data = field.default()
            raise ValidationError(_("This form was sent in a strange way. Please send it again."))

    def validate_opened(self, field: Field) -> None:
        """Refuse what comes faster than anybody types; the same form can be sent once more."""
        seconds = current_app.config["FORM_SECONDS"]
        opened_at = _opened_at(field.data or "")
        if opened_at is None:
            field.data = field.default()
        if seconds and (opened_at is None or now() - opened_at < timedelta(seconds=seconds)):
            raise ValidationError(_("That was very quick. Please press the button once more."))

    def validate_website(self, field: Field) -> None:
        """Refuse what programs fill in; who sees the field all the same is told so."""
        if field.data:
            raise ValidationError(_("Something is in a field that has to be empty."))


def _opened_at(opened: str) -> datetime | None:
    """Return when a form was opened; None if it was none of ours."""
    try:
        _text, at = signed_for_a_time(_OPENED).loads(opened, return_timestamp=True)
    except BadSignature:
        return None
    return cast(datetime, at)


def too_long(text: str, longest: int) -> Any:
    """Return the sentence for a text that does not fit."""
    return _(
        "This is %(length)s characters long; at most %(longest)s fit.",
        length=len(text),
        longest=longest,
    )
