"""Appeals: what somebody says against a decision about her, and what another moderator says."""

import sqlalchemy as sa

from ..accounts.actions import let_write_again
from ..accounts.models import Person
from ..board.models import Status
from ..clock import now
from ..database import db, transaction
from ..errors import N_, Done, Gone, NotAllowed, NotFound
from .case_actions import (
    Thing,
    check_moderates,
    check_unclaimed,
    close_case,
    get_open_case,
    load,
    put_on,
)
from .models import APPEALABLE, Act, Appeal, Case, Decision, Target, Waits
from .record_actions import record_again, tell
from .weighing import harm_of


def appeal(decision_id: int, words: str, *, actor: Person | None) -> Appeal:
    """Ask that another moderator looks at a decision about oneself: once. Suspended or not."""
    with transaction():
        decision = _load(decision_id)
        if actor is None or decision.person_id != actor.id or decision.act not in APPEALABLE:
            raise NotAllowed(N_("You can appeal against decisions about what you have told."))
        if decision.actor_id is None:
            raise Done(N_("Nobody has decided about it yet. Somebody will look at it soon."))
        if db.session.scalar(sa.select(Appeal.id).filter_by(decision_id=decision_id)):
            raise Done(N_("You have appealed against this already."))
        if _is_gone(decision):
            raise Gone(N_("You have withdrawn it."))
        case = _open_case(decision)
        made = Appeal(
            decision_id=decision_id,
            case_id=case.id,
            person_id=actor.id,
            words=words,
            created_at=now(),
        )
        db.session.add(made)
        db.session.flush()
    return made


def decide_appeal(appeal_id: int, *, is_right: bool, actor: Person, note: str = "") -> Decision:
    """Say whether somebody is right with her appeal; then what was decided is undone, as far as
    that goes: words that were taken out stay out, and a remedy that was declined waits again."""
    with transaction():
        check_moderates(actor)
        made = db.session.get(Appeal, appeal_id)
        if made is None:
            raise NotFound(N_("There is no such appeal here."))
        case = get_open_case(made.case_id)
        check_unclaimed(case, actor)
        decision = db.session.get_one(Decision, made.decision_id)
        if actor.id in {decision.actor_id, decision.person_id}:
            raise NotAllowed(N_("Another moderator than the first decides about an appeal."))
        if is_right:
            _undo(decision)
        act = Act.OVERTURN if is_right else Act.UPHOLD
        answer = record_again(act, decision, case=case, actor=actor, note=note)
        close_case(case, act)
        tell(answer, decision.person_id)
    return answer


def _load(decision_id: int) -> Decision:
    """Return a decision, after waiting for others who appeal against it."""
    decision = db.session.get(Decision, decision_id, with_for_update=True, populate_existing=True)
    if decision is None:
        raise NotFound(N_("There is no such decision here."))
    return decision


def _thing(decision: Decision) -> Thing | None:
    """Return what a decision is about, unless that is a person, or has been erased."""
    number = decision.experience_id or decision.comment_id
    return Thing(Target(decision.target), number) if number else None


def _is_gone(decision: Decision) -> bool:
    if decision.target in {Target.PERSON, Target.REMEDY}:
        return False
    thing = _thing(decision)
    return thing is None or load(thing).status == Status.WITHDRAWN


def _open_case(decision: Decision) -> Case:
    case = Case(
        kind=Waits.APPEAL,
        target=decision.target,
        article_id=decision.article_id,
        experience_id=decision.experience_id,
        comment_id=decision.comment_id,
        person_id=decision.person_id,
        harm=harm_of((), [decision.reason] if decision.reason else ()),
        opened_at=now(),
    )
    db.session.add(case)
    db.session.flush()
    return case


def _undo(decision: Decision) -> None:
    if decision.target == Target.PERSON and decision.person_id:
        let_write_again(decision.person_id)
    if decision.target == Target.REMEDY and decision.case_id:
        proposed = db.session.get_one(Case, decision.case_id)
        proposed.closed_at = proposed.ended_as = None
    thing = _thing(decision)
    if thing is not None and decision.act in {Act.HIDE, Act.REJECT}:
        row = load(thing)
        if row.status == Status.HIDDEN:
            put_on(row)
