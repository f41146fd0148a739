"""The shape of the experiences that people send."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import Field, SelectChoice, SelectMultipleField

from ..accounts.models import Person
from ..remedies.matching import Match, Tag
from ..remedies.models import AGE_LABELS, Outcome, Use
from ..text import has_words
from .attempt_forms import ALWAYS, PERHAPS, AttemptForm, Vocabulary
from .models import (
    CONSENT_VERSION,
    MOST_ATTEMPTS,
    MOST_CAUSES,
    STORY_LENGTHS,
    Audience,
    Experience,
    Teller,
)
from .shared_forms import choices_of, consent_field, name_field, tidied, too_long
from .signed_forms import OTHER, OWN, Signed, signed_field
from .telling import ToldAttempt, ToldExperience, Written

TELLERS = [
    SelectChoice(Teller.SELF, _("I am 16 or older, and tell of myself")),
    SelectChoice(Teller.CARER, _("I tell this for someone I care for")),
]
AUDIENCES = [
    SelectChoice(Audience.EVERYONE, _("Everyone")),
    SelectChoice(Audience.MEMBERS, _("Members only")),
]


class ExperienceForm(Signed):
    """An experience, told or edited."""

    story = TextAreaField(_("What happened?"), filters=[tidied])
    causes = SelectMultipleField(_("What do you think caused it?"))
    attempts = FieldList(FormField(AttemptForm, ""), _("What did you try, and how did it go?"))
    signed = signed_field()
    name = name_field()
    age = SelectField(
        _("Age"),
        choices=choices_of(_("Rather not say"), AGE_LABELS),
        default="",
    )
    audience = RadioField(
        _("Who may read this?"), choices=AUDIENCES, default=Audience.EVERYONE, validate_choice=False
    )
    teller = RadioField(_("Who is telling?"), choices=TELLERS, validate_choice=False)
    wants_follow_up = BooleanField(
        _("Ask me by mail how it went on, in four weeks and in three months")
    )
    consent = consent_field()

    def __init__(self, vocabulary: Vocabulary, *, who: Person | None, **kwargs: Any) -> None:
        super().__init__(who=who, **kwargs)
        if who is None or who.email is None:
            del self.wants_follow_up
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

    def validate_audience(self, field: Field) -> None:
        """Ask for one of the two; only members tell something to members."""
        if field.data not in set(Audience):
            raise ValidationError(_("Please choose who may read this."))
        if self.is_for_members_by_nobody:
            raise ValidationError(
                _("You are not signed in now. Sign in to tell this to members, or choose everyone.")
            )

    def validate_teller(self, field: Field) -> None:
        """Ask for one of the two."""
        if field.data not in set(Teller):
            raise ValidationError(
                _("Please choose one. To tell of yourself here, you have to be 16 or older.")
            )

    @property
    def is_for_members_by_nobody(self) -> bool:
        """Whether it is meant for members, by somebody who is not one, or no longer signed in."""
        return self.audience.data == Audience.MEMBERS and self.own_name is None

    @property
    def asks_audience(self) -> bool:
        """Whether the form shows the question."""
        return self.audience is not None and (
            self.own_name is not None or self.is_for_members_by_nobody
        )

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
            name=self.shown_name,
            is_own_name=self.is_own_name,
            audience=Audience(self.audience.data if self.audience else Audience.MEMBERS),
            teller=Teller(self.teller.data if self.teller else Teller.SELF),
            wants_follow_up=bool(self.wants_follow_up and self.wants_follow_up.data),
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

    def texts(self) -> list[Written]:
        """Return everything in it that others will read, beside the name."""
        written = [Written("story", "experience", self.story.data or "", is_main=True)]
        for row in self._filled_rows():
            written.append(Written(row.remedy.id, "remedy", row.remedy.data or ""))
            written.append(Written(row.side_effect.id, "remedy", row.side_effect.data or ""))
        return written

    def tags(self) -> set[str]:
        """Return the names of the causes and remedies that are chosen."""
        tried = {self._remedy_id(row) for row in self._filled_rows()}
        remedies = {tag.slug for tag in self.vocabulary.remedies if tag.id in tried}
        return set(self.causes.data or ()) | remedies

    def offers(self) -> list[Match]:
        """Return the causes and remedies that the story speaks of and that are not chosen yet."""
        chosen = {("cause", slug) for slug in self.causes.data or ()}
        remedies = {self._remedy_id(row) for row in self._filled_rows()}
        chosen |= {("remedy", tag.slug) for tag in self.vocabulary.remedies if tag.id in remedies}
        text = self.story.data[: STORY_LENGTHS[1]]
        return [m for m in self.vocabulary.lexicon.find_in_text(text) if m.tag not in chosen]

    def tag_ids(self, offers: Iterable[Match]) -> tuple[set[int], set[int]]:
        """Return the causes and the remedies that are chosen or spoken of."""
        named = {match.tag for match in offers} | {Tag("cause", s) for s in self.causes.data or ()}
        remedies = {self._remedy_id(row) for row in self._filled_rows()} - {None}
        remedies |= {tag.id for tag in self.vocabulary.remedies if ("remedy", tag.slug) in named}
        causes = {tag.id for tag in self.vocabulary.causes if ("cause", tag.slug) in named}
        return causes, {id_ for id_ in remedies if id_ is not None}

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
    teller = None
    idempotency_key = opened = website = proof = None

    def __init__(
        self,
        vocabulary: Vocabulary,
        experience: Experience,
        *,
        words_open: bool,
        who: Person | None,
    ) -> None:
        data = _as_data(vocabulary, experience)
        super().__init__(vocabulary, who=who, kept=experience.name, data=data)
        self.experience = experience
        if experience.has_settled_audience():
            del self.audience
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

    def told(self) -> ToldExperience:
        """Return what is told now; what the form does not ask for stays as it was."""
        told, was = super().told(), self.experience
        if not self.words_open:
            told = replace(told, name=was.name, is_own_name=was.is_own_name)
        if self.wants_follow_up is None:
            told = replace(told, wants_follow_up=was.wants_follow_up)
        return told

    def _settle(self, experience: Experience) -> None:
        """Keep story, name and age as they are, and note what was meant to change."""
        late = []
        settled = _as_data(self.vocabulary, experience)
        for asked in (self.story, self.name, self.age, self.signed):
            if asked is None:
                continue
            if asked.data != settled[asked.short_name] and asked is not self.signed:
                late.append(asked.data)
            asked.data = settled[asked.short_name]
        self.lost_words = "\n\n".join(late)


def _as_data(vocabulary: Vocabulary, experience: Experience) -> dict[str, Any]:
    carried = {cause.cause_id for cause in experience.causes}
    return {
        "story": experience.story,
        "signed": OWN if experience.is_own_name else OTHER,
        "name": "" if experience.is_own_name else experience.name,
        "audience": experience.audience,
        "wants_follow_up": experience.wants_follow_up,
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
