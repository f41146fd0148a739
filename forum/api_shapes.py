"""The shapes that all answers and questions of the JSON API have in common. Pure."""

from collections.abc import Iterable
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Data = TypeVar("Data")
Cursor = Annotated[
    str | None, Field(max_length=400, description="From `links.next`: where to go on.")
]
NOTE = "Personal experiences, not medical advice. Ask a doctor or a pharmacist first."


class Shape(BaseModel):
    """Part of an answer."""

    model_config = ConfigDict(frozen=True)


class Body(BaseModel):
    """What a program sends: these fields, of these types, and no others."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Query(BaseModel):
    """The parameters of an address: these, each at most once, and no others."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NoQuery(Query):
    """No parameters at all."""


class Links(Shape):
    """Where to go on."""

    here: str = Field(
        serialization_alias="self",
        description="This answer.",
        examples=["/api/v1/articles/leg-cramps"],
    )
    next: str | None = Field(
        None, description="The page behind this one; null: there is none.", examples=[None]
    )
    page: str | None = Field(
        None, description="The same for people, as HTML.", examples=["/articles/leg-cramps"]
    )


class Meta(Shape):
    """What has to be known beside the data."""

    is_demonstration: bool = Field(
        description="True where the experiences are invented.", examples=[False]
    )
    note: str = Field(NOTE, description="Show it wherever you show the data.")


class One(Shape, Generic[Data]):
    """An answer about one thing."""

    data: Data
    links: Links
    meta: Meta


class Many(Shape, Generic[Data]):
    """An answer with a list, or a page of one."""

    data: list[Data]
    links: Links
    meta: Meta


class Wrong(Shape):
    """One thing that is wrong: where it stands in the body (a JSON pointer), or which parameter
    or header it is."""

    detail: str = Field(examples=["Please tell a little more: at least 20 characters."])
    pointer: str | None = Field(None, examples=["/story"])
    parameter: str | None = Field(None, examples=["sort"])


class ShownFinding(Shape):
    """Something in the words that their author has to see before they are stored."""

    pointer: str = Field(examples=["/story"])
    kind: str = Field(examples=["personal"])
    reason: str = Field(examples=["This may show who or where somebody is."])
    words: list[str] = Field(examples=[["07700 900123"]])


class NoticeShape(Shape):
    """A safety notice."""

    level: str = Field(description="emergency, urgent, soon or caution.", examples=["urgent"])
    label: str = Field(examples=["One calf swollen, warm or red"])
    text: str = Field(examples=["See a doctor today: it may be a clot."])


class Problem(Shape):
    """What is wrong, for programs and for people: problem details by RFC 9457. `type` leads to
    an explanation."""

    type: str = Field(examples=["/api#not-found"])
    title: str = Field(examples=["There is no such thing"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no such article here."])
    errors: list[Wrong] = Field([], description="Each thing that does not fit, and where.")
    findings: list[ShownFinding] = Field([], description="What the author has to be shown.")
    notices: list[NoticeShape] = Field([], description="Safety notices to show the author.")
    seen: str | None = Field(
        None, description="Send this as `seen`, once the author has seen the findings."
    )
    is_rejected: bool | None = Field(
        None,
        description="True where it cannot stand as it is: change the words, or send "
        "`as_it_is: true` beside `seen` for a moderator to read it.",
    )

    def as_dict(self) -> dict[str, Any]:
        """Return what is said: members that say nothing are left out."""
        said = self.model_dump(exclude_none=True)
        return {name: value for name, value in said.items() if value != []}


def notices_of(notices: Iterable[object]) -> list[NoticeShape]:
    """Return safety notices as programs are given them."""
    return [NoticeShape.model_validate(notice, from_attributes=True) for notice in notices]
