"""The shape of what people send to sign up, to sign in, and to keep their account safe."""

from collections.abc import Iterable
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    PasswordField,
    StringField,
    ValidationError,
)
from wtforms.fields import Field

from ..mail.models import ADDRESS_LENGTH
from ..moderation import gate
from ..text import has_words, tidy_line
from .addresses import is_address, normal
from .credential_models import LABEL_LENGTH
from .member_actions import RULES_TEXT
from .member_queries import is_name_taken
from .models import NAME_LENGTH
from .names import is_kept
from .passwords import LEAST_ALONE, LEAST_WITH_SECOND_FACTOR, find_fault

SHORTEST_NAME = 2


def _line(value: str | None) -> str:
    return tidy_line(value or "")


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


def _is_there(form: Form, field: Field) -> None:
    if not field.data:
        raise ValidationError(_("Please fill this in."))


def address_field(label: Any = None) -> Field:
    """Return the field for an e-mail address, which is taken in small letters."""
    return StringField(label or _("E-mail address"), [_is_address], filters=[_address])


class AddressForm(FlaskForm):  # type: ignore[misc]
    """An address, to have something mailed to it."""

    email = address_field()


class SignInForm(FlaskForm):  # type: ignore[misc]
    """An address and a password. Whether they belong together, the view says for both at once."""

    email = address_field()
    password = PasswordField(_("Password"), [_is_there])
    next = HiddenField()


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A code: mailed, of an app, or on paper."""

    code = StringField(_("Code"), [_is_there], filters=[_line])
    next = HiddenField()


class PasskeyForm(FlaskForm):  # type: ignore[misc]
    """What a browser has answered for a passkey, and where to go on to."""

    credential = HiddenField()
    next = HiddenField()


class ProofForm(FlaskForm):  # type: ignore[misc]
    """A password once more, and a code where there is an app."""

    password = PasswordField(_("Password"), [_is_there])
    code = StringField(_("Code of your app, or one on paper"), filters=[_line])
    next = HiddenField()


class NameForm(FlaskForm):  # type: ignore[misc]
    """The name of a member, which is hers alone."""

    name = StringField(_("Name"), filters=[_line])

    def __init__(self, *, person_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person_id = person_id

    def validate_name(self, field: Field) -> None:
        """Check the length, and that it is nobody else's."""
        if not SHORTEST_NAME <= len(field.data) <= NAME_LENGTH or not has_words(field.data):
            raise ValidationError(
                _("Please give a name of 2 to 40 characters. It need not be your own.")
            )
        if fault := gate.fault_of_name(field.data):
            raise ValidationError(fault)
        kept = is_kept(field.data, site_name=current_app.config["SITE_NAME"])
        if kept or is_name_taken(field.data, but=self.person_id):
            raise ValidationError(
                _("This name belongs to a member, or looks like it. Please choose another one.")
            )


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password. `least` is how long it has to be; `context` what is easily guessed."""

    new_password = PasswordField(_("New password"))

    def __init__(self, *, has_second_factor: bool, context: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least = LEAST_WITH_SECOND_FACTOR if has_second_factor else LEAST_ALONE
        self.context = [*context, current_app.config["SITE_NAME"]]

    def validate_new_password(self, field: Field) -> None:
        """Say what is wrong with it, if anything is."""
        fault = find_fault(field.data or "", least=self.least, context=self.context)
        if fault:
            raise ValidationError(_(fault, least=self.least))


class ChangePasswordForm(NewPasswordForm):
    """The password there is, and a new one."""

    password = PasswordField(_("Your password until now"), [_is_there])


class MemberForm(NameForm, NewPasswordForm):
    """A new member: name, password, and what she agrees to."""

    new_password = PasswordField(_("Password"))
    rules = BooleanField(_(RULES_TEXT))
    brings = BooleanField(_("Bring along what I told here as a guest"))

    def __init__(self, *, email: str, **kwargs: Any) -> None:
        super().__init__(has_second_factor=False, context=[email], **kwargs)
        self.context.append(self.name.data or "")

    def validate_rules(self, field: Field) -> None:
        """Ask for the tick."""
        if not field.data:
            raise ValidationError(_("Please tick this box: it is needed for an account."))


class AppForm(FlaskForm):  # type: ignore[misc]
    """A code app being set up: its secret, enciphered, and the code that it shows."""

    secret = HiddenField()
    code = StringField(_("Code that the app shows"), [_is_there], filters=[_line])


class NewPasskeyForm(PasskeyForm):
    """A passkey that was made, and what she calls it."""

    label = StringField(_("What do you call it?"), filters=[_line])

    def validate_label(self, field: Field) -> None:
        """Check the length."""
        if len(field.data) > LABEL_LENGTH:
            raise ValidationError(_("Please keep to %(most)s characters.", most=LABEL_LENGTH))
