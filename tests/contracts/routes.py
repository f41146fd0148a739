"""Every address of the site, with who may do what there, and what a page costs a visitor.

A route that is not declared here fails the suite. `sent` is what a form needs to get past its
own checks, so that the answer says whether the person may, and not that a field is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .people import (
    Rule,
    author,
    comments_on,
    editor,
    everybody,
    flags,
    half_signed_in,
    has_code_app,
    has_second_factor,
    holder_of_row,
    holder_of_token,
    known,
    member,
    moderates_row,
    moderator,
    not_suspended,
    public,
    public_and_may_write,
    public_of_others,
    reader,
    reopens,
    votes_on,
    whoever_at_all,
    whom_it_concerns,
    withdrawer,
)

CONSENT = {"consent": "yes", "teller": "self"}
STORY_TOLD = "It caught me at night, and I stood up at once."
STORY = {"story": STORY_TOLD, "name": "Ida", **CONSENT}
FLAG = {"reason": "off-topic"}
SANCTION = {"ban-reason": "abuse", "suspend-reason": "abuse", "suspend-length": "7"}
COMMENT = {"text": "The same happened to me.", "name": "Ida", **CONSENT}


@dataclass(frozen=True)
class Route:
    """Who may use one method of one address. `statements`: for visitors, at most so many.
    `query` is what the address needs to be about something."""

    who: Rule
    statements: int | None = None
    sent: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""


@dataclass(frozen=True)
class Written:
    """Who may write at one address of the API, with a token of which scope, and what is sent."""

    scope: str
    who: Rule
    sent: Mapping[str, Any] | None = None


PAGES = {
    "/": Route(everybody, 5),
    "/api": Route(everybody, 1),
    "/causes": Route(everybody, 2),
    "/remedies": Route(everybody, 2),
    "/articles/<article>": Route(everybody, 5),
    "/articles/<article>/comments": Route(everybody, 5),
    "/articles/<article>/causes": Route(everybody, 3),
    "/articles/<article>/causes/<cause>": Route(everybody, 6),
    "/articles/<article>/remedies": Route(everybody, 3),
    "/articles/<article>/remedies/<remedy>": Route(everybody, 6),
    "/articles/<article>/shortlist": Route(everybody, 2),
    "/experiences/<number:experience>": Route(reader, 10),
    "/help": Route(everybody, 1),
    "/how-we-count": Route(everybody, 1),
    "/log": Route(everybody, 3),
    "/privacy": Route(everybody, 1),
    "/report-side-effect": Route(everybody, 1),
    "/search": Route(everybody, 12, query="?q=magnesium+night"),
}
"""What visitors read: kept and shared, without a cookie or a token."""

FILES = {
    "/feed.xml": Route(everybody, 4),
    "/articles/<article>/feed.xml": Route(everybody, 4),
    "/articles/<article>/causes/<cause>/feed.xml": Route(everybody, 4),
    "/articles/<article>/remedies/<remedy>/feed.xml": Route(everybody, 4),
    "/articles/<article>/share.png": Route(everybody, 2),
    "/articles/<article>/remedies/<remedy>/share.png": Route(everybody, 1),
    "/experiences/<number:experience>/card": Route(whoever_at_all, 2),
    "/oembed": Route(everybody, 2, query="?url=http://localhost/experiences/1"),
    "/robots.txt": Route(everybody, 0),
    "/sitemap.xml": Route(everybody, 2),
    "/sitemap-pages.xml": Route(everybody, 3),
    "/sitemap-experiences-<number:part>.xml": Route(everybody, 2),
    "/articles/<article>/figures.csv": Route(everybody),
    "/articles/<article>/figures.json": Route(everybody),
    "/search/suggest": Route(everybody, query="?q=mag"),
    "/healthz": Route(everybody),
    "/readyz": Route(everybody),
    "/static/<wanted>/<path:name>": Route(everybody),
}
LEADS = {
    "/articles": Route(everybody),
    "/articles/<article>/experiences": Route(everybody),
    "/experiences/<number:experience>/comments": Route(everybody),
    "/comments/<number:comment>": Route(everybody),
}
FORMS = {
    "/articles/<article>/share": Route(everybody),
    "/articles/<article>/reply": Route(everybody),
    "/experiences/<number:experience>/reply": Route(comments_on),
    "/experiences/<number:experience>/edit": Route(author),
    "/experiences/<number:experience>/withdraw": Route(author),
    "/experiences/<number:experience>/history": Route(reader),
    "/experiences/<number:experience>/flag": Route(flags),
    "/experiences/<number:experience>/report-side-effect": Route(reader),
    "/comments/<number:comment>/edit": Route(author),
    "/comments/<number:comment>/withdraw": Route(author),
    "/comments/<number:comment>/history": Route(reader),
    "/comments/<number:comment>/flag": Route(flags),
}
ACCOUNT = {
    "/account": Route(known),
    "/account/address": Route(known),
    "/account/address/<token>": Route(holder_of_token),
    "/account/app": Route(member),
    "/account/bring": Route(member),
    "/account/decisions": Route(known),
    "/account/decisions/<number:decision>": Route(whom_it_concerns),
    "/account/enter/<token>": Route(holder_of_token),
    "/account/erase": Route(known),
    "/account/erased": Route(everybody),
    "/account/export": Route(known),
    "/account/export.html": Route(known),
    "/account/export.json": Route(known),
    "/account/follow": Route(known, query="?article=leg-cramps&remedy=magnesium"),
    "/account/link": Route(everybody),
    "/account/mail": Route(known),
    "/account/mailed": Route(everybody),
    "/account/name": Route(member),
    "/account/new-address": Route(member),
    "/account/new-address/<token>": Route(holder_of_token),
    "/account/notices": Route(known),
    "/account/passkeys": Route(member),
    "/account/password": Route(member),
    "/account/prove": Route(member),
    "/account/recovery": Route(member),
    "/account/reset": Route(everybody),
    "/account/reset/<token>": Route(holder_of_token),
    "/account/safety": Route(member),
    "/account/sessions": Route(member),
    "/account/tokens": Route(member),
    "/account/sign-in": Route(everybody),
    "/account/sign-in/code": Route(everybody),
    "/account/sign-in/digits": Route(half_signed_in),
    "/account/sign-in/second": Route(half_signed_in),
    "/account/sign-up": Route(everybody),
    "/account/sign-up/<token>": Route(holder_of_token),
    "/decision/<token>": Route(holder_of_token),
    "/follow-up/<token>": Route(holder_of_token),
    "/mail/stop/<token>": Route(holder_of_token),
}
"""Pages of somebody's own: no copy of them is kept."""

