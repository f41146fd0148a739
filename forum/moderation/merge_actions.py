"""What moderators make of the vocabulary: a proposed remedy is one of those there are, or a new
one; two tags are one. Each is a decision, and stands in the log."""

from ..accounts.models import Person
from ..board.retag_actions import merge_tags, take_up
from ..database import db, transaction
from ..errors import N_, Conflict, NotAllowed
from ..remedies.merge_actions import add_name, add_remedy
from ..remedies.models import Cause, Kind, Remedy, Use
from .case_actions import check_moderates, check_unclaimed, close_case, get_open_case
from .decision_actions import OWN
from .models import Act, Case, Decision, Waits
from .queue_queries import attempts_called
from .record_actions import record, tell


def merge_proposed(case_id: int, remedy_id: int, *, actor: Person, note: str = "") -> Decision:
    """Say that a proposed remedy is one that the vocabulary has: the name leads to it, and the
    stories that used the name carry it."""
    with transaction():
        case = _begin(case_id, actor)
        remedy = db.session.get(Remedy, remedy_id)
        if remedy is None or remedy.article_id != case.article_id or remedy.merged_into:
            raise Conflict(N_("This remedy is not in the list any more."))
        add_name(case.written or "", remedy)
        return _end(Act.MERGE, case, remedy, actor, note)


def add_proposed(
    case_id: int, *, label: str, kind: Kind, use: Use, actor: Person, note: str = ""
) -> Decision:
    """Take a proposed remedy up into the vocabulary, which is the publisher's to do."""
    with transaction():
        case = _begin(case_id, actor)
        if not actor.can_publish():
            raise NotAllowed(N_("New remedies are the publisher's to add."))
        remedy = add_remedy(case.article_id or 0, label or case.written or "", kind, use)
        if " ".join(remedy.label.split()).casefold() != (case.written or "").casefold():
            add_name(case.written or "", remedy)
        return _end(Act.ADD, case, remedy, actor, note)


def merge_duplicates(tag: Cause | Remedy, into: Cause | Remedy, *, actor: Person) -> Decision:
    """Say that two tags of a list are one."""
    with transaction():
        check_moderates(actor)
        merge_tags(tag, into=into)
        db.session.refresh(tag)
        return record(Act.MERGE, tag, case=None, actor=actor)


def _begin(case_id: int, actor: Person) -> Case:
    check_moderates(actor)
    case = get_open_case(case_id)
    check_unclaimed(case, actor)
    if case.kind != Waits.REMEDY or case.article_id is None:
        raise Conflict(N_("This is not about a remedy that somebody proposes."))
    if case.person_id == actor.id:
        raise NotAllowed(OWN)
    return case


def _end(act: Act, case: Case, remedy: Remedy, actor: Person, note: str) -> Decision:
    written = attempts_called(remedy.article_id, case.written or "")
    take_up([attempt.id for attempt in written], remedy)
    decision = record(act, case, case=case, actor=actor, note=note)
    close_case(case, act)
    tell(decision, case.person_id)
    return decision
