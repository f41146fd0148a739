"""Every page that shows what people have written, and who is shown it there.

A page that is new stands in one of the two tables, or the suite fails: in `SHOWN` with one line,
which lets `tests/journeys/test_xss.py` open it full of payloads; or in `WITHOUT_WORDS`, which is
tried with words that could not be missed.
"""

from dataclasses import dataclass
from enum import StrEnum


class Reader(StrEnum):
    """Who opens a page."""

    VISITOR = "visitor"
    AUTHOR = "author"  # a member, of stories
    GUEST = "guest"  # without an account, of comments
    MODERATOR = "moderator"


@dataclass(frozen=True)
class Shown:
    """A page, by its rule in the address, and what the address needs to be about something."""

    reader: Reader
    rule: str
    query: str = ""
    about: str = ""
    """Which of several things it is about, such as the story that is held, or the appeal."""


ARTICLE = "/articles/<article>"
STORY = "/experiences/<number:experience>"
COMMENT = "/comments/<number:comment>"

SHOWN = (
    Shown(Reader.VISITOR, "/"),
    Shown(Reader.VISITOR, "/causes"),
    Shown(Reader.VISITOR, "/remedies"),
    Shown(Reader.VISITOR, ARTICLE, "?sort=newest"),
    Shown(Reader.VISITOR, f"{ARTICLE}/comments"),
    Shown(Reader.VISITOR, f"{ARTICLE}/causes/<cause>"),
    Shown(Reader.VISITOR, f"{ARTICLE}/remedies/<remedy>"),
    Shown(Reader.VISITOR, f"{ARTICLE}/shortlist", "?remedy=magnesium"),
    Shown(Reader.VISITOR, STORY),
    Shown(Reader.VISITOR, f"{STORY}/card"),
    Shown(Reader.VISITOR, f"{STORY}/history"),
    Shown(Reader.VISITOR, f"{STORY}/reply"),
    Shown(Reader.VISITOR, f"{STORY}/comments"),
    Shown(Reader.VISITOR, f"{STORY}/flag"),
    Shown(Reader.VISITOR, f"{STORY}/report-side-effect"),
    Shown(Reader.VISITOR, COMMENT),
    Shown(Reader.VISITOR, f"{COMMENT}/history"),
    Shown(Reader.VISITOR, f"{COMMENT}/flag"),
    Shown(Reader.VISITOR, "/search", "?q=outcome:relieved"),
    Shown(Reader.VISITOR, "/search", "?in=comments&q=the"),
    Shown(Reader.VISITOR, "/decision/<token>"),
    Shown(Reader.VISITOR, "/account/mail"),
    Shown(Reader.AUTHOR, STORY),
    Shown(Reader.AUTHOR, STORY, about="held"),
    Shown(Reader.AUTHOR, STORY, about="hidden"),
    Shown(Reader.AUTHOR, f"{STORY}/edit"),
    Shown(Reader.AUTHOR, f"{STORY}/edit", about="held"),
    Shown(Reader.AUTHOR, f"{STORY}/withdraw"),
    Shown(Reader.AUTHOR, f"{ARTICLE}/share"),
    Shown(Reader.AUTHOR, f"{ARTICLE}/reply"),
    Shown(Reader.AUTHOR, "/account"),
    Shown(Reader.AUTHOR, "/account/decisions/<number:decision>", about="appeal"),
    Shown(Reader.AUTHOR, "/account/decisions/<number:decision>", about="remedy"),
    Shown(Reader.AUTHOR, "/account/notices"),
    Shown(Reader.AUTHOR, "/account/name"),
    Shown(Reader.AUTHOR, "/account/export"),
    Shown(Reader.AUTHOR, "/account/erase"),
    Shown(Reader.AUTHOR, "/account/safety"),
    Shown(Reader.AUTHOR, "/account/passkeys"),
    Shown(Reader.AUTHOR, "/account/tokens"),
    Shown(Reader.GUEST, STORY),
    Shown(Reader.GUEST, f"{COMMENT}/edit"),
    Shown(Reader.GUEST, f"{COMMENT}/withdraw"),
    Shown(Reader.GUEST, "/account"),
    Shown(Reader.GUEST, "/account/address"),
    Shown(Reader.MODERATOR, STORY),
    Shown(Reader.MODERATOR, f"{COMMENT}/history"),
    Shown(Reader.MODERATOR, "/moderation/"),
    Shown(Reader.MODERATOR, "/moderation/cases/<number:case>", about="held"),
    Shown(Reader.MODERATOR, "/moderation/people/<number:person>"),
    Shown(Reader.MODERATOR, "/moderation/searches"),
    Shown(Reader.MODERATOR, "/moderation/tags"),
)
"""Opened in a browser with every payload on them, with and without the content policy."""

OPENED_BY_HAND = {
    "/account/export.html",
    "/account/export.json",
    "/articles/<article>/causes/<cause>/feed.xml",
    "/articles/<article>/feed.xml",
    "/articles/<article>/remedies/<remedy>/feed.xml",
    "/feed.xml",
    "/oembed",
}
"""Downloads, of which the journey opens the first; and what programs read: that payloads come out
of it as they were written, and as nothing else, is tried in `tests/board`."""

WITHOUT_WORDS = {
    "/search/suggest",
    "/account/address/<token>",
    "/account/app",
    "/account/bring",
    "/account/decisions",
    "/account/enter/<token>",
    "/account/erased",
    "/account/follow",
    "/account/link",
    "/account/mailed",
    "/account/new-address",
    "/account/new-address/<token>",
    "/account/password",
    "/account/prove",
    "/account/recovery",
    "/account/reset",
    "/account/reset/<token>",
    "/account/sessions",
    "/account/sign-in",
    "/account/sign-in/code",
    "/account/sign-in/digits",
    "/account/sign-in/second",
    "/account/sign-up",
    "/account/sign-up/<token>",
    "/api",
    "/articles",
    "/articles/<article>/causes",
    "/articles/<article>/experiences",
    "/articles/<article>/figures.csv",
    "/articles/<article>/figures.json",
    "/articles/<article>/remedies",
    "/articles/<article>/remedies/<remedy>/share.png",
    "/articles/<article>/share.png",
    "/follow-up/<token>",
    "/healthz",
    "/help",
    "/how-we-count",
    "/log",
    "/mail/stop/<token>",
    "/moderation/figures",
    "/privacy",
    "/readyz",
    "/report-side-effect",
    "/robots.txt",
    "/sitemap-experiences-<number:part>.xml",
    "/sitemap-pages.xml",
    "/sitemap.xml",
    "/static/<wanted>/<path:name>",
}