MODERATION = {
    "/moderation/people/<number:person>": Route(moderates_row),
    "/moderation/": Route(moderator),
    "/moderation/cases/<number:case>": Route(moderates_row),
    "/moderation/figures": Route(moderator),
    "/moderation/searches": Route(moderator),
    "/moderation/tags": Route(moderator),
}
"""The rooms of moderators: no copy of them is kept either."""

POSTS = {
    "/articles/<article>/share": Route(everybody),
    "/articles/<article>/reply": Route(everybody),
    "/articles/<article>/experiences": Route(not_suspended, sent=STORY),
    "/articles/<article>/comments": Route(not_suspended, sent=COMMENT),
    "/experiences/<number:experience>/comments": Route(comments_on, sent=COMMENT),
    "/experiences/<number:experience>/reply": Route(comments_on),
    "/experiences/<number:experience>/vote": Route(votes_on),
    "/experiences/<number:experience>/attempts": Route(votes_on, sent={"outcome": "worse"}),
    "/experiences/<number:experience>/edit": Route(editor, sent=STORY),
    "/experiences/<number:experience>/withdraw": Route(withdrawer),
    "/experiences/<number:experience>/flag": Route(flags, sent=FLAG),
    "/comments/<number:comment>/flag": Route(flags, sent=FLAG),
    "/comments/<number:comment>/edit": Route(editor, sent=COMMENT),
    "/comments/<number:comment>/withdraw": Route(withdrawer),
    "/experiences/<number:experience>/reopen": Route(reopens),
    "/comments/<number:comment>/reopen": Route(reopens),
    "/moderation/cases": Route(moderator),
    "/moderation/cases/<number:case>": Route(moderates_row),
    "/moderation/cases/<number:case>/claim": Route(moderates_row),
    "/moderation/cases/<number:case>/release": Route(moderates_row),
    "/moderation/tags": Route(moderator),
    "/account/address": Route(known),
    "/account/address/<token>": Route(holder_of_token),
    "/account/address/forget": Route(known),
    "/account/app": Route(member),
    "/account/app/remove": Route(has_code_app),
    "/account/bring": Route(member),
    "/account/decisions/<number:decision>/appeal": Route(
        whom_it_concerns, sent={"text": "It was my own doctor who said so."}
    ),
    "/account/enter/<token>": Route(holder_of_token),
    "/account/erase": Route(known),
    "/account/follow": Route(known, sent={"remedy": "magnesium", "article": "leg-cramps"}),
    "/account/leave": Route(known),
    "/account/link": Route(everybody),
    "/account/mail": Route(known),
    "/account/name": Route(member),
    "/account/new-address": Route(member),
    "/account/new-address/<token>": Route(holder_of_token),
    "/account/notices": Route(known),
    "/account/passkeys": Route(member),
    "/account/passkeys/<number:passkey>/remove": Route(holder_of_row),
    "/account/password": Route(member),
    "/account/prove": Route(member),
    "/account/prove/passkey": Route(member),
    "/account/recovery": Route(has_second_factor),
    "/account/reset": Route(everybody),
    "/account/reset/<token>": Route(holder_of_token),
    "/account/sessions/<number:session>/end": Route(member),
    "/account/sessions/end": Route(member),
    "/account/sign-in": Route(everybody),
    "/account/sign-in/code": Route(everybody),
    "/account/sign-in/digits": Route(everybody),
    "/account/sign-in/passkey": Route(everybody),
    "/account/sign-in/second": Route(half_signed_in),
    "/account/sign-out": Route(everybody),
    "/account/sign-up": Route(everybody),
    "/account/sign-up/<token>": Route(holder_of_token),
    "/account/tokens": Route(member),
    "/account/tokens/<number:made>/remove": Route(member),
    "/decision/<token>/appeal": Route(holder_of_token),
    "/moderation/people/<number:person>/suspend": Route(moderates_row, sent=SANCTION),
    "/moderation/people/<number:person>/ban": Route(moderates_row, sent=SANCTION),
    "/moderation/people/<number:person>/lift": Route(moderates_row),
    "/follow-up/<token>": Route(holder_of_token),
    "/follow-up/<token>/stop": Route(holder_of_token),
    "/mail/stop/<token>": Route(holder_of_token),
}

