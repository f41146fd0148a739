"""Five hundred ways of typing a script, shown on every page, in a real browser: none of them runs.

The content policy only reports here: that nothing runs shows that what we send is safe by itself,
that nothing is reported shows that the policy has nothing to stop. `tests/security/test_xss.py`
tries the forms.
"""

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from forum import paging
from forum.accounts.identity import _serializer
from forum.accounts.models import Person
from forum.articles.models import Article
from forum.clock import now
from forum.database import db
from forum.mail.delivery import Folder, message_of
from forum.mail.models import Letter
from forum.mail.writing import Mail, compose
from forum.moderation import looking
from forum.web import HEADERS
from tests.security.pages import SHOWN, Reader

from .conftest import Answering
from .full_of_payloads import ALL, ON_ONE_LINE, SENT, Board, fill, packed
from .test_accessibility import session_of
from .trap import FAULTS, Trap

pytestmark = pytest.mark.one_engine("sqlite")

ARTICLE = "/articles/leg-cramps"
POLICY, REPORTS = "Content-Security-Policy", "Content-Security-Policy-Report-Only"


@pytest.fixture
def board(article: Article, monkeypatch: pytest.MonkeyPatch) -> Board:
    """Every payload in every field; lists show all of it on one page."""
    monkeypatch.setitem(paging.paginate.__kwdefaults__, "size", 200)
    return fill(article)


@pytest.fixture
def mails(board: Board, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Mails with payloads in them, in a demonstration, which shows them: those about decisions,
    and one that has nothing else in it."""
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path))
    written = [compose(letter) for letter in db.session.query(Letter)]
    written.append(Mail("harriet@example.org", ON_ONE_LINE, "\n".join(SENT)))
    for turn, mail in enumerate(written):
        message = message_of(mail, sender="forum@localhost", message_id=f"m{turn}", date=now())
        Folder(tmp_path).send(message)
    assert sum(ON_ONE_LINE in mail.text for mail in written) >= 3


@pytest.fixture
def trap(
    open_browser: Callable[..., BrowserContext],
    answering: Answering,
    monkeypatch: pytest.MonkeyPatch,
) -> Trap:
    """A browser in which `pwn()` tells that it has run, and what the policy would have stopped."""
    monkeypatch.setattr(answering, "app", reporting_only(answering.app))
    return Trap(open_browser(reduced_motion="reduce"))


def reporting_only(app: Any) -> Any:
    """Return the application with a policy that stops nothing."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            renamed = [(REPORTS if name == POLICY else name, value) for name, value in headers]
            return start_response(status, renamed, *rest)

        return app(environ, start)

    return answer


def test_no_payload_runs_on_any_page(
    board: Board, mails: None, trap: Trap, app: Flask, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = trap.context.new_page()
    for reader in Reader:
        become(trap, served, board.reader(reader))
        for shown in SHOWN:
            if shown.reader == reader:
                trap.visit(page, board.path(shown))
        if reader == Reader.AUTHOR:
            _open_the_export(trap, page)
        _send_what_comes_back(trap, page, board, reader)
    _keep_notes(trap, page)
    monkeypatch.setitem(app.config, "EDIT_MINUTES", 0)  # the words are settled: another page
    become(trap, served, board.author)
    trap.visit(page, f"/experiences/{board.things['<number:experience>']['']}/edit")
    page.wait_for_timeout(200)
    trap.check()
    assert trap.seen >= len(SHOWN) + 2


def test_no_payload_runs_when_it_is_given_back(
    trap: Trap, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = trap.context.new_page()
    monkeypatch.setattr(looking, "AROUND", looking.LONGEST)  # nothing is left out between marks
    _type_everywhere(trap, page, SENT)
    for line in islice(packed(80), 0, None, 50):  # the others are tried without a browser
        trap.visit(page, f"/causes?q={quote(line)}")
    for line in packed(9000):
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


def _send_what_comes_back(trap: Trap, page: Page, board: Board, reader: Reader) -> None:
    """Fill in forms about what stands there with far too much: it is all given back."""
    story, case, decision = (
        board.things[f"<number:{part}>"] for part in ("experience", "case", "decision")
    )
    sent = {
        Reader.VISITOR: ((f"/experiences/{story['']}/flag", "", {"line": ON_ONE_LINE}),),
        Reader.AUTHOR: ((f"/account/decisions/{decision['remedy']}", "/appeal", {"text": ALL}),),
        Reader.MODERATOR: (
            (f"/moderation/cases/{case['held']}", "", {"press": "against", "note": ALL}),
            (f"/moderation/cases/{case['held']}", "", {"press": "edit-out", "typed": f"{ALL}?"}),
            (f"/moderation/people/{board.author.id}", "/ban", {"ban-note": ALL}),
        ),
    }
    for path, action, fields in sent.get(reader, ()):
        page.goto(path)
        token = page.locator("[name=csrf_token]").first.input_value()
        _send(trap, page, path + action, fields | {"csrf_token": token})


def _send(trap: Trap, page: Page, action: str, fields: dict[str, str]) -> None:
    with page.expect_navigation():
        page.evaluate(POST, [action, fields])
    assert "pwn" in page.content(), action
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
        _send(trap, page, action, fields | more)
    for action, field in ((f"{ARTICLE}/experiences", "story"), (f"{ARTICLE}/comments", "text")):
        called = "\n".join(f"a@b.co {payload}" for payload in payloads)
        _send(trap, page, action, {field: called, "csrf_token": token})
        assert page.locator(".must-see mark").count() > 10
        assert page.locator(".must-see").text_content().count("pwn") > 300
    page.goto(share)
    page.get_by_label("What happened?").fill(words)
    page.wait_for_timeout(300)  # the draft is kept after a pause
    trap.visit(page, share)


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


@pytest.mark.parametrize("stops", [False, True])
def test_the_trap_catches_a_planted_script(
    chromium: Browser, served: str, app: Flask, stops: bool
) -> None:
    context = chromium.new_context(base_url=served)
    trap, page = Trap(context), context.new_page()
    headers = {"Content-Type": "text/html", (POLICY if stops else REPORTS): HEADERS[POLICY]}
    for turn, planted in enumerate(PLANTED):
        trap.ran, trap.stopped = [], []
        answer = {"body": f"<p>{planted}</p>", "headers": headers}
        page.route(f"**/planted/{turn}", lambda route: route.fulfill(**answer))  # noqa: B023
        page.goto(f"/planted/{turn}")
        page.wait_for_timeout(60)
        assert bool(trap.ran) is not stops, planted
        assert trap.stopped, planted
        assert page.evaluate(FAULTS), planted
    context.close()
