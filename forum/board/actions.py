"""What people do on the board: tell, edit, withdraw, and vote for experiences."""

from datetime import timedelta

import sqlalchemy as sa

from ..accounts.actions import check_may_write, remember_name, welcome_guest
from ..accounts.limit_actions import Pace, keep_pace
from ..accounts.models import Person
from ..articles.actions import lock, touch
from ..clock import now
from ..database import db, insert_once, transaction
from ..errors import N_, Conflict, Gone, NotAllowed
from ..remedies.actions import count_causes
from ..text import RENDERER_VERSION, excerpt, to_html
from .models import Audience, By, Experience, Status, Vote
from .name_queries import check_name
from .queries import check_told_to, get_experience
from .tag_actions import add_tags, as_told, replace_tags, said_in
from .tally_actions import count_new, recounted
from .telling import ToldExperience
from .term_actions import terms_in
from .version_actions import erase_versions, keep_experience

SAME_TEXT_WITHIN = timedelta(minutes=10)
SENT_BEFORE = N_(
    "This form has brought another text already. What you wrote is still here: "
    "press once more to post it as a second one."
)

_SENT = sa.select(Experience.id).where(Experience.idempotency_key == sa.bindparam("key"))

NOT_ON_THE_BOARD = N_("This experience is no longer on the board.")


def post_experience(
    article_id: int,
    told: ToldExperience,
    *,
    author: Person | None,
    key: str | None = None,
    status: Status = Status.VISIBLE,
    pace: Pace | None = None,
) -> Experience:
    """Put an experience on the board and return it; its author, if new, becomes a guest.

    One that is held waits until it is shown: till then it counts nowhere, and changes no page.
    A form that is sent twice (the same `key`), and the same words from the same person within
    minutes, give the first one back. Raises Conflict if the key has brought other words,
    TooMany at more than this pace.
    """
    html = to_html(told.story)
    with transaction():
        lock(article_id)
        check_may_write(author)
        earlier = _find_same(article_id, told, author, key)
        if earlier:
            return earlier
        check_name(told, author)
        _check_audience(told, author)
        is_first, author = author is None, author or welcome_guest(told.name)
        keep_pace(pace, author)
        remember_name(author, told.name)
        experience = _new(article_id, told, author, html)
        experience.status, experience.idempotency_key = status, key
        db.session.add(experience)
        db.session.flush()
        if experience.is_visible():
            count_causes(told.cause_ids, by=1)
            count_new(said_in(experience, told), is_first=is_first)
            touch(article_id, experiences=1)
        add_tags(experience, told)
    return experience


def edit_experience(
    experience_id: int,
    told: ToldExperience,
    *,
    actor: Person | None,
    within: timedelta,
    by: By = By.AUTHOR,
) -> Experience:
    """Change an experience: its causes and attempts, and who may read it, at any time, its words
    `within` a while. What readers saw before is kept."""
    html = to_html(told.story)
    with transaction():
        experience = _load(experience_id)
        check_may_write(actor)
        if not experience.tags_editable_by(actor):
            raise NotAllowed(N_("Only its author can edit this."))
        has_new_words = _words(told) != _words(experience)
        if has_new_words and not experience.words_editable_by(actor, at=now(), within=within):
            raise NotAllowed(N_("The words can no longer be changed."))
        if _signature(told) != _signature(experience):
            check_name(told, actor)
        _check_audience(told, actor, before=experience)
        with recounted(experience.author_id, tags_of=()):
            if has_new_words or not _has_same_tags(experience, told):
                keep_experience(experience, by=by)
                experience.story, experience.story_html = told.story, html
                experience.excerpt_html = excerpt(html)
                experience.renderer_version = RENDERER_VERSION
                experience.name, experience.is_own_name = _signature(told)
                experience.age_band = told.age_band
                experience.notices, experience.fingerprint = list(told.notices), told.fingerprint
                _count_causes(experience, by=-1)
                replace_tags(experience, told)
                if experience.is_visible():
                    count_causes(told.cause_ids, by=1)
            experience.audience = told.audience
            experience.wants_follow_up = told.wants_follow_up
        touch(experience.article_id)
    return experience


def withdraw_experience(experience_id: int, *, actor: Person | None) -> Experience:
    """Take an experience back: its words in every version, its tags and votes are erased.
    Answers to it stay."""
    with transaction():
        experience = _load(experience_id)
        if experience.status == Status.WITHDRAWN:
            raise Gone(N_("This experience has been withdrawn already."))
        if not experience.withdrawable_by(actor):
            raise NotAllowed(N_("Only its author can withdraw this."))
        was_visible = experience.is_visible()
        _count_causes(experience, by=-1)
        with recounted(experience.author_id, tags_of=[experience_id]):
            experience.causes.clear()
            experience.attempts.clear()
            experience.story = experience.story_html = experience.name = ""
            experience.excerpt_html = experience.age_band = experience.idempotency_key = None
            experience.helpful_count = 0
            experience.is_own_name = experience.wants_follow_up = False
            experience.words_open_until = experience.fingerprint = None
            experience.notices = []
            experience.status = Status.WITHDRAWN
        erase_versions(experience_id=experience_id)
        db.session.execute(sa.delete(Vote).where(Vote.experience_id == experience_id))
        touch(experience.article_id, experiences=-1 if was_visible else 0)
    return experience


def hide_experience(experience_id: int, *, status: Status = Status.HIDDEN) -> Experience:
    """Take an experience off the board, and out of every figure: hidden, or held until somebody
    has looked at it. Raises Gone if it was withdrawn, or is hidden already."""
    with transaction():
        experience = _load(experience_id)
        if experience.status in {Status.WITHDRAWN, status}:
            raise Gone(NOT_ON_THE_BOARD)
        was_visible = experience.is_visible()
        _count_causes(experience, by=-1)
        with recounted(experience.author_id, tags_of=()):
            experience.status = status
        if was_visible:
            touch(experience.article_id, experiences=-1)
    return experience


