"""The shape of the experiences that people send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask_babel import lazy_gettext as _
from wtforms import (
    FieldList,
    Form,
    FormField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import Field, SelectChoice, SelectMultipleField

from ..remedies.matching import Lexicon, Match
from ..remedies.models import AGE_LABELS, LABEL_LENGTH, TIME_LABELS, USE_LABELS, Outcome, Use
from ..text import has_words
from .models import (
    CONSENT_VERSION,
    MOST_ATTEMPTS,
    MOST_CAUSES,
    SIDE_EFFECT_LENGTH,
    STORY_LENGTHS,
    Experience,
)
from .shared_forms import (
    SentOnce,
    choices_of,
    consent_field,
    name_field,
    on_one_line,
    tidied,
    too_long,
)
from .telling import ToldAttempt, ToldExperience

ALWAYS, PERHAPS = "always", "perhaps"
"""Whether a row must tell what its remedy was for, or only may."""


class HasTag(Protocol):
    """A cause or remedy to choose."""

    @property
    def id(self) -> int: ...
    @property
    def slug(self) -> str: ...
    @property
    def label(self) -> str: ...


class HasUse(HasTag, Protocol):
    """A remedy to choose."""

    @property
    def use(self) -> str: ...


@dataclass(frozen=True)
class Vocabulary:
    """What can be chosen, and how it is found in what people write.

    `kept` are the names under which an experience that is edited holds its remedies: they stay
    what they are, even where the vocabulary has changed since. `uses` says what each remedy is
    for, the retired ones too.
    """

    causes: Sequence[HasTag]
    remedies: Sequence[HasUse]
    lexicon: Lexicon
    uses: Mapping[int, str]
    kept: Mapping[str, int | None] = field(default_factory=dict)

    def remedy_id(self, written: str) -> int | None:
        """Return the number of the remedy that this name stands for, or None."""
        if written in self.kept:
            return self.kept[written]
        slugs = [tag.slug for tag in self.lexicon.find_named(written) if tag.type == "remedy"]
        return next((remedy.id for remedy in self.remedies if remedy.slug in slugs), None)

    def use_of(self, written: str) -> Use | None:
        """Return what the remedy with this name is for; None if nobody knows."""
        remedy_id = self.remedy_id(written)
        return None if remedy_id is None else Use(self.uses[remedy_id])


class AttemptForm(Form):  # type: ignore[misc]
    """One row of what was tried. A row without anything in it is left out."""

    remedy = StringField(_("What did you try?"), filters=[on_one_line])
    outcome = StringField(_("How did it go?"), filters=[on_one_line])
    use = SelectField(
        _("What was it for?"),
        choices=choices_of(
            _("Please choose"), {use: USE_LABELS[use] for use in (Use.DURING, Use.PREVENT)}
        ),
        default="",
    )
    time_to_relief = SelectField(
        _("How fast?"),
        choices=choices_of(_("How fast? (optional)"), TIME_LABELS),
        default="",
    )
    side_effect = StringField(_("Any trouble from it?"), filters=[on_one_line])

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been filled in."""
        return not any(field.data for field in self)

    def validate_remedy(self, field: Field) -> None:
        """Ask for the name of what was tried."""
        if not field.data and not self.is_empty:
            raise ValidationError(_("Please say what you tried."))
        if len(field.data) > LABEL_LENGTH:
            raise ValidationError(too_long(field.data, LABEL_LENGTH))

    def validate_outcome(self, field: Field) -> None:
        """Ask for one of the four outcomes."""
        if not self.is_empty and field.data not in set(Outcome):
            raise ValidationError(_("Please choose how it went."))

    def validate_side_effect(self, field: Field) -> None:
        """Check the length."""
        if len(field.data) > SIDE_EFFECT_LENGTH:
            raise ValidationError(too_long(field.data, SIDE_EFFECT_LENGTH))