ONE_PRESS = {"/mail/stop/<token>"}
"""Taken without a token of the form: mail programs press it, and its address is the credential."""

ARTICLE, ONE = "/api/v1/articles/<article>", "/api/v1/experiences/<number:experience>"
TOLD = {
    "story": STORY_TOLD,
    "teller": "self",
    "consent": True,
    "attempts": [{"remedy": "magnesium", "outcome": "worse", "side_effect": "none at all"}],
}
SAID = {"text": "The same happened to me.", "consent": True}

API_READS = {
    "/api/v1/openapi.json": Route(everybody, 0),
    "/api/v1/articles": Route(everybody, 1),
    "/api/v1/search": Route(everybody, 14, query="?q=magnesium"),
    ARTICLE: Route(everybody, 2),
    f"{ARTICLE}/causes": Route(everybody, 2),
    f"{ARTICLE}/causes/<cause>": Route(everybody, 2),
    f"{ARTICLE}/remedies": Route(everybody, 2),
    f"{ARTICLE}/remedies/<remedy>": Route(everybody, 2),
    f"{ARTICLE}/experiences": Route(everybody, 5),
    f"{ARTICLE}/comments": Route(everybody, 2),
    ONE: Route(public, 4),
    f"{ONE}/comments": Route(public, 2),
}
"""What programs read, without a token: all that they are given is for everybody."""

API_WRITES = {
    ("POST", f"{ARTICLE}/experiences"): Written("experiences:write", not_suspended, TOLD),
    ("POST", f"{ARTICLE}/comments"): Written("comments:write", not_suspended, SAID),
    ("POST", f"{ONE}/comments"): Written("comments:write", public_and_may_write, SAID),
    ("PUT", f"{ONE}/vote"): Written("votes:write", public_of_others),
    ("DELETE", f"{ONE}/vote"): Written("votes:write", public_and_may_write),
    ("POST", f"{ONE}/flags"): Written("flags:write", public_of_others, FLAG),
    ("POST", "/api/v1/comments/<number:comment>/flags"): Written(
        "flags:write", public_of_others, FLAG
    ),
}
"""What programs write, with the token of a member."""

GETS = {**PAGES, **FILES, **LEADS, **FORMS, **ACCOUNT, **MODERATION}


def filled(rule: str, experience: int, comment: int) -> str:
    """Return an address with what is there: the two numbers, and tags of the article."""
    parts = {
        "<article>": "leg-cramps",
        "<cause>": "statins",
        "<remedy>": "magnesium",
        "<number:experience>": str(experience),
        "<number:comment>": str(comment),
        "<number:part>": "1",
        "<wanted>/<path:name>": "x/css/site.css",
        "<token>": "no-such-token",
        "<number:passkey>": "1",
        "<number:session>": "999999",
        "<number:made>": "999999",
        "<number:decision>": "999999",
        "<number:person>": "999999",
        "<number:case>": "999999",
    }
    for name, value in parts.items():
        rule = rule.replace(name, value)
    return rule
