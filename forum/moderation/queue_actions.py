"""Deciding about what waits in the queue, one case or many: the act that fits what it is."""

from collections.abc import Iterable

import sqlalchemy as sa

from ..accounts.models import Person
from ..board.models import Comment, Experience, Status
from ..database import db, transaction
from ..errors import N_, Done, ForumError, Invalid, NotFound
from ..remedies.models import Remedy
from . import decision_actions as decisions
from .appeal_actions import decide_appeal
from .case_actions import Thing, check_moderates, claim, get_open_case, load
from .merge_actions import add_proposed, merge_proposed
from .models import Act, Appeal, Case, Decision, Reason, Target, Waits
from .telling import Decided, Press, ToldDecision, mark_of, spans_to_take_out

CHANGED = N_("Its author has changed the words. Please read them once more.")


def decide(case_id: int, told: ToldDecision, *, actor: Person) -> Decision:
    """Decide about a case as a moderator says.

    Raises Done where somebody else has decided, or where its words are not those that she has
    read: what was changed in the meantime is not approved with it.
    """
    with transaction():
        check_moderates(actor)
        case = get_open_case(case_id)
        if case.kind == Waits.APPEAL:
            return _decide_appeal(case, told, actor)
        if case.kind == Waits.REMEDY:
            return _decide_remedy(case, told, actor)
        number = case.experience_id or case.comment_id
        if number is None:
            raise NotFound(N_("This is not here any more."))
        thing = Thing(Target(case.target), number)
        row = load(thing)
        words = _words_of(row)
        if told.seen != mark_of(words):
            raise Done(CHANGED)
        return _decide_told(thing, row, words, told, actor)


def decide_many(told: Iterable[tuple[int, ToldDecision]], *, actor: Person) -> list[Decided]:
    """Decide about many cases, each by its number; what cannot be decided is left, and says why."""
    return [_try(case_id, one, actor) for case_id, one in told]


def claim_many(case_ids: Iterable[int], *, actor: Person) -> list[Decided]:
    """Claim many cases; those that somebody else looks at are left, and say so."""
    claimed = []
    for case_id in case_ids:
        try:
            claim(case_id, actor=actor)
            claimed.append(Decided(case_id, None))
        except ForumError as error:
            claimed.append(Decided(case_id, None, error.sentence))
    return claimed


def _try(case_id: int, told: ToldDecision, actor: Person) -> Decided:
    try:
        return Decided(case_id, Act(decide(case_id, told, actor=actor).act))
    except ForumError as error:
        return Decided(case_id, None, error.sentence)


def _decide_told(
    thing: Thing, row: Experience | Comment, words: str, told: ToldDecision, actor: Person
) -> Decision:
    if told.press == Press.APPROVE:
        fitting = {Status.HELD: decisions.publish, Status.HIDDEN: decisions.restore}
        approve = fitting.get(Status(row.status), decisions.dismiss)
        return approve(thing, actor=actor, note=told.note)
    if told.press == Press.AGAINST:
        refuse = decisions.reject if row.status == Status.HELD else decisions.hide
        return refuse(thing, _reason_in(told), actor=actor, note=told.note)
    if told.press == Press.EDIT_OUT:
        return decisions.edit_out(
            thing,
            spans_to_take_out(words, told),
            words=words,
            actor=actor,
            reason=told.reason or Reason.PERSONAL,
            note=told.note,
        )
    if told.press == Press.WRITE and told.note:
        return decisions.write_to_author(thing, actor=actor, note=told.note)
    raise Invalid(N_("This cannot be decided so."))


def _decide_appeal(case: Case, told: ToldDecision, actor: Person) -> Decision:
    appeal_id = db.session.scalar(sa.select(Appeal.id).filter_by(case_id=case.id))
    if appeal_id is None or told.press not in {Press.APPROVE, Press.AGAINST}:
        raise Invalid(N_("This cannot be decided so."))
    is_right = told.press == Press.APPROVE
    return decide_appeal(appeal_id, is_right=is_right, actor=actor, note=told.note)


def _decide_remedy(case: Case, told: ToldDecision, actor: Person) -> Decision:
    if told.press == Press.AGAINST:
        reason = _reason_in(told)
        return decisions.decline_remedy(case.id, reason, actor=actor, note=told.note)
    if told.press == Press.ADD:
        return add_proposed(
            case.id,
            label=told.label,
            kind=told.kind,
            use=told.use,
            actor=actor,
            note=told.note,
        )
    if told.press != Press.MERGE:
        raise Invalid(N_("Please say which remedy it is."))
    here = sa.select(Remedy.id).filter_by(article_id=case.article_id, slug=told.remedy)
    remedy_id = db.session.scalar(here)
    if remedy_id is None:
        raise Invalid(N_("Please say which remedy it is."))
    return merge_proposed(case.id, remedy_id, actor=actor, note=told.note)


def _reason_in(told: ToldDecision) -> Reason:
    if told.reason is None:
        raise Invalid(N_("Please choose a reason."))
    return told.reason


def _words_of(row: Experience | Comment) -> str:
    return row.story if isinstance(row, Experience) else row.text
