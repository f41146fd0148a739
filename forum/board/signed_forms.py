"""Forms with a name under them: a guest's, or a member's own or another one for this once."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from wtforms import Form, HiddenField, RadioField, ValidationError
from wtforms.fields import Field, SelectChoice

from ..accounts.models import Person
from ..accounts.names import name_key
from ..moderation import gate
from ..proof import new_challenge, solved_challenge
from .name_queries import BELONGS_TO_A_MEMBER, member_called
from .shared_forms import SentOnce, has_good_name

OWN, OTHER = "own", "other"


def _is_chosen(form: Form, field: Field) -> None:
    if field.data not in {OWN, OTHER}:
        raise ValidationError(_("Please choose under which name this stands."))


def signed_field() -> Field:
    """Return the field for whose name it is: that of a member's account, or another."""
    return RadioField(_("Under which name?"), [_is_chosen], validate_choice=False)


class Signed(SentOnce):
    """What is published under a name: its fields are `signed` and `name`.

    A member chooses under which one; there is no choice for others. `kept` is the name under
    which it stands already. `seen` says what its author has been shown of what the gate found.
    """

    seen = HiddenField("")

    def __init__(self, *, who: Person | None, kept: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.own_name = who.name if who and who.is_member() else None
        self.who, self.kept = who, kept
        if self.own_name is None:
            del self.signed
            return
        # A lazy text passes for safe HTML in templates; one with words of hers in it is not.
        own = str(_("Your name, %(name)s", name=self.own_name))
        other = _("Another name, this time only")
        self.signed.choices = [SelectChoice(OWN, own), SelectChoice(OTHER, other)]

    def validate_name(self, field: Field) -> None:
        """Check the length, and that the name belongs to no other member."""
        if self.is_own_name:
            return
        has_good_name(field.data)
        fault = None if field.data == self.kept else gate.fault_of_name(field.data)
        if fault:
            raise ValidationError(fault)
        owner = None if field.data == self.kept else member_called(field.data)
        if owner is not None:
            raise ValidationError(_(BELONGS_TO_A_MEMBER))

    @property
    def asks_proof(self) -> bool:
        """Whether a browser has some arithmetic to do: a member's has not."""
        return self.own_name is None and bool(current_app.config["PROOF_OF_WORK"])

    @property
    def challenge(self) -> str:
        """What the browser has to solve."""
        return new_challenge()

    @property
    def solved(self) -> str | None:
        """The mark of the challenge that was solved; None if it was not."""
        return solved_challenge(self.proof.data or "")

    @property
    def is_own_name(self) -> bool:
        """Whether a member has chosen the name of her account, or typed it."""
        if self.own_name is None:
            return False
        return self.signed.data == OWN or name_key(self.name.data) == name_key(self.own_name)

    @property
    def shown_name(self) -> str:
        """The name under which it will stand."""
        return str(self.own_name if self.is_own_name else self.name.data)
