"""A board on which every payload stands in everything that people, and moderators, can write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from forum.accounts.actions import welcome_guest
from forum.accounts.links import sign_for
from forum.accounts.models import Person, Role
from forum.accounts.notification_actions import notify
from forum.accounts.notification_models import About
from forum.accounts.token_models import TOKEN_LABEL_LENGTH, Scope, Token
from forum.articles.models import Article
from forum.board.actions import edit_experience
from forum.board.comment_actions import edit_comment
from forum.board.models import CONSENT_VERSION, Comment, Experience, Status
from forum.board.telling import ToldComment
from forum.clock import now
from forum.database import db, transaction
from forum.moderation.appeal_actions import appeal, decide_appeal
from forum.moderation.case_actions import Thing, find_open_case, propose_remedy
from forum.moderation.decision_actions import decline_remedy, hide
from forum.moderation.decision_letters import PURPOSE
from forum.moderation.flag_actions import flag
from forum.moderation.hold_actions import hold
from forum.moderation.models import Act, Case, Decision, Reason
from forum.moderation.record_actions import record
from forum.remedies.merge_actions import add_remedy
from forum.remedies.models import Kind, Use
from forum.text import tidy, tidy_line
from tests import factories
from tests.board.test_actions import A_WHILE
from tests.contracts.routes import filled
from tests.security.pages import Reader, Shown
from tests.security.payloads import PAYLOADS

SENT = [payload.replace("\0", "") for payload in PAYLOADS]
LINES = [tidy_line(payload) for payload in SENT]
ALL, ON_ONE_LINE = tidy("\n\n".join(SENT)), " ".join(LINES)
AT_A_TIME = 12
"""How many payloads stand in one story, or one comment: lists show no more of each."""
IN_A_NOTE = 4
"""How many of them lists of news show of one."""
LABEL = 200
"""How long the names of remedies are; longer ones take long to look for."""


@dataclass
class Board:
    """Who has written what stands there, and what addresses are about: by the part of the rule
    that names it, and which of them it is."""

    author: Person
    guest: Person
    moderator: Person
    things: dict[str, dict[str, object]] = field(default_factory=dict)

    def reader(self, reader: Reader) -> Person | None:
        """Return who reads."""
        people = {Reader.AUTHOR: self.author, Reader.GUEST: self.guest}
        return (people | {Reader.MODERATOR: self.moderator}).get(reader)

    def path(self, shown: Shown) -> str:
        """Return the address of a page."""
        rule = shown.rule
        for part, things in self.things.items():
            if part in rule:
                rule = rule.replace(part, str(things[shown.about]))
        return filled(rule, 0, 0) + shown.query


def fill(article: Article) -> Board:
    """Write every payload into every field: tell, change, answer, hold, flag, decide, appeal; a
    member whose name is all of them tells, and a guest comments."""
    with transaction():
        guest = welcome_guest("Gus")
    author = factories.member(ON_ONE_LINE, email="harriet@example.org")
    first, second = (factories.member(name, Role.PUBLISHER) for name in ("Moira", "Mo"))
    board = Board(author, guest, second)
    story = _told_and_changed(article, author)
    comment = _said_and_changed(article, guest, story)
    _call_tokens_names(author)
    _tell_the_news(author, first)
    _propose(article, author, first)
    board.things = {
        "<number:experience>": {"": story.id},
        "<number:comment>": {"": comment.id},
        "<number:person>": {"": author.id},
    }
    _meet_moderators(article, board, story, first)
    for at in range(0, len(SENT), AT_A_TIME):
        words, names = SENT[at : at + AT_A_TIME], LINES[::-1][at : at + AT_A_TIME]
        told = tidy("\n\n".join(words) + "\n\nThat is all there is.")
        name = " ".join(names)
        factories.experience(article, story=told, name=tidy_line(words[0]), causes=["statins"])
        factories.comment(article, text=tidy("\n\n".join(words)), name=name, author=guest)
    return board


def _call_tokens_names(author: Person) -> None:
    """Make tokens whose names are payloads, as far as a name goes."""
    with transaction():
        for number, line in enumerate(LINES):
            called = line[:TOKEN_LABEL_LENGTH]
            made = {"label": called, "scopes": [Scope.VOTES], "created_at": now()}
            db.session.add(Token(person_id=author.id, digest=f"{number:064}", **made))


def _told_and_changed(article: Article, author: Person) -> Experience:
    one = factories.experience(article, author=author, **vars(_told(article, SENT)))
    again = _told(article, SENT[::-1])
    edit_experience(one.id, again, actor=author, within=A_WHILE)
    return one


def _said_and_changed(article: Article, guest: Person, story: Experience) -> Comment:
    said = factories.comment(article, on=story, author=guest, text=ALL, name=ON_ONE_LINE[::-1])
    changed = ToldComment(tidy("\n".join(SENT[::-1])), ON_ONE_LINE + " 2", CONSENT_VERSION)
    edit_comment(said.id, changed, actor=guest, within=A_WHILE)
    return said


def _told(article: Article, payloads: list[str]):
    """Return a story with payloads in its words, and in all eight rows of what was tried."""
    lines = [tidy_line(payload) for payload in payloads]
    tried = [("magnesium", "no_change")]
    tried += [(" ".join(lines[row::7]), "no_change") for row in range(7)]
    told = factories.told(
        article,
        story=tidy("\n\n".join(payloads)),
        name=ON_ONE_LINE,
        is_own_name=True,
        causes=["statins"],
        tried=tried,
    )
    for row, attempt in enumerate(told.attempts):
        object.__setattr__(attempt, "side_effect", " ".join(lines[row::8]))
    return told


def _tell_the_news(author: Person, moderator: Person) -> None:
    """Tell her of many decisions, with a note of what is shown of one in a list."""
    with transaction():
        for at in range(0, len(LINES), IN_A_NOTE):
            note = " ".join(LINES[at : at + IN_A_NOTE])
            decision = record(Act.SUSPEND, author, case=None, actor=moderator, note=note)
            notify(author.id, About.DECISION, decision.id)


def _propose(article: Article, author: Person, moderator: Person) -> None:
    """Let remedies be proposed: one waits, one is declined, others are in the list."""
    propose_remedy(article.id, ON_ONE_LINE, author=author)
    declined = propose_remedy(article.id, f"{ON_ONE_LINE} 2", author=author)
    decline_remedy(declined.id, Reason.OTHER, actor=moderator, note=ON_ONE_LINE)
    with transaction():
        for name in packed(LABEL):
            add_remedy(article.id, name, Kind.FOLK, Use.BOTH)


def packed(longest: int) -> Iterator[str]:
    """Yield all payloads, as many at a time as fit."""
    line = ""
    for payload in LINES:
        if line and len(line) + 1 + len(payload) > longest:
            yield line
            line = ""
        line = f"{line} {payload}".strip()
    yield line


def _meet_moderators(article: Article, board: Board, story: Experience, first: Person) -> None:
    """Let stories and comments be held, flagged, hidden, and appealed for."""
    author, guest, second = board.author, board.guest, board.moderator
    held, flagged, hidden = (
        factories.experience(
            article, author=author, **vars(_told(article, SENT[turn:] + SENT[:turn])), status=status
        )
        for turn, status in enumerate((Status.HELD, Status.VISIBLE, Status.VISIBLE), start=1)
    )
    waiting = factories.comment(article, on=story, author=guest, text=ALL, status=Status.HELD)
    hold(Thing.of(held), [_found_in(held.story)])
    hold(Thing.of(waiting), [_found_in(ALL)])
    for flagger in (guest, first):
        flag(Thing.of(flagged), Reason.OTHER, ON_ONE_LINE, flagger=flagger)
    words = ON_ONE_LINE
    appealed = hide(Thing.of(hidden), Reason.OTHER, actor=first, note=words)
    appeal(appealed.id, words, actor=author)
    settled = factories.comment(article, author=author, text=ALL, name=words)
    decided = hide(Thing.of(settled), Reason.OTHER, actor=first, note=words)
    told = appeal(decided.id, words, actor=author)
    decide_appeal(told.id, is_right=False, actor=second, note=words)
    declined = sa.select(Decision.id).join(Case).where(Case.ended_as == Act.REJECT)
    board.things |= {
        "<number:case>": {"held": find_open_case(Thing.of(held)).id},
        "<number:decision>": {"appeal": decided.id, "remedy": db.session.scalar(declined)},
        "<token>": {"": sign_for(author, PURPOSE, decided.id)},
    }
    board.things["<number:experience>"] |= {"held": held.id, "hidden": hidden.id}


def _found_in(words: str) -> dict[str, object]:
    """Return a finding that points at every second line, and into the middle of the others."""
    lines = [line.span() for line in re.finditer(r"[^\n]+", words)]
    spans = [
        [start + turn % 2 * (end - start) // 2, end] for turn, (start, end) in enumerate(lines)
    ]
    return {"kind": "personal", "outcome": "hold", "rule": "", "field": "", "spans": spans}
