"""Five hundred ways of typing a script, shown on every page, in a real browser: none of them runs.

Once without the content policy, which shows that what we send is safe by itself; once with it,
which shows that the policy has nothing to stop. `tests/security/test_xss.py` tries the forms.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from forum.accounts.actions import welcome_guest
from forum.accounts.identity import _serializer
from forum.accounts.models import Person, Role
from forum.articles.models import Article
from forum.board.actions import edit_experience
from forum.board.comment_actions import edit_comment
from forum.board.models import CONSENT_VERSION, Status
from forum.board.telling import ToldComment
from forum.clock import now
from forum.database import transaction
from forum.mail.delivery import Folder, message_of
from forum.mail.writing import Mail
from forum.moderation.appeal_actions import appeal
from forum.moderation.case_actions import Thing
from forum.moderation.decision_actions import hide
from forum.moderation.flag_actions import flag
from forum.moderation.hold_actions import hold
from forum.moderation.models import Reason
from forum.text import tidy, tidy_line
from forum.web import HEADERS
from tests import factories
from tests.board.test_actions import A_WHILE
from tests.contracts.routes import filled
from tests.security.pages import SHOWN, Reader, Shown
from tests.security.payloads import PAYLOADS

from .test_accessibility import session_of
from .trap import FAULTS, Trap

pytestmark = pytest.mark.one_engine("sqlite")

ARTICLE = "/articles/leg-cramps"
SENT = [payload.replace("\0", "") for payload in PAYLOADS]
LINES = [tidy_line(payload) for payload in SENT]
SHARES = 2
"""How many members have typed all of it between them."""
AT_A_TIME = 12
"""How many payloads stand in one story, or one comment."""


@dataclass
class Share:
    """What one member has typed, and what she was answered."""

    payloads: list[str]
    member: Person
    experience: int
    comment: int


@dataclass
class Board:
    """What stands on the board, and the guest who has written all comments."""

    shares: list[Share]
    guest: Person
    moderator: Person

    def reader(self, reader: Reader, share: Share) -> Person | None:
        """Return who reads, where it is about what one member has typed."""
        people = {Reader.AUTHOR: share.member, Reader.GUEST: self.guest}
        return (people | {Reader.MODERATOR: self.moderator}).get(reader)


@pytest.fixture
def board(article: Article) -> Board:
    """Every payload in every field: told, changed, answered, and as a name."""
    with transaction():
        guest = welcome_guest("Gus")
    moderator = factories.member("Moira", role=Role.MODERATOR)
    shares = [_tell(article, SENT[turn::SHARES], guest) for turn in range(SHARES)]
    for turn, share in enumerate(shares):
        _meet_moderators(article, share, LINES[turn::SHARES], guest, moderator)
    for at in range(0, len(SENT), AT_A_TIME):
        words, names = SENT[at : at + AT_A_TIME], LINES[::-1][at : at + AT_A_TIME]
        story = tidy("\n\n".join(words) + "\n\nThat is all there is.")
        name = " ".join(names)
        factories.experience(article, story=story, name=tidy_line(words[0]), causes=["statins"])
        factories.comment(article, text=tidy("\n\n".join(words)), name=name, author=guest)
    return Board(shares, guest, moderator)


def _tell(article: Article, payloads: list[str], guest: Person) -> Share:
    """Let a member whose name is made of payloads tell, change and be answered."""
    name = tidy_line(" ".join(payloads))
    member = factories.member(name, role=Role.MEMBER)
    first = _told(article, payloads, name)
    one = factories.experience(article, author=member, **vars(first))
    again = _told(article, payloads[::-1], name)
    edit_experience(one.id, again, actor=member, within=A_WHILE)
    said = factories.comment(
        article, on=one, author=guest, text=tidy("\n\n".join(payloads)), name=name[::-1]
    )
    changed = ToldComment(tidy("\n".join(payloads[::-1])), name + " 2", CONSENT_VERSION)
    edit_comment(said.id, changed, actor=guest, within=A_WHILE)
    return Share(payloads, member, one.id, said.id)


def _meet_moderators(
    article: Article, share: Share, lines: list[str], guest: Person, moderator: Person
) -> None:
    """Let stories of hers be held, and be flagged, hidden and appealed for, with payloads in all
    that is said about it."""
    name, words = share.member.name, " ".join(lines)
    told = _told(article, share.payloads, name)
    held = factories.experience(article, author=share.member, **vars(told), status=Status.HELD)
    hold(Thing.of(held), None)
    again = vars(_told(article, share.payloads[1:], name))
    judged = factories.experience(article, author=share.member, **again)
    flag(Thing.of(judged), Reason.OTHER, words, flagger=guest)
    decision = hide(Thing.of(judged), Reason.OTHER, actor=moderator, note=words)
    appeal(decision.id, words, actor=share.member)


def _told(article: Article, payloads: list[str], name: str):
    """Return a story with payloads in its words, and in all eight rows of what was tried."""
    lines = [tidy_line(payload) for payload in payloads]
    tried = [("magnesium", "no_change")]
    tried += [(" ".join(lines[row::7]), "no_change") for row in range(7)]
    told = factories.told(
        article,
        story=tidy("\n\n".join(payloads)),
        name=name,
        is_own_name=True,
        causes=["statins"],
        tried=tried,
    )
    for row, attempt in enumerate(told.attempts):
        object.__setattr__(attempt, "side_effect", " ".join(lines[row::8]))
    return told


@pytest.fixture
def mails(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Mails with payloads in them, in a demonstration, which shows them."""
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path))
    for turn in range(SHARES):
        words, subject = SENT[turn::SHARES], LINES[turn::SHARES]
        mail = Mail("harriet@example.org", " ".join(subject), "\n".join(words))
        message = message_of(mail, sender="forum@localhost", message_id=f"m{turn}", date=now())
        Folder(tmp_path).send(message)


