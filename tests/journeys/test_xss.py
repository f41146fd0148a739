"""Five hundred ways of typing a script, shown on every page, in a real browser: none of them runs.

Once without the content policy, which shows that what we send is safe by itself; once with it,
which shows that the policy has nothing to stop. `tests/security/test_xss.py` tries the forms.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
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
from forum.board.models import CONSENT_VERSION
from forum.board.telling import ToldComment
from forum.clock import now
from forum.database import transaction
from forum.mail.delivery import Folder, message_of
from forum.mail.writing import Mail
from forum.text import tidy, tidy_line
from forum.web import HEADERS
from tests import factories
from tests.board.test_actions import A_WHILE
from tests.security.payloads import PAYLOADS

from .test_accessibility import session_of
from .trap import FAULTS, Trap

pytestmark = pytest.mark.one_engine("sqlite")

ARTICLE = "/articles/leg-cramps"
SENT = [payload.replace("\0", "") for payload in PAYLOADS]
LINES = [tidy_line(payload) for payload in SENT]
SHARES = 6
"""How many members have typed all of it between them."""


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


@pytest.fixture
def board(article: Article) -> Board:
    """Every payload in every field: told, changed, answered, and as a name."""
    with transaction():
        guest = welcome_guest("Gus")
    shares = [_tell(article, SENT[turn::SHARES], guest) for turn in range(SHARES)]
    for at in range(0, len(SENT), 8):
        eight = SENT[at : at + 8]
        story = tidy("\n\n".join(eight) + "\n\nThat is all there is.")
        factories.experience(article, story=story, name=tidy_line(eight[0]), causes=["statins"])
    for payload, name in zip(SENT, reversed(LINES), strict=True):
        factories.comment(article, text=tidy(payload) or "Nothing.", name=name, author=guest)
    return Board(shares, guest)


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
    _read_as_visitor(trap, page, board)
    for share in board.shares:
        become(trap, served, share.member)
        _read_as_author(trap, page, share)
    monkeypatch.setitem(app.config, "EDIT_MINUTES", 0)  # the words are settled: another page
    become(trap, served, board.shares[0].member)
    trap.visit(page, f"/experiences/{board.shares[0].experience}/edit")
    monkeypatch.setitem(app.config, "EDIT_MINUTES", 15)
    become(trap, served, board.guest)
    _read_as_guest(trap, page, board)
    become(trap, served, factories.member("Moira", role=Role.MODERATOR))
    for share in board.shares:
        trap.visit(page, f"/experiences/{share.experience}")
        trap.visit(page, f"/comments/{share.comment}/history")
    page.wait_for_timeout(200)
    trap.check()
    assert trap.seen > 120


def test_no_payload_runs_when_it_is_given_back(trap: Trap, app: Flask) -> None:
    page = trap.context.new_page()
    for turn in range(3):
        _type_everywhere(trap, page, SENT[turn::3])
    for line in _packed(80):
        if len(line) % 16 == 0:  # the others are tried without a browser
            trap.visit(page, f"/causes?q={quote(line)}")
    for line in _packed(3000):
        for address in (f"{ARTICLE}?cause=", "/account/sign-in?next=", "/nope/"):
            page.goto(address + quote(line, safe=""))
            trap.look(page)
    page.wait_for_timeout(200)
    trap.check()


def become(trap: Trap, served: str, person: Person) -> None:
    """Let the browser be this person's."""
    trap.context.clear_cookies()
    cookie = {"name": "guest", "value": _serializer().dumps([person.id, person.key])}
    if person.is_member():
        cookie = session_of(person.id)
    trap.context.add_cookies([{**cookie, "url": served}])


def _read_as_visitor(trap: Trap, page: Page, board: Board) -> None:
    trap.visit(page, "/account/mail")
    for path in ("/", f"{ARTICLE}/shortlist?remedy=magnesium", "/remedies", "/causes"):
        trap.visit(page, path)
    _keep_notes(trap, page)
    for path in (
        f"{ARTICLE}?sort=newest",
        f"{ARTICLE}/comments",
        f"{ARTICLE}/causes/statins",
        f"{ARTICLE}/remedies/magnesium",
    ):
        _read_to_the_end(trap, page, path)
    for share in board.shares:
        story = f"/experiences/{share.experience}"
        for path in (story, f"{story}/history", f"{story}/reply", f"/comments/{share.comment}"):
            trap.visit(page, path)
        trap.visit(page, f"{story}/reply?to={share.comment}")
        trap.visit(page, f"/comments/{share.comment}/history")


def _keep_notes(trap: Trap, page: Page) -> None:
    """Type all of it into the notes of a shortlist, which come back on the next visit."""
    path = f"{ARTICLE}/shortlist?remedy=magnesium"
    page.goto(path)
    page.get_by_label("My own notes").fill("\n".join(SENT))
    page.wait_for_function("localStorage.length > 0")
    page.goto(path)
    assert "pwn()" in page.get_by_label("My own notes").input_value()
    trap.look(page)


def _read_to_the_end(trap: Trap, page: Page, path: str) -> None:
    following: str | None = path
    while following:
        page.goto(following)
        more = page.locator("a[rel=next]")
        following = more.get_attribute("href") if more.count() else None
        trap.look(page)


def _read_as_author(trap: Trap, page: Page, share: Share) -> None:
    story = f"/experiences/{share.experience}"
    rooms = ("", "/notices", "/name", "/export", "/erase")
    for path in (story, f"{story}/edit", f"{story}/withdraw", *(f"/account{r}" for r in rooms)):
        trap.visit(page, path)
    # It is downloaded; whoever opens the file is shown it by the same browser.
    export = trap.context.request.get("/account/export.html").text()
    assert "pwn()" in export
    page.goto("/healthz")
    if not trap.has_policy:
        opened = export.replace("<style", "<i hidden").replace("</style", "</i")
        page.set_content(opened)
        trap.look(page)


def _read_as_guest(trap: Trap, page: Page, board: Board) -> None:
    for share in board.shares:
        for name in ("edit", "withdraw"):
            trap.visit(page, f"/comments/{share.comment}/{name}")
    for path in ("/account", "/account/export", "/account/address"):
        trap.visit(page, path)


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
    fields = {"story": words, "name": words, "text": words, "age": words, "causes": payloads[0]}
    for row, (one, other) in enumerate(zip_longest(payloads[:8], payloads[8:16])):
        fields |= {f"attempts-{row}-remedy": one, f"attempts-{row}-side_effect": other}
    page.goto(share)
    token = page.locator("[name=csrf_token]").first.input_value()
    for action, more in (
        (f"{ARTICLE}/experiences", {"csrf_token": token}),
        (share, {"csrf_token": token, "press": "check"}),
        (f"{ARTICLE}/experiences", {}),
        (f"{ARTICLE}/comments", {"csrf_token": token}),
        ("/experiences/999999/edit", {"csrf_token": token}),
        ("/account/sign-in", {"csrf_token": token, "email": payloads[0], "next": payloads[1]}),
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
