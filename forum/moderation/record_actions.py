"""Writing down what was decided, and telling those whom it concerns."""

from datetime import datetime
from typing import Any

from ..accounts.models import Person
from ..accounts.notification_actions import notify
from ..accounts.notification_models import About
from ..board.models import Comment, Experience
from ..clock import now
from ..database import db
from ..mail.actions import put_in_outbox
from ..remedies.models import Cause, Remedy
from .models import Act, Case, Decision, Reason, Target


def record(
    act: Act,
    about: Experience | Comment | Person | Case | Cause | Remedy,
    *,
    case: Case | None,
    actor: Person | None,
    reason: Reason | None = None,
    note: str = "",
    until: datetime | None = None,
) -> Decision:
    """Write down an act of a moderator, or (None) of the flags together. Inside transaction()."""
    decision = Decision(
        act=act,
        reason=reason,
        note=note,
        case_id=case.id if case else None,
        actor_id=actor.id if actor else None,
        until=until,
        created_at=now(),
        **_subject(about),
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def record_again(act: Act, earlier: Decision, *, case: Case, actor: Person, note: str) -> Decision:
    """Write down what was decided about an earlier decision. Inside transaction()."""
    same = ("target", "article_id", "experience_id", "comment_id", "person_id", "reason")
    decision = Decision(
        act=act,
        note=note,
        case_id=case.id,
        actor_id=actor.id,
        created_at=now(),
        **{name: getattr(earlier, name) for name in same},
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def tell(decision: Decision, *person_ids: int | None) -> None:
    """Put a decision behind the bells of these people, once each. Inside transaction().

    Whom it concerns is mailed at once, however seldom she wants mail: it is about her rights.
    """
    for person_id in sorted({person_id for person_id in person_ids if person_id is not None}):
        is_mailed = person_id == decision.person_id and _is_mailed(decision)
        notify(person_id, About.DECISION, decision.id, is_mailed=is_mailed)
        if is_mailed:
            put_in_outbox("decision", person_id=person_id, subject_id=decision.id)


def _is_mailed(decision: Decision) -> bool:
    """Say whether it is against her, or undoes what was; and whether there is an address."""
    if decision.act in {Act.PUBLISH, Act.ADD, Act.MERGE}:
        return False
    person = db.session.get(Person, decision.person_id)
    return person is not None and person.email is not None


def _subject(about: Experience | Comment | Person | Case | Cause | Remedy) -> dict[str, Any]:
    if isinstance(about, Person):
        return {"target": Target.PERSON, "person_id": about.id}
    if isinstance(about, Cause | Remedy):
        target = Target.CAUSE if isinstance(about, Cause) else Target.REMEDY
        return {"target": target, "article_id": about.article_id}
    if isinstance(about, Case):
        return {name: getattr(about, name) for name in ("target", "article_id", "person_id")}
    of_it = {"article_id": about.article_id, "person_id": about.author_id}
    if isinstance(about, Experience):
        return {**of_it, "target": Target.EXPERIENCE, "experience_id": about.id}
    return {**of_it, "target": Target.COMMENT, "comment_id": about.id}
