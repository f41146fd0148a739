"""What programs are given of experiences and comments, and what they send. Pure."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from ..accounts.models import NAME_LENGTH
from ..api_shapes import Body, Cursor, NoticeShape, Query, Shape
from ..remedies.models import LABEL_LENGTH, AgeBand, Outcome, TimeToRelief, Use
from .models import (
    COMMENT_LENGTHS,
    CONSENT_TEXT,
    MOST_ATTEMPTS,
    MOST_CAUSES,
    SIDE_EFFECT_LENGTH,
    STORY_LENGTHS,
    Audience,
    Status,
    Teller,
)

MOST_SEEN = 10_000
Pairs = list[tuple[str, str]]
"""The fields of a form, as a browser would send them."""
Slug = Annotated[str, Field(min_length=1, max_length=80)]
SEEN = "What the author has been shown: the value of `seen` in a problem of type look-again."
AS_IT_IS = "True: send it to a moderator as it is, where it cannot stand as it is."
A_NAME = (
    "Another name than that of your account, this time only. null: that of your account. "
    "Names of other members are refused."
)


class AttemptShape(Shape):
    """A remedy that was tried, and how it went."""

    remedy: str | None = Field(description="Its slug; null: the article knows no such remedy.")
    written: str = Field(description="What its author called it.", examples=["Magnesium"])
    outcome: Outcome
    use: Use | None
    time_to_relief: TimeToRelief | None
    side_effect: str | None


class ExperienceShape(Shape):
    """What one person lived through, told once."""

    id: int
    article: str = Field(examples=["leg-cramps"])
    name: str | None = Field(description="null: its author has left, and let the words stand.")
    is_members_name: bool = Field(description="True: it is the name of an account.")
    age: AgeBand | None
    html: str = Field(description="The story as safe HTML: p, br, em, strong, ul, ol, li.")
    text: str = Field(description="The words of the story, on one line.")
    causes: list[str] = Field(description="Slugs of causes that its author suspects.")
    attempts: list[AttemptShape]
    notices: list[NoticeShape] = Field(description="Show them with the story.")
    helpful_count: int
    comment_count: int
    created_at: datetime
    edited_at: datetime | None
    page: str


class CommentShape(Shape):
    """A comment. `level` counts from one, and they come in reading order."""

    id: int
    name: str | None
    is_members_name: bool
    html: str
    text: str
    level: int = Field(description="1: it answers the article or the experience; 2 and 3: the "
                       "comment above it with a smaller level.")  # fmt: skip
    notices: list[NoticeShape]
    created_at: datetime
    edited_at: datetime | None
    page: str


class PostedShape(Shape):
    """What became of what was sent."""

    id: int
    status: Status = Field(description="held: a moderator reads it first.")
    message: str = Field(description="The same as a sentence for people.")
    notices: list[NoticeShape] = Field(description="Safety notices to show its author.")


class VoteShape(Shape):
    """Whether your vote counts, and how many there are."""

    experience: int
    has_voted: bool
    helpful_count: int


class BoardQuery(Query):
    """Which experiences, and in which order."""

    cause: Slug | None = Field(
        None, description="Only those with this cause.", examples=["statins"]
    )
    remedy: Slug | None = Field(
        None, description="Only those in which this remedy was tried.", examples=["magnesium"]
    )
    outcome: Outcome | None = Field(
        None, description="Only with this outcome: of `remedy`, if there is one."
    )
    age: AgeBand | None = Field(None, description="Only by people of this age.")
    sort: Literal["newest", "helpful"] = Field("newest", description="What comes first.")
    after: Cursor = Field(None, examples=["WyJuZXdlc3QiLDkwMDcxOTkyNTQ3NDA5OTFd"])

    def as_args(self) -> dict[str, str]:
        """Return what narrows and sorts, as an address says it."""
        return {name: str(value) for name, value in self if value and name != "after"}


class ThreadQuery(Query):
    """Which part of a thread."""

    after: Cursor = Field(None, examples=["WyJ0aHJlYWQiLCIwMDAwMDAwMDAxIl0"])


class SignedBody(Body):
    """What is published under a name."""

    name: str | None = Field(None, min_length=2, max_length=NAME_LENGTH, description=A_NAME)
    consent: Literal[True] = Field(description=f"Your author agrees: “{CONSENT_TEXT}”")
    seen: str = Field("", max_length=MOST_SEEN, description=SEEN)
    as_it_is: bool = Field(False, description=AS_IT_IS)

    def signature(self) -> Pairs:
        """Return the fields that say under which name it stands."""
        signed = [("signed", "own")] if self.name is None else [("signed", "other")]
        return [*signed, ("name", self.name or ""), ("consent", "yes"), ("seen", self.seen)]


class NewAttempt(Body):
    """A remedy that was tried."""

    remedy: str = Field(
        min_length=1, max_length=LABEL_LENGTH, description="Its name or slug, or your own words."
    )
    outcome: Outcome
    use: Literal[Use.DURING, Use.PREVENT] | None = Field(
        None, description="Needed where the remedy serves both."
    )
    time_to_relief: TimeToRelief | None = None
    side_effect: str | None = Field(None, max_length=SIDE_EFFECT_LENGTH)


class NewExperience(SignedBody):
    """An experience to be told."""

    story: str = Field(min_length=STORY_LENGTHS[0], max_length=STORY_LENGTHS[1])
    causes: list[Slug] = Field([], max_length=MOST_CAUSES)
    attempts: list[NewAttempt] = Field([], max_length=MOST_ATTEMPTS)
    age: AgeBand | None = None
    teller: Teller = Field(
        description="self: of 16 or older, and telling of oneself. carer: for somebody cared for."
    )
    audience: Audience = Field(
        Audience.EVERYONE, description="What is for members only cannot be read here."
    )
    wants_follow_up: bool = Field(
        False, description="Be asked by mail how it went on, in four weeks and in three months."
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "story": "The left calf locks up at three in the morning; I stand on it.",
                    "causes": ["exercise"],
                    "attempts": [{"remedy": "magnesium", "outcome": "no_change", "use": "prevent"}],
                    "age": "45-54",
                    "teller": "self",
                    "consent": True,
                }
            ]
        }
    )

    def fields(self, labels: dict[str, str]) -> Pairs:
        """Return the fields of the form. `labels` are the names of remedies by their slugs."""
        pairs = [*self.signature(), ("story", self.story), ("age", self.age or "")]
        pairs += [("teller", self.teller), ("audience", self.audience)]
        pairs += [("causes", cause) for cause in self.causes]
        pairs += [("wants_follow_up", "yes")] if self.wants_follow_up else []
        for place, attempt in enumerate(self.attempts):
            values = dict(attempt) | {"remedy": labels.get(attempt.remedy, attempt.remedy)}
            pairs += [(f"attempts-{place}-{name}", value or "") for name, value in values.items()]
        return pairs


class NewComment(SignedBody):
    """A comment to be said."""

    text: str = Field(min_length=COMMENT_LENGTHS[0], max_length=COMMENT_LENGTHS[1])
    answers: int | None = Field(
        None, ge=1, lt=10**15, description="The comment of the same thread that it answers."
    )

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "The same happened to me.", "consent": True}]}
    )

    def fields(self) -> Pairs:
        """Return the fields of the form."""
        return [*self.signature(), ("text", self.text)]
