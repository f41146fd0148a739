"""Comments for programs: read by everybody, said by those with a token."""

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from .. import jsonapi
from ..accounts.models import Person
from ..accounts.token_models import Scope
from ..accounts.tries import pace_of_posting
from ..api_shapes import Links, Many, One
from ..articles.models import Article
from ..articles.queries import article_stamp, get_article
from ..moderation.hold_actions import say_comment
from ..moderation.passing import notices_in, passed
from .api import posted_answer
from .card_shapes import comment_shape
from .comment_queries import thread_page
from .models import Status
from .open_queries import open_experience, open_stamp
from .shapes import CommentShape, NewComment, PostedShape, ThreadQuery
from .token_forms import TokenCommentForm

comments_api = Blueprint("comments_api", __name__, url_prefix="/api/v1")
POSTS: dict[str, Any] = {
    "body": NewComment,
    "scope": Scope.COMMENTS,
    "statuses": (201, 202),
    "takes_key": True,
    "may_be_gone": True,
}


@comments_api.get("/articles/<article>/comments")
@jsonapi.reads(Many[CommentShape], query=ThreadQuery, stamp=article_stamp)
def list_comments_on_article(article: str, asked: ThreadQuery) -> Response:
    """List the comments on an article, in reading order."""
    return _thread(get_article(article), None, asked)


@comments_api.get("/experiences/<number:experience>/comments")
@jsonapi.reads(
    Many[CommentShape],
    query=ThreadQuery,
    stamp=open_stamp,
    may_be_gone=True,
)
def list_comments_on_experience(experience: int, asked: ThreadQuery) -> Response:
    """List the comments on an experience, in reading order."""
    _found, article = open_experience(experience)
    return _thread(article, experience, asked)


@comments_api.post("/articles/<article>/comments")
@jsonapi.writes(One[PostedShape], **POSTS)
def comment_on_article(article: str, who: Person, told: NewComment) -> Response:
    """Comment on an article. 201: it stands there. 202: a moderator reads it first."""
    return _post(get_article(article), None, who, told)


@comments_api.post("/experiences/<number:experience>/comments")
@jsonapi.writes(One[PostedShape], **POSTS)
def comment_on_experience(experience: int, who: Person, told: NewComment) -> Response:
    """Comment on an experience. 201: it stands there. 202: a moderator reads it first."""
    _found, article = open_experience(experience)
    return _post(article, experience, who, told)


def _thread(article: Article, experience: int | None, asked: ThreadQuery) -> Response:
    page = thread_page(article.id, experience, after=asked.after)
    place = f"/experiences/{experience}" if experience else f"/articles/{article.slug}/comments"
    answer = Many[CommentShape](
        data=[comment_shape(comment) for comment in page.items if comment.status == Status.VISIBLE],
        links=jsonapi.links(after=page.after, page=place),
        meta=jsonapi.meta(is_demonstration=article.is_demonstration),
    )
    return jsonapi.kept(answer, stamp=article.stamp)


def _post(article: Article, experience: int | None, who: Person, told: NewComment) -> Response:
    key = jsonapi.once(who.id)
    form = TokenCommentForm(told.fields(), who=who)
    looked = passed(form, article.id, as_it_is=told.as_it_is)
    comment = say_comment(
        article.id,
        looked.told(form.told()),
        author=who,
        findings=looked.findings(who),
        pace=pace_of_posting(),
        experience_id=experience,
        parent_id=told.answers,
        key=key,
    )
    posted = PostedShape(
        id=comment.id,
        status=comment.status,
        message=_("Thank you. Your comment is here.")
        if comment.is_visible()
        else _("Thank you. Your comment is stored, and waits for a moderator."),
        notices=notices_in(looked),
    )
    thread = f"/experiences/{experience}" if experience else f"/articles/{article.slug}"
    links = Links(here=f"/api/v1{thread}/comments", page=f"/comments/{comment.id}")
    return posted_answer(posted, links, article)
