"""What moderators decide about stories and comments: each act is a row, and its author is told."""

from ..accounts.models import Person
from ..board.models import Comment, Experience, Status
from ..board.redact_actions import Spans, redact
from ..database import transaction
from ..errors import N_, Conflict, Done, NotAllowed
from .case_actions import (
    Thing,
    check_moderates,
    check_unclaimed,
    close_case,
    find_open_case,
    get_open_case,
    load,
    put_on,
    settle_flags,
    take_off,
)
from .models import Act, Case, Decision, Outcome, Reason, Waits
from .queries import DECIDED
from .record_actions import record, tell

OWN = N_("This is yours, so another moderator decides.")


def publish(thing: Thing, *, actor: Person, note: str = "") -> Decision:
    """Put on the board what was held. Flags on it were wrong."""
    with transaction():
        row, case = _begin(thing, actor, Status.HELD)
        put_on(row)
        return _end(Act.PUBLISH, row, case, actor, Outcome.DISAGREED, note=note)


def reject(thing: Thing, reason: Reason, *, actor: Person, note: str = "") -> Decision:
    """Keep off the board what was held, and say why."""
    with transaction():
        row, case = _begin(thing, actor, Status.HELD)
        take_off(row)
        return _end(Act.REJECT, row, case, actor, Outcome.AGREED, reason=reason, note=note)


def hide(thing: Thing, reason: Reason, *, actor: Person, note: str = "") -> Decision:
    """Take something off the board, or confirm that the flags did so rightly."""
    with transaction():
        row, case = _begin(thing, actor, Status.VISIBLE, Status.HIDDEN)
        if row.is_visible():
            take_off(row)
        elif case is None:
            raise Done(DECIDED)
        return _end(Act.HIDE, row, case, actor, Outcome.AGREED, reason=reason, note=note)


def restore(thing: Thing, *, actor: Person, note: str = "") -> Decision:
    """Put back on the board what was hidden. Flags that have hidden it were wrong."""
    with transaction():
        row, case = _begin(thing, actor, Status.HIDDEN)
        put_on(row)
        return _end(Act.RESTORE, row, case, actor, Outcome.DISAGREED, note=note)


def dismiss(thing: Thing, *, actor: Person, note: str = "") -> Decision:
    """Say that flags were wrong; what they have hidden comes back.

    Its author is told only if it was hidden: otherwise nothing has happened to her.
    """
    with transaction():
        row, case = _begin(thing, actor, Status.VISIBLE, Status.HIDDEN)
        if case is None:
            raise Done(DECIDED)
        was_hidden = row.status == Status.HIDDEN
        if was_hidden:
            put_on(row)
        outcome = Outcome.DISAGREED
        return _end(Act.DISMISS, row, case, actor, outcome, note=note, tells_author=was_hidden)


def decline_remedy(case_id: int, reason: Reason, *, actor: Person, note: str = "") -> Decision:
    """Leave a proposed remedy out of the vocabulary; it stays in the story, in her words."""
    with transaction():
        check_moderates(actor)
        case = get_open_case(case_id)
        check_unclaimed(case, actor)
        if case.kind != Waits.REMEDY:
            raise Conflict(N_("This is not about a remedy that somebody proposes."))
        if case.person_id == actor.id:
            raise NotAllowed(OWN)
        decision = record(Act.REJECT, case, case=case, actor=actor, reason=reason, note=note)
        close_case(case, Act.REJECT)
        tell(decision, case.person_id)
        return decision


def edit_out(
    thing: Thing,
    spans: Spans,
    *,
    words: str,
    actor: Person,
    reason: Reason = Reason.PERSONAL,
    note: str = "",
) -> Decision:
    """Take personal data out of what somebody told; `words` are what the moderator saw.

    Flags on it were right. What is off the board still waits to be published or restored.
    """
    with transaction():
        row, case = _begin(thing, actor, Status.VISIBLE, Status.HELD, Status.HIDDEN)
        redact(row, spans, words=words)
        if case is not None:
            # Their places are those of other words.
            case.findings = [finding | {"spans": []} for finding in case.findings]
        stays_open = not row.is_visible()
        outcome = Outcome.AGREED
        return _end(
            Act.EDIT_OUT, row, case, actor, outcome, reason=reason, note=note, waits=stays_open
        )


def write_to_author(thing: Thing, *, actor: Person, note: str) -> Decision:
    """Write to the author of something, and leave it as it is: what waits goes on waiting."""
    with transaction():
        row, case = _begin(thing, actor, Status.VISIBLE, Status.HELD, Status.HIDDEN)
        decision = record(Act.WRITE, row, case=case, actor=actor, note=note)
        tell(decision, row.author_id)
        return decision


def _begin(
    thing: Thing, actor: Person, *statuses: Status
) -> tuple[Experience | Comment, Case | None]:
    """Return the thing and its open case, after making sure that this moderator may decide now:
    of many at once, the first decides, and the others are told so."""
    check_moderates(actor)
    row = load(thing)
    if row.is_by(actor):
        raise NotAllowed(OWN)
    case = find_open_case(thing)
    if case is not None:
        check_unclaimed(case, actor)
    if row.status not in statuses:
        raise Done(DECIDED)
    return row, case


def _end(
    act: Act,
    row: Experience | Comment,
    case: Case | None,
    actor: Person,
    outcome: Outcome,
    *,
    reason: Reason | None = None,
    note: str = "",
    tells_author: bool = True,
    waits: bool = False,
) -> Decision:
    """Write the decision down, give the flags their outcome, tell everybody, close the case."""
    decision = record(act, row, case=case, actor=actor, reason=reason, note=note)
    flaggers = settle_flags(case, outcome) if case else []
    if case is not None and not waits:
        close_case(case, act)
    tell(decision, row.author_id if tells_author else None, *flaggers)
    return decision
