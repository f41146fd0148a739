"""What programs are given of articles. Pure."""

from datetime import date, datetime

from pydantic import Field

from ..api_shapes import Shape


class ArticleShape(Shape):
    """An article, at a glance."""

    slug: str = Field(examples=["leg-cramps"])
    title: str = Field(examples=["Leg cramps: what brings them on, and what eases them"])
    topic: str = Field(examples=["Leg cramps"])
    category: str = Field(examples=["Muscles and joints"])
    lede: str
    language: str = Field(examples=["en"])
    reading_minutes: int
    reviewed_on: date
    reviewed_by: str | None
    published_at: datetime
    experience_count: int = Field(description="How many experiences stand beside it.")
    comment_count: int
    is_demonstration: bool = Field(description="True where the experiences are invented.")
    page: str = Field(description="For people.", examples=["/articles/leg-cramps"])


class SectionShape(Shape):
    """A headed part of an article."""

    slug: str
    title: str
    html: str = Field(description="Safe HTML, without scripts and styles.")


class ReferenceShape(Shape):
    """A source that is cited."""

    key: str
    number: int | None = Field(description="Its place in the article; null: cited elsewhere.")
    citation: str
    url: str | None


class WholeArticleShape(ArticleShape):
    """An article with its text and its sources."""

    sections: list[SectionShape]
    references: list[ReferenceShape]
