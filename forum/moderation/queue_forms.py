"""The shape of what moderators send about cases."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from ..remedies.models import LABEL_LENGTH, Kind, Use
from ..text import tidy, tidy_line
from .models import NOTE_LENGTH, Reason
from .telling import Press, Span, ToldDecision, missing_in

_SPAN = re.compile(r"(\d{1,6})-(\d{1,6})")
_CHOSEN = re.compile(r"([1-9]\d{0,14})-([0-9a-f]{16})")


class AnyOfMany(SelectMultipleField):  # type: ignore[misc]
    """Boxes whose values are not known beforehand."""

    def pre_validate(self, form: Any) -> None:
        """Take what comes: who reads it looks at its shape."""


def _choice(name: object, values: Iterable[str]) -> SelectField:
    return SelectField(name, choices=["", *map(str, values)], default="")


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """One decision. `words` are those of the case, which what is typed has to stand in."""

    press = SelectField(choices=[str(press) for press in Press])
    reason = _choice(_l("Why"), Reason)
    note = TextAreaField(
        _l("What its author reads with it"),
        filters=[lambda text: tidy(text or "")],
        validators=[Length(max=NOTE_LENGTH)],
    )
    letter = HiddenField()
    seen = HiddenField()
    spans = AnyOfMany()
    typed = TextAreaField(_l("Words to take out"), filters=[lambda text: tidy(text or "")])
    remedy = StringField(_l("Which remedy it is"))
    label = StringField(
        _l("Name"),
        filters=[lambda text: tidy_line(text or "")],
        validators=[Length(max=LABEL_LENGTH)],
    )
    kind = _choice(_l("What sort of thing it is"), Kind)
    use = _choice(_l("What it is for"), Use)

    def __init__(self, *, words: str = "", is_appeal: bool = False) -> None:
        super().__init__()
        self.words, self.is_appeal = words, is_appeal

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for what the chosen act needs."""
        if not super().validate(extra_validators):
            return False
        if self.press.data == Press.AGAINST and not self.is_appeal and not self.reason.data:
            self.reason.errors = [_("Please choose a reason.")]
        if self.press.data == Press.EDIT_OUT:
            self._check_words()
        if self.press.data == Press.WRITE and not (self.note.data or self.letter.data):
            self.note.errors = [_("Please choose a letter, or write a few words.")]
        if self.press.data == Press.MERGE and not self.remedy.data:
            self.remedy.errors = [_("Please say which remedy it is.")]
        return not self.errors

    def told(self) -> ToldDecision:
        """Return what the moderator has decided."""
        return ToldDecision(
            press=Press(self.press.data),
            reason=Reason(self.reason.data) if self.reason.data else None,
            note=self.note.data,
            seen=self.seen.data or "",
            spans=tuple(_spans_in(self.spans.data or [])),
            typed=tuple(self._typed()),
            remedy=self.remedy.data or "",
            label=self.label.data,
            kind=Kind(self.kind.data or Kind.FOLK),
            use=Use(self.use.data or Use.BOTH),
        )

    def _typed(self) -> list[str]:
        return [line.strip() for line in self.typed.data.split("\n") if line.strip()]

    def _check_words(self) -> None:
        typed = self._typed()
        missing = missing_in(self.words, typed)
        if missing:
            said = "”, “".join(missing)
            self.typed.errors = [_("These words do not stand in it: “%(words)s”.", words=said)]
        elif not typed and not _spans_in(self.spans.data or []):
            self.typed.errors = [_("Please choose or type the words that are to be taken out.")]


class ManyForm(FlaskForm):  # type: ignore[misc]
    """One decision about many cases."""

    press = SelectField(choices=[str(Press.APPROVE), str(Press.AGAINST), "claim"])
    reason = _choice(_l("Why"), Reason)
    chosen = AnyOfMany()

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for cases, and for a reason where one is needed."""
        if not super().validate(extra_validators):
            return False
        if not self.cases():
            self.chosen.errors = [_("Please choose the cases first.")]
        elif self.press.data == Press.AGAINST and not self.reason.data:
            self.reason.errors = [_("Please choose a reason.")]
        return not self.errors

    def told(self) -> ToldDecision:
        """Return what is decided about each of them."""
        reason = Reason(self.reason.data) if self.reason.data else None
        return ToldDecision(Press(self.press.data), reason)

    def cases(self) -> list[tuple[int, str]]:
        """Return the chosen cases, each with the mark of its words."""
        found = (_CHOSEN.fullmatch(value) for value in self.chosen.data or [])
        return [(int(each[1]), each[2]) for each in found if each]


def _spans_in(values: list[str]) -> list[Span]:
    found = (_SPAN.fullmatch(value) for value in values)
    return [(int(each[1]), int(each[2])) for each in found if each]
