"""What programs are given of a search. Pure."""

from typing import Literal

from pydantic import Field

from ..api_shapes import Cursor, Query, Shape
from ..board.shapes import ExperienceShape
from .marking import Piece
from .parse import LONGEST

PLAIN = "Plain text."


class SearchQuery(Query):
    """What is looked for."""

    q: str = Field(
        min_length=1,
        max_length=LONGEST,
        description='Words, "phrases", -not, cause:statins, remedy:"pickle juice", '
        "outcome:worse, by:name. Every text is a query; at worst it finds nothing.",
        examples=["magnesium night"],
    )
    where: Literal["experiences", "comments"] = Field(
        "experiences", alias="in", description="What `links.next` goes on with."
    )
    after: Cursor = None


class ReadingShape(Shape):
    """Words that were looked for as something else, too."""

    typed: str
    meant: str
    is_spelling: bool = Field(description="True: another spelling; false: a name of a tag.")


class FoundTagShape(Shape):
    """A cause or a remedy that the query names."""

    type: Literal["cause", "remedy"]
    article: str
    slug: str
    label: str
    page: str


class FoundSectionShape(Shape):
    """A section of an article that fits."""

    article: str
    slug: str
    title: str
    excerpt: str = Field(description=PLAIN)
    page: str


class FoundExperienceShape(ExperienceShape):
    """An experience that fits."""

    excerpt: str = Field(description=f"The part that says why it was found. {PLAIN}")
    fits_all: bool = Field(description="False: it fits a part of the query.")


class FoundCommentShape(Shape):
    """A comment that fits."""

    id: int
    name: str | None
    article: str
    experience: int | None = Field(description="null: it stands under the article.")
    excerpt: str = Field(description=PLAIN)
    page: str


class FacetShape(Shape):
    """How many of the experiences found carry something."""

    slug: str
    label: str
    count: int


class FacetsShape(Shape):
    """What the experiences found carry, the most frequent first."""

    cause: list[FacetShape]
    remedy: list[FacetShape]
    outcome: list[FacetShape]


class FoundArticleShape(Shape):
    """An article whose title says what is looked for."""

    slug: str
    title: str
    page: str


class SearchShape(Shape):
    """What was found: tags and sections at most five and three, the others a page at a time."""

    readings: list[ReadingShape]
    tags: list[FoundTagShape]
    articles: list[FoundArticleShape]
    sections: list[FoundSectionShape]
    experiences: list[FoundExperienceShape]
    comments: list[FoundCommentShape]
    total: int = Field(description="How many experiences, or comments, were found.")
    is_capped: bool = Field(description="True: there are more; the newest of them were looked at.")
    facets: FacetsShape = Field(description="Of experiences only.")


def text_of(pieces: list[Piece]) -> str:
    """Return an excerpt without its marks."""
    return "".join(piece.text for piece in pieces)