class ExperienceForm(SentOnce):
    """An experience, told or edited."""

    story = TextAreaField(_("What happened?"), filters=[tidied])
    causes = SelectMultipleField(_("What do you think caused it?"))
    attempts = FieldList(FormField(AttemptForm), _("What did you try, and how did it go?"))
    name = name_field()
    age = SelectField(
        _("Age"),
        choices=choices_of(_("Rather not say"), AGE_LABELS),
        default="",
    )
    consent = consent_field()

    def __init__(self, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.vocabulary = vocabulary
        self.causes.choices = [SelectChoice(c.slug, c.label) for c in vocabulary.causes]
        if not self.attempts.entries:
            self.attempts.append_entry()

    def validate_story(self, field: Field) -> None:
        """Check the length."""
        shortest, longest = STORY_LENGTHS
        if len(field.data) < shortest or not has_words(field.data):
            raise ValidationError(
                _("Please tell a little more: at least %(least)s characters.", least=shortest)
            )
        if len(field.data) > longest:
            raise ValidationError(too_long(field.data, longest))

    def validate_causes(self, field: Field) -> None:
        """Check the number."""
        if len(set(field.data or ())) > MOST_CAUSES:
            raise ValidationError(_("Please choose at most %(most)s causes.", most=MOST_CAUSES))

    def validate_attempts(self, field: Field) -> None:
        """Check the number, what is clear of their uses, and that no two rows are the same."""
        rows = self._filled_rows()
        if len(rows) > MOST_ATTEMPTS:
            raise ValidationError(
                _("Please keep to %(most)s rows: the ones that matter most.", most=MOST_ATTEMPTS)
            )
        seen: set[tuple[int | str, Use | None]] = set()
        for row in rows:
            name = self._remedy_id(row) or row.remedy.data.casefold(), self._use_of(row)
            if self.asks_use(row) == ALWAYS and not row.use.data:
                row.use.errors = [*row.use.errors, _("Please say what you took or did it for.")]
            elif name in seen:
                row.remedy.errors = [*row.remedy.errors, _("This is there twice. Make it one row.")]
            else:
                seen.add(name)
                continue
            field.errors.append(row.errors)

    def asks_use(self, row: AttemptForm) -> str:
        """Say whether a row must tell what the remedy was for, may, or need not (nothing)."""
        if not row.remedy.data:
            return ""
        use = self.vocabulary.use_of(row.remedy.data)
        return ALWAYS if use == Use.BOTH else PERHAPS if use is None else ""

    def told(self) -> ToldExperience:
        """Return what was told."""
        chosen = set(self.causes.data or ())
        return ToldExperience(
            story=self.story.data,
            name=self.name.data,
            age_band=self.age.data or None,
            cause_ids=tuple(c.id for c in self.vocabulary.causes if c.slug in chosen),
            attempts=tuple(
                ToldAttempt(
                    remedy_id=self._remedy_id(row),
                    written=row.remedy.data,
                    outcome=Outcome(row.outcome.data),
                    time_to_relief=row.time_to_relief.data or None,
                    side_effect=row.side_effect.data or None,
                    use=self._use_of(row),
                )
                for row in self._filled_rows()
            ),
            consent_version=CONSENT_VERSION,
        )

    def offers(self) -> list[Match]:
        """Return the causes and remedies that the story speaks of and that are not chosen yet."""
        chosen = {("cause", slug) for slug in self.causes.data or ()}
        remedies = {self._remedy_id(row) for row in self._filled_rows()}
        chosen |= {("remedy", tag.slug) for tag in self.vocabulary.remedies if tag.id in remedies}
        text = self.story.data[: STORY_LENGTHS[1]]
        return [m for m in self.vocabulary.lexicon.find_in_text(text) if m.tag not in chosen]

    def press(self, button: str) -> None:
        """Do what a button inside the form says: add a row, remove one, take up an offer."""
        what, _sign, name = button.partition(":")
        if what == "cause":
            self.causes.data = [*(self.causes.data or ()), name]
        elif what == "remedy":
            label = next((tag.label for tag in self.vocabulary.remedies if tag.slug == name), None)
            if label:
                self._add_row(label)
        elif what == "add":
            self._add_row("")
        elif what == "remove":
            self.attempts.entries = [row for row in self.attempts if row.short_name != name]

    def _add_row(self, label: str) -> None:
        empty = [row for row in self.attempts if row.form.is_empty]
        if label and empty:
            empty[0].form.remedy.data = label
        else:
            self.attempts.append_entry({"remedy": label})

    def _filled_rows(self) -> list[AttemptForm]:
        return [row.form for row in self.attempts if not row.form.is_empty]

    def _remedy_id(self, row: AttemptForm) -> int | None:
        return self.vocabulary.remedy_id(row.remedy.data)

    def _use_of(self, row: AttemptForm) -> Use | None:
        """Return what it was for: what is said counts where the remedy leaves it open."""
        if self.asks_use(row):
            said = row.use.data
            return Use(said) if said in {Use.DURING, Use.PREVENT} else None
        return self.vocabulary.use_of(row.remedy.data)


class EditForm(ExperienceForm):
    """An experience being edited. Once its words are settled, only its tags can change.

    `lost_words` is what somebody has written too late, to be given back.
    """

    consent = None
    idempotency_key = None

    def __init__(
        self, vocabulary: Vocabulary, experience: Experience, *, words_open: bool, **kwargs: Any
    ) -> None:
        super().__init__(vocabulary, data=_as_data(vocabulary, experience), **kwargs)
        self.words_open = words_open
        self.lost_words = ""
        if not words_open:
            self._settle(experience)

    def validate_story(self, field: Field) -> None:
        """Check the length, and that the words may still change."""
        if self.lost_words:
            raise ValidationError(
                _("The time for changing the words is over. What you wrote is here, to copy.")
            )
        super().validate_story(field)

    def _settle(self, experience: Experience) -> None:
        """Keep story, name and age as they are, and note what was meant to change."""
        late = []
        for asked, settled in (
            (self.story, experience.story),
            (self.name, experience.name),
            (self.age, experience.age_band or ""),
        ):
            if asked.data != settled:
                late.append(asked.data)
            asked.data = settled
        self.lost_words = "\n\n".join(late)


def _as_data(vocabulary: Vocabulary, experience: Experience) -> dict[str, Any]:
    carried = {cause.cause_id for cause in experience.causes}
    return {
        "story": experience.story,
        "name": experience.name,
        "age": experience.age_band or "",
        "causes": [cause.slug for cause in vocabulary.causes if cause.id in carried],
        "attempts": [
            {
                "remedy": attempt.written,
                "outcome": attempt.outcome,
                "time_to_relief": attempt.time_to_relief or "",
                "side_effect": attempt.side_effect or "",
                "use": attempt.use or "",
            }
            for attempt in experience.attempts
        ],
    }
