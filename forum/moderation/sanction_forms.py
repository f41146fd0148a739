"""The shape of what moderators decide about people."""

from datetime import UTC, datetime, time, timedelta

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Form, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.fields import Field, SelectChoice

from ..clock import now
from ..text import tidy
from .models import NOTE_LENGTH, Reason
from .wording import FLAGGED_FOR

DAYS = ("1", "7", "30")
UNTIL_A_DAY = "date"
FARTHEST = timedelta(days=366)


def _tidied(value: str | None) -> str:
    return tidy(value or "")


def _is_chosen(form: Form, field: Field) -> None:
    if field.data not in set(Reason):
        raise ValidationError(_("Please choose a reason. It stands in the public log."))


def _reason_field() -> Field:
    words = [SelectChoice(str(reason), _(label)) for reason, (label, _more) in FLAGGED_FOR.items()]
    return SelectField(
        _("Reason"),
        [_is_chosen],
        choices=[SelectChoice("", _("Choose one")), *words],
        validate_choice=False,
    )


class LiftForm(FlaskForm):  # type: ignore[misc]
    """A note for the person whom it concerns."""

    note = TextAreaField(_("What you write to this person"), filters=[_tidied])

    def validate_note(self, field: Field) -> None:
        """Check the length."""
        if len(field.data) > NOTE_LENGTH:
            raise ValidationError(
                _(
                    "This is %(length)s characters long; at most %(longest)s fit.",
                    length=len(field.data),
                    longest=NOTE_LENGTH,
                )
            )


class BanForm(LiftForm):
    """Why somebody is kept out."""

    reason = _reason_field()


class SuspendForm(LiftForm):
    """For how long somebody may write nothing, and why."""

    length = RadioField(_("For how long?"), validate_choice=False)
    until = DateField(_("Until which day?"))
    reason = _reason_field()

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.length.choices = [
            SelectChoice("1", _("1 day")),
            SelectChoice("7", _("7 days")),
            SelectChoice("30", _("30 days")),
            SelectChoice(UNTIL_A_DAY, _("Until a day of my choice")),
        ]

    def validate_length(self, field: Field) -> None:
        """Check that there is a length."""
        if field.data not in {*DAYS, UNTIL_A_DAY}:
            raise ValidationError(_("Please choose for how long."))

    def validate_until(self, field: Field) -> None:
        """Check the day, where one was asked for."""
        field.errors = []
        if self.length.data != UNTIL_A_DAY:
            return
        if field.data is None:
            raise ValidationError(_("Please choose a day."))
        if not now() < self.ends_at <= now() + FARTHEST:
            raise ValidationError(_("Please choose a day that is still to come, within a year."))

    @property
    def ends_at(self) -> datetime:
        """Until when: so many days from now, or until the day of choice begins."""
        if self.length.data in DAYS:
            return now() + timedelta(days=int(self.length.data))
        return datetime.combine(self.until.data, time(), UTC)