def restore_experience(experience_id: int) -> Experience:
    """Put a hidden or held experience on the board. Raises Gone if it is neither."""
    with transaction():
        experience = _load(experience_id)
        if experience.status not in {Status.HIDDEN, Status.HELD}:
            raise Gone(N_("This experience is not hidden."))
        with recounted(experience.author_id, tags_of=()):
            experience.status = Status.VISIBLE
        _count_causes(experience, by=1)
        touch(experience.article_id, experiences=1)
    return experience


def vote_for(experience_id: int, *, voter: Person | None, pace: Pace | None = None) -> Person:
    """Say that an experience helped to understand: once a person. Return the voter. Raises
    TooMany at more than this pace."""
    with transaction():
        check_may_write(voter)
        experience = _load_visible(experience_id)
        check_told_to(experience, voter)
        if experience.is_by(voter):
            raise NotAllowed(N_("This experience is yours: the vote is for others."))
        voter = voter or welcome_guest()
        keep_pace(pace, voter)
        vote = {"experience_id": experience_id, "person_id": voter.id, "created_at": now()}
        _add_votes(experience, insert_once(Vote, vote))
    return voter


def take_back_vote(experience_id: int, *, voter: Person | None) -> None:
    """Take a vote back. Doing so twice, or without having voted, changes nothing."""
    if voter is None:
        return
    with transaction():
        experience = _load_visible(experience_id)
        mine = sa.delete(Vote).where(
            Vote.experience_id == experience_id, Vote.person_id == voter.id
        )
        taken = db.session.execute(mine).rowcount  # type: ignore[attr-defined]
        _add_votes(experience, -taken)


def _new(article_id: int, told: ToldExperience, author: Person, html: str) -> Experience:
    return Experience(
        article_id=article_id,
        author_id=author.id,
        name=told.name,
        is_own_name=told.is_own_name,
        age_band=told.age_band,
        audience=told.audience,
        teller=told.teller,
        wants_follow_up=told.wants_follow_up,
        story=told.story,
        story_html=html,
        excerpt_html=excerpt(html),
        notices=list(told.notices),
        fingerprint=told.fingerprint,
        renderer_version=RENDERER_VERSION,
        consent_version=told.consent_version,
        consented_at=now(),
        created_at=now(),
        search_terms=terms_in(told),
    )


def _add_votes(experience: Experience, votes: int) -> None:
    if votes:
        experience.helpful_count += votes
        touch(experience.article_id)


def _find_same(
    article_id: int, told: ToldExperience, author: Person | None, key: str | None
) -> Experience | None:
    """Return the experience that this form, or these words, have brought before."""
    if key:
        sent_id = db.session.scalar(_SENT, {"key": key})
        sent = get_experience(sent_id) if sent_id else None
        if sent and not (sent.article_id == article_id and _is_same(sent, told)):
            raise Conflict(SENT_BEFORE)
        if sent:
            return sent
    if author is None:
        return None
    earlier = db.session.scalars(
        sa.select(Experience).where(
            Experience.article_id == article_id,
            Experience.author_id == author.id,
            Experience.status != Status.WITHDRAWN,
            Experience.created_at > now() - SAME_TEXT_WITHIN,
            Experience.story == told.story,
        )
    )
    return next((experience for experience in earlier if _is_same(experience, told)), None)


def _is_same(experience: Experience, told: ToldExperience) -> bool:
    """Say whether an experience is exactly what is told: words, causes and attempts."""
    if _words(experience) != _words(told) or experience.audience != told.audience:
        return False
    db.session.refresh(experience, ["causes", "attempts"])
    return _has_same_tags(experience, told)


def _words(told: ToldExperience | Experience) -> tuple[str | bool | None, ...]:
    """Return what can be changed for a little while only."""
    return (told.story, told.age_band, *_signature(told))


def _signature(told: ToldExperience | Experience) -> tuple[str, bool]:
    return told.name, told.is_own_name


def _has_same_tags(experience: Experience, told: ToldExperience) -> bool:
    causes = {cause.cause_id for cause in experience.causes}
    tried = [as_told(attempt) for attempt in experience.attempts]
    return causes == set(told.cause_ids) and tried == list(told.attempts)


def _check_audience(
    told: ToldExperience, author: Person | None, before: Experience | None = None
) -> None:
    """Make sure that she may tell it to those she has chosen. Raises NotAllowed."""
    if before and told.audience == before.audience:
        return
    if before and before.has_settled_audience():
        raise NotAllowed(
            N_("Members have answered it, for members to read. That is why it stays with them.")
        )
    if told.audience == Audience.MEMBERS and not (author and author.is_member()):
        raise NotAllowed(N_("Only members can tell something for members only."))


def _load(experience_id: int) -> Experience:
    """Return the experience with its tags, after waiting for others who write to its article."""
    experience = get_experience(experience_id)
    lock(experience.article_id)
    db.session.refresh(experience, ["causes", "attempts", "status", "helpful_count"])
    return experience


def _load_visible(experience_id: int) -> Experience:
    """Return the experience without its tags, if it stands on the board; as `_load` does."""
    experience = get_experience(experience_id)
    if lock(experience.article_id):
        db.session.refresh(experience)
    if not experience.is_visible():
        raise Gone(NOT_ON_THE_BOARD)
    return experience


def _count_causes(experience: Experience, *, by: int) -> None:
    """Bring the counts of causes up to date: only what everybody sees counts."""
    if experience.is_visible():
        count_causes([cause.cause_id for cause in experience.causes], by=by)
