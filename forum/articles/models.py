"""Tables of the published text."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, BigId, UtcDateTime


class Article(Base):
    """The text that one board stands beside, with what its page needs at a glance.

    `stamp` grows with every change that a reader could see, in the text or on the board.
    A demonstration is an article whose board holds invented experiences; its pages say so.
    """

    __tablename__ = "articles"
    __table_args__ = (
        sa.CheckConstraint("experience_count >= 0", name="experience_count"),
        sa.CheckConstraint("comment_count >= 0", name="comment_count"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    topic: Mapped[str] = mapped_column(sa.String(80))
    category: Mapped[str] = mapped_column(sa.String(80))
    lede: Mapped[str] = mapped_column(sa.String(500))
    language: Mapped[str] = mapped_column(sa.String(20))
    reading_minutes: Mapped[int]
    reviewed_on: Mapped[date]
    reviewed_by: Mapped[str | None] = mapped_column(sa.String(120))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    stamp: Mapped[int]
    experience_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)


class Section(Base):
    """A headed part of an article, as safe HTML in which the counts are still to be filled in."""

    __tablename__ = "sections"
    __table_args__ = (sa.UniqueConstraint("article_id", "slug"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(200))
    html: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text, default="")
    """Its words, to be searched."""


class Reference(Base):
    """A source that an article or its vocabulary cites. `number` is its place in the article."""

    __tablename__ = "article_references"
    __table_args__ = (sa.UniqueConstraint("article_id", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    key: Mapped[str] = mapped_column(sa.String(80))
    number: Mapped[int | None]
    citation: Mapped[str] = mapped_column(sa.Text)
    url: Mapped[str | None] = mapped_column(sa.String(500))


class Revision(Base):
    """What the source of an article's text said, each time it was published with a change."""

    __tablename__ = "revisions"
    __table_args__ = (sa.UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
