"""Cookies, links and tokens that somebody has changed, or that were meant for something else."""

import random
from collections.abc import Iterator

import pytest

from forum.accounts.actions import welcome_guest
from forum.accounts.identity import _serializer
from forum.accounts.link_actions import make_link
from forum.accounts.link_models import Purpose
from forum.accounts.links import sign_for, token_of
from forum.accounts.token_actions import make_token
from forum.accounts.token_models import Scope
from tests import factories
from tests.accounts.members import ADDRESS, PASSWORD, give_app, make_member, sign_in
from tests.pages import fields_of, form_in

pytestmark = pytest.mark.one_engine("sqlite")
PLACES = {
    Purpose.SIGN_UP: "/account/sign-up/",
    Purpose.RESET: "/account/reset/",
    Purpose.NEW_ADDRESS: "/account/new-address/",
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~%é\u2028/ "


def mutated(token: str, other: str, chance: random.Random, number: int) -> Iterator[str]:
    """Yield what could be made of a token: bits flipped, ends cut off, parts of another's."""
    for _each in range(number):
        kind, place = chance.randrange(7), chance.randrange(len(token))
        if kind <= 2:
            made = token[:place] + chance.choice(LETTERS) + token[place + 1 :]
        elif kind == 3:
            made = (
                token[:place]
                + chr(ord(token[place]) ^ 1 << chance.randrange(7))
                + token[place + 1 :]
            )
        elif kind == 4:
            made = token[:place]
        elif kind == 5:
            made = token + chance.choice(LETTERS) * chance.randrange(1, 4)
        else:
            head, _dot, tail = other.rpartition(".")
            made = f"{head}.{token.rpartition('.')[2]}" if head else other[:place] + token[place:]
            made = made if tail else made[::-1]
        if made not in {token, other}:
            yield made


@pytest.fixture
def links(app):
    """A mailed link of each purpose, and another person's."""
    person, ida = make_member(), make_member("Ida", "ida@example.org")
    made = {}
    for purpose in PLACES:
        made[purpose] = tuple(
            token_of(
                make_link(purpose, email=f"{purpose}-{owner.id}@example.org", person_id=owner.id)
            )
            for owner in (person, ida)
        )
    return made


def test_2500_changed_links_open_nothing(client, app, links):
    chance, tried = random.Random(1), 0
    for purpose, place in PLACES.items():
        token, other = links[purpose]
        for made in mutated(token, other, chance, 950):
            response = client.get(place + made.replace("%", "%25").replace(" ", "%20"))
            # Nothing behind the last slash is the page that asks for an address.
            is_refused = response.status_code in {400, 404, 405}
            assert is_refused or made.strip("/ ") == "", (purpose, made, response.status_code)
            tried += 1
    assert tried > 2500


def test_1000_changed_tokens_of_programs_write_nothing(client, article):
    one, chance, tried = factories.experience(article, name="Ada"), random.Random(4), 0
    token, other = (
        make_token(person.id, label="x", scopes=list(Scope))
        for person in (make_member(), make_member("Ida", "ida@example.org"))
    )
    for made in mutated(token, other, chance, 1_100):
        if {"\r", "\n"} & set(made.strip()):
            continue  # no header holds them
        shown = {"Authorization": f"Bearer {made.strip()}".encode().decode("latin-1")}
        response = client.put(f"/api/v1/experiences/{one.id}/vote", headers=shown)
        assert response.status_code == 401 or made.strip() in {token, other}, made
        tried += 1
    assert tried > 1_000


def test_a_link_is_good_for_its_own_purpose_only(client, app, links):
    person = welcome_guest()
    tokens = [token for pair in links.items() for token in pair[1]]
    tokens += [sign_for(person, purpose) for purpose in Purpose] + [_serializer().dumps([1, "x"])]
    for purpose, place in PLACES.items():
        page = client.get("/account/reset")
        fields = fields_of(form_in(page, "/account/reset"))
        for token in tokens:
            if token in links[purpose]:
                continue
            assert client.get(place + token).status_code == 404
            fields |= {"new_password": PASSWORD, "name": "Eve", "rules": "yes"}
            assert client.post(place + token, data=fields).status_code == 404


def cookies(app) -> dict[str, tuple[str, str, str]]:
    """Return cookies that let somebody in, by their names, with another's and a page of theirs."""
    make_member()
    make_member("Ida", "ida@example.org")
    found = []
    for email in (ADDRESS, "ida@example.org"):
        browser = app.test_client()
        sign_in(browser, email)
        found.append(browser.get_cookie("account").value)
    guests = [welcome_guest(), welcome_guest()]
    guest = [_serializer().dumps([one.id, one.key]) for one in guests]
    make_app_member("Ada", "ada@example.org")
    make_app_member("Bea", "bea@example.org")
    half = []
    for email in ("ada@example.org", "bea@example.org"):
        browser = app.test_client()
        sign_in(browser, email)
        half.append(browser.get_cookie("session").value)
    return {
        "account": (*found, "/account/safety"),
        "guest": (*guest, "/account"),
        "session": (*half, "/account/sign-in/second"),
    }


def make_app_member(name: str, email: str) -> None:
    give_app(make_member(name, email))


def test_2500_changed_cookies_let_nobody_in(client, app):
    chance, tried = random.Random(2), 0
    for name, (token, other, page) in cookies(app).items():
        for right in (token, other):
            client.set_cookie(name, right)
            assert client.get(page).status_code == 200, name
        for made in mutated(token, other, chance, 950):
            client.set_cookie(name, made)
            response = client.get(page)
            assert response.status_code == 303, (name, made, response.status_code)
            assert response.headers["Location"].startswith("/account/sign-in"), made
            tried += 1
        client.delete_cookie(name)
    assert tried > 2500


def test_a_cookie_is_good_under_its_own_name_only(client, app):
    known = cookies(app)
    for name, (_token, _other, page) in known.items():
        for other, (token, *_rest) in known.items():
            if other != name:
                client.set_cookie(name, token)
                assert client.get(page).status_code == 303, (name, other)
        client.delete_cookie(name)
