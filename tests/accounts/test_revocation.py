"""Whatever ends a credential ends it at once: each credential is held against each event."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from forum.accounts.actions import ban
from forum.accounts.ciphers import encipher
from forum.accounts.code_actions import make_mailed_code, take_mailed_code
from forum.accounts.erase_actions import forget_account
from forum.accounts.factor_actions import (
    add_app,
    add_passkey,
    remove_app,
    remove_passkey,
    renew_recovery_codes,
)
from forum.accounts.link_actions import make_link
from forum.accounts.link_models import Purpose
from forum.accounts.links import open_link, read_for, sign_for, token_of
from forum.accounts.member_actions import change_address, promote
from forum.accounts.member_queries import passkeys_of
from forum.accounts.models import Person, Role
from forum.accounts.password_actions import set_password
from forum.accounts.passwords import hash_password
from forum.accounts.session_actions import end_sessions
from forum.accounts.session_queries import sessions_of
from forum.accounts.token_actions import make_token
from forum.accounts.token_models import Scope
from forum.database import db
from forum.errors import NotFound
from tests.accounts.members import (
    ADDRESS,
    PASSWORD,
    SECRET,
    again,
    app_code,
    give_app,
    is_in,
    make_member,
    send,
    sign_in,
)

NOBODYS_VOTE = "/api/v1/experiences/999999/vote"
NEW = "the goose fat did nothing"
BROWSER = "key of a browser"


@dataclass
class Given:
    """All that lets somebody in, or would with a step more."""

    person: Person
    here: FlaskClient
    elsewhere: FlaskClient
    copied: FlaskClient
    half_way: FlaskClient
    code: str
    links: dict[Purpose, str]
    signed: str
    token: str

    def alive(self) -> set[str]:
        """Return the names of those that still let somebody in."""
        found = {name for name in ("here", "elsewhere", "copied") if is_in(getattr(self, name))}
        if self.half_way.get("/account/sign-in/second").status_code == 200:
            found.add("half-way")
        if take_mailed_code(ADDRESS, self.code, browser=BROWSER):
            found.add("mailed code")
        if self._is_token_good():
            found.add("token")
        for purpose, token in self.links.items():
            found |= {f"{purpose} link"} if _opens(open_link, token, purpose) else set()
        return found | ({"signed link"} if _opens(read_for, self.signed, "enter") else set())

    def _is_token_good(self) -> bool:
        shown = {"Authorization": f"Bearer {self.token}"}
        answer = self.here.application.test_client().put(NOBODYS_VOTE, headers=shown)
        assert answer.status_code in {401, 404}
        return answer.status_code == 404


def _opens(read: Callable, token: str, purpose: str) -> bool:
    db.session.expire_all()
    try:
        read(token, purpose)
    except NotFound:
        return False
    return True


@pytest.fixture
def given(app) -> Given:
    person = make_member()
    give_app(person)
    add_passkey(
        person.id, credential_id="a2V5", public_key=b"k", sign_count=0, label="phone", but=None
    )
    browsers = [app.test_client() for _each in range(4)]
    for number, browser in enumerate(browsers[:2]):
        sign_in(browser)
        assert send(browser, "/account/sign-in/second", code=app_code(number)).status_code == 303
    browsers[2].set_cookie("account", browsers[0].get_cookie("account").value)
    sign_in(browsers[3])
    links = {
        purpose: token_of(make_link(purpose, email=email, person_id=person.id))
        for purpose, email in (
            (Purpose.RESET, ADDRESS),
            (Purpose.NEW_ADDRESS, "ida@example.org"),
            (Purpose.ENTER, ADDRESS),
        )
    }
    code = make_mailed_code(ADDRESS, browser=BROWSER)
    person = again(person)
    token = make_token(person.id, label="diary", scopes=[Scope.VOTES])
    return Given(person, *browsers, code, links, sign_for(person, "enter"), token)


def test_all_of_them_let_somebody_in_at_first(given):
    assert given.alive() == {
        "here", "elsewhere", "copied", "half-way", "mailed code", "signed link",
        "reset link", "new-address link", "enter link", "token",
    }  # fmt: skip


def this_session(given: Given) -> int:
    """Return the number of the session in the browser that is here: the older one."""
    return min(session.id for session in sessions_of(given.person.id))


def new_link(given: Given):
    return make_link(Purpose.NEW_ADDRESS, email="new@example.org", person_id=given.person.id)


KEEPS_THIS_BROWSER = {
    "change of password": lambda given, but: set_password(
        given.person.id, NEW, hashed=hash_password(NEW), but=but
    ),
    "change of address": lambda given, but: change_address(new_link(given), but=but),
    "another app": lambda given, but: add_app(
        given.person.id, secret=encipher(SECRET), step=int(time.time()) // 30 + 5, but=but
    ),
    "app taken away": lambda given, but: remove_app(given.person.id, but=but),
    "another passkey": lambda given, but: add_passkey(
        given.person.id, credential_id="a2V6", public_key=b"z", sign_count=0, label="z", but=but
    ),
    "passkey taken away": lambda given, but: remove_passkey(
        passkeys_of(given.person.id)[0].id, person_id=given.person.id, but=but
    ),
    "new codes on paper": lambda given, but: renew_recovery_codes(given.person.id, but=but),
}
ENDS_EVERYTHING = {
    "ban": lambda given: ban(given.person.id),
    "another role": lambda given: promote(ADDRESS, Role.MODERATOR),
    "reset": lambda given: set_password(given.person.id, NEW, hashed=hash_password(NEW)),
    "erasure": lambda given: forget_account(given.person.id),
}


@pytest.mark.parametrize("event", KEEPS_THIS_BROWSER)
def test_a_change_ends_all_but_the_browser_in_which_it_was_made(given, event):
    KEEPS_THIS_BROWSER[event](given, this_session(given))
    # A copy of the cookie of this browser is this browser.
    assert given.alive() == {"here", "copied"}


@pytest.mark.parametrize("event", ENDS_EVERYTHING)
def test_what_is_done_from_outside_ends_everything(given, event):
    ENDS_EVERYTHING[event](given)
    assert given.alive() == set()


def test_signing_out_everywhere_else_ends_tokens_too(given):
    end_sessions(given.person.id, but=this_session(given))
    assert given.alive() & {"here", "elsewhere", "token"} == {"here"}


def test_signing_out_ends_this_session_and_every_copy_of_its_cookie(given):
    send(given.here, "/account/safety", "/account/sign-out")
    assert given.alive() & {"here", "copied", "elsewhere"} == {"elsewhere"}


def test_proving_once_more_makes_copies_of_the_cookie_void(given):
    send(given.here, "/account/prove", password=PASSWORD, code=_paper(given))
    assert given.alive() & {"here", "copied"} == {"here"}


def _paper(given: Given) -> str:
    codes = renew_recovery_codes(given.person.id, but=this_session(given))
    return codes[0]


@pytest.mark.parametrize("event", ["ban", "reset", "erasure"])
def test_the_old_password_is_void_too(given, app, event):
    ENDS_EVERYTHING[event](given)
    visitor = app.test_client()
    assert sign_in(visitor).status_code in {403, 422}
    assert not is_in(visitor)
