"""Experiences for programs: read by everybody, told and voted for by those with a token."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from .. import jsonapi
from ..accounts.models import Person
from ..accounts.token_models import Scope
from ..accounts.tries import pace_of_posting, pace_of_pressing
from ..api_shapes import Links, Many, One
from ..articles.models import Article
from ..articles.queries import article_stamp, get_article
from ..moderation import gate
from ..moderation.hold_actions import tell_experience
from ..moderation.passing import notices_in, passed
from ..remedies.queries import causes_of, remedies_of
from .actions import take_back_vote, vote_for
from .card_shapes import experience_shape
from .filters import find_tag, is_common, read_filters
from .models import Status
from .open_queries import open_experience, open_stamp
from .queries import board_page, cards
from .shapes import (
    BoardQuery,
    ExperienceShape,
    NewExperience,
    PostedShape,
    VoteShape,
)
from .token_forms import TokenExperienceForm
from .views import vocabulary_of

board_api = Blueprint("board_api", __name__, url_prefix="/api/v1")


@board_api.get("/articles/<article>/experiences")
@jsonapi.reads(Many[ExperienceShape], query=BoardQuery, stamp=article_stamp)
def list_experiences(article: str, asked: BoardQuery) -> Response:
    """List the experiences beside an article, 20 at a time, whole."""
    found = get_article(article)
    causes, remedies = causes_of(found.id), remedies_of(found.id)
    slugs = {each.id: each.slug for each in causes}
    filters = read_filters(asked.as_args(), causes=causes, remedies=remedies)
    cause, remedy = find_tag(causes, filters.cause), find_tag(remedies, filters.remedy)
    cause = find_tag(causes, cause.merged_into) if cause and cause.merged_into else cause
    remedy = find_tag(remedies, remedy.merged_into) if remedy and remedy.merged_into else remedy
    page = board_page(
        found.id,
        cause_id=cause.id if cause else None,
        remedy_id=remedy.id if remedy else None,
        outcome=filters.outcome,
        age_band=filters.age,
        sort=filters.sort,
        after=asked.after,
        is_common=is_common(filters, cause, remedy, among=found.experience_count),
        whole=True,
    )
    answer = Many[ExperienceShape](
        data=[experience_shape(card, article=found.slug, slugs=slugs) for card in page.items],
        links=jsonapi.links(after=page.after, page=f"/articles/{found.slug}{filters.query()}"),
        meta=jsonapi.meta(is_demonstration=found.is_demonstration),
    )
    return jsonapi.kept(answer, stamp=found.stamp)


@board_api.get("/experiences/<number:experience>")
@jsonapi.reads(One[ExperienceShape], stamp=open_stamp, may_be_gone=True)
def show_experience(experience: int) -> Response:
    """Give one experience."""
    _found, article = open_experience(experience)
    slugs = {cause.id: cause.slug for cause in causes_of(article.id)}
    data = experience_shape(cards([experience])[0], article=article.slug, slugs=slugs)
    answer = One[ExperienceShape](
        data=data,
        links=jsonapi.links(page=data.page),
        meta=jsonapi.meta(is_demonstration=article.is_demonstration),
    )
    return jsonapi.kept(answer, stamp=article.stamp)


@board_api.post("/articles/<article>/experiences")
@jsonapi.writes(
    One[PostedShape],
    body=NewExperience,
    scope=Scope.EXPERIENCES,
    statuses=(201, 202),
    takes_key=True,
)
def tell(article: str, who: Person, told: NewExperience) -> Response:
    """Tell an experience. 201: it stands on the board. 202: a moderator reads it first."""
    found, key = get_article(article), jsonapi.once(who.id)
    vocabulary = vocabulary_of(found.id)
    labels = {remedy.slug: remedy.label for remedy in vocabulary.remedies}
    form = TokenExperienceForm(vocabulary, told.fields(labels), who=who)
    looked = passed(form, found.id, as_it_is=told.as_it_is)
    experience = tell_experience(
        found.id,
        looked.told(form.told()),
        author=who,
        findings=looked.findings(who),
        pace=pace_of_posting(),
        hold_first=gate.hold_first(),
        key=key,
    )
    posted = PostedShape(
        id=experience.id,
        status=experience.status,
        message=_("Thank you. Your experience is on the board.")
        if experience.is_visible()
        else _("Thank you. Your experience is stored, and waits for a moderator."),
        notices=notices_in(looked),
    )
    place = f"/experiences/{experience.id}"
    # What is told to members is read on its page: programs are given what is for everybody.
    here = f"/api/v1{place}" if experience.is_told_to(None) else place
    return posted_answer(posted, Links(here=here, page=place), found)


@board_api.put("/experiences/<number:experience>/vote")
@jsonapi.writes(One[VoteShape], scope=Scope.VOTES, may_be_gone=True)
def vote(experience: int, who: Person) -> Response:
    """Say that an experience helped you to understand. Saying so again changes nothing."""
    open_experience(experience)
    vote_for(experience, voter=who, pace=pace_of_pressing())
    return _vote(experience, has_voted=True)


@board_api.delete("/experiences/<number:experience>/vote")
@jsonapi.writes(One[VoteShape], scope=Scope.VOTES, may_be_gone=True)
def take_back(experience: int, who: Person) -> Response:
    """Take your vote back. Doing so again, or without one, changes nothing."""
    open_experience(experience)
    take_back_vote(experience, voter=who)
    return _vote(experience, has_voted=False)


def posted_answer(posted: PostedShape, links: Links, article: Article) -> Response:
    """Answer to who has posted something: it stands there, or it waits."""
    answer = One[PostedShape](
        data=posted,
        links=links,
        meta=jsonapi.meta(is_demonstration=article.is_demonstration),
    )
    if posted.status == Status.VISIBLE:
        return jsonapi.done(answer, status=201, location=links.here)
    return jsonapi.done(answer, status=202)


def _vote(experience: int, *, has_voted: bool) -> Response:
    found, article = open_experience(experience)
    data = VoteShape(experience=experience, has_voted=has_voted, helpful_count=found.helpful_count)
    place = f"/experiences/{experience}"
    return jsonapi.done(
        One[VoteShape](
            data=data,
            links=Links(here=f"/api/v1{place}/vote", page=place),
            meta=jsonapi.meta(is_demonstration=article.is_demonstration),
        )
    )