@pytest.fixture(params=[False, True], ids=["without the policy", "with the policy"])
def trap(open_browser: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Trap:
    """A browser in which `pwn()` tells that it has run."""
    context = open_browser(bypass_csp=not request.param, reduced_motion="reduce")
    return Trap(context, request.param)


def test_no_payload_runs_on_any_page(
    board: Board, mails: None, trap: Trap, app: Flask, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = trap.context.new_page()
    for reader, share in product(Reader, board.shares):
        become(trap, served, board.reader(reader, share))
        has_own = reader == Reader.AUTHOR or share is board.shares[0]
        for shown in SHOWN:
            if shown.reader == reader and (has_own or shown.is_about_a_thing()):
                _read(trap, page, shown, share)
        if reader == Reader.AUTHOR:
            _open_the_export(trap, page)
    _keep_notes(trap, page)
    monkeypatch.setitem(app.config, "EDIT_MINUTES", 0)  # the words are settled: another page
    become(trap, served, board.shares[0].member)
    trap.visit(page, f"/experiences/{board.shares[0].experience}/edit")
    page.wait_for_timeout(200)
    trap.check()
    assert trap.seen > len(SHOWN) + SHARES


def test_no_payload_runs_when_it_is_given_back(trap: Trap, app: Flask) -> None:
    page = trap.context.new_page()
    _type_everywhere(trap, page, SENT)
    for line in islice(_packed(80), 0, None, 50):  # the others are tried without a browser
        trap.visit(page, f"/causes?q={quote(line)}")
    for line in _packed(9000):
        for address in (f"{ARTICLE}?cause=", "/account/sign-in?next=", "/nope/"):
            page.goto(address + quote(line, safe=""))
            trap.look(page)
    page.wait_for_timeout(200)
    trap.check()


def become(trap: Trap, served: str, person: Person | None) -> None:
    """Let the browser be this person's, or a visitor's."""
    trap.context.clear_cookies()
    if person is None:
        return
    cookie = {"name": "guest", "value": _serializer().dumps([person.id, person.key])}
    if person.is_member():
        cookie = session_of(person.id)
    trap.context.add_cookies([{**cookie, "url": served}])


def _read(trap: Trap, page: Page, shown: Shown, share: Share) -> None:
    """Open a page, and those that go on from it."""
    following: str | None = filled(shown.rule, share.experience, share.comment) + shown.query
    while following:
        assert page.goto(following).status == 200, following
        more = page.locator("a[rel=next]") if shown.has_more else None
        following = more.get_attribute("href") if more and more.count() else None
        trap.look(page)


def _keep_notes(trap: Trap, page: Page) -> None:
    """Type all of it into the notes of a shortlist, which come back on the next visit."""
    path = f"{ARTICLE}/shortlist?remedy=magnesium"
    page.goto(path)
    page.get_by_label("My own notes").fill("\n".join(SENT))
    page.wait_for_function("localStorage.length > 0")
    page.goto(path)
    assert "pwn()" in page.get_by_label("My own notes").input_value()
    trap.look(page)


def _open_the_export(trap: Trap, page: Page) -> None:
    """Download what is kept of her; whoever opens the file is shown it by the same browser."""
    export = trap.context.request.get("/account/export.html").text()
    assert "pwn()" in export
    page.goto("/healthz")
    if not trap.has_policy:
        opened = export.replace("<style", "<i hidden").replace("</style", "</i")
        page.set_content(opened)
        trap.look(page)


POST = """([action, fields]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("textarea");
    [field.name, field.value] = [name, value];
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


def _type_everywhere(trap: Trap, page: Page, payloads: list[str]) -> None:
    """Send payloads in every field of forms that come back: without their token, or with mistakes;
    and leave them in a draft."""
    share, words = f"{ARTICLE}/share", "\n\n".join(payloads)
    fields = {"story": words, "name": words, "text": words, "age": words, "causes": words}
    for row in range(8):
        fields[f"attempts-{row}-remedy"] = " ".join(payloads[row::8])
        fields[f"attempts-{row}-side_effect"] = " ".join(payloads[row + 4 :: 8])
    page.goto(share)
    token = page.locator("[name=csrf_token]").first.input_value()
    for action, more in (
        (f"{ARTICLE}/experiences", {"csrf_token": token}),
        (share, {"csrf_token": token, "press": "check"}),
        (f"{ARTICLE}/experiences", {}),
        (f"{ARTICLE}/comments", {"csrf_token": token}),
        ("/experiences/999999/edit", {"csrf_token": token}),
        ("/account/sign-in", {"csrf_token": token, "email": words, "next": words}),
    ):
        with page.expect_navigation():
            page.evaluate(POST, [action, fields | more])
        assert "pwn" in page.content(), action
        trap.look(page)
    page.goto(share)
    page.get_by_label("What happened?").fill(words)
    page.wait_for_timeout(300)  # the draft is kept after a pause
    trap.visit(page, share)


def _packed(longest: int) -> Iterator[str]:
    """Yield all payloads, as many at a time as fit."""
    line = ""
    for payload in LINES:
        if line and len(line) + 1 + len(payload) > longest:
            yield line
            line = ""
        line = f"{line} {payload}".strip()
    yield line


# That the trap catches


PLANTED = [
    "<script>pwn()</script>",
    "<img src=x onerror=pwn()>",
    "<svg onload=pwn()>",
    "<input autofocus onfocus=pwn()>",
    "<details open ontoggle=pwn()>",
    "<iframe srcdoc='<script>parent.pwn()</script>'></iframe>",
    "<svg><animate onbegin=pwn() attributeName=x dur=1s>",
    "<script src=data:text/javascript,pwn()></script>",
]


@pytest.mark.parametrize("has_policy", [False, True])
def test_the_trap_catches_a_planted_script(
    chromium: Browser, served: str, app: Flask, has_policy: bool
) -> None:
    context = chromium.new_context(base_url=served, bypass_csp=not has_policy)
    trap, page = Trap(context, has_policy), context.new_page()
    headers = {"Content-Type": "text/html", **HEADERS}
    for turn, planted in enumerate(PLANTED):
        trap.ran, trap.stopped = [], []
        answer = {"body": f"<p>{planted}</p>", "headers": headers}
        page.route(f"**/planted/{turn}", lambda route: route.fulfill(**answer))  # noqa: B023
        page.goto(f"/planted/{turn}")
        page.wait_for_timeout(60)
        assert bool(trap.ran) is not has_policy, planted
        assert bool(trap.stopped) is has_policy, planted
        assert page.evaluate(FAULTS), planted
    context.close()
