"""The authorisation matrix: every address, method, role, and state of a thing, as declared.

It is made from the routes, so that none can be forgotten: `routes.py` says who may do what.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.accounts.models import Person
from forum.articles.models import Article
from forum.board.models import Attempt, Audience, Comment, Experience, Status
from forum.clock import now
from forum.database import db, transaction
from tests import factories
from tests.pages import read, sign_in

from .people import GUESTS, Answer, Role, State, Thing, things_for
from .routes import GETS, POSTS, Route, filled

SECRET = "Zyzzyva bit my left calf, as nobody else can tell."
ROLES = {
    Role.MEMBER: "member",
    Role.OTHER_MEMBER: "member",
    Role.SUSPENDED: "member",
    Role.MODERATOR: "moderator",
    Role.PUBLISHER: "publisher",
}


@dataclass(frozen=True)
class Stored:
    """What stands in the database for a thing."""

    experience: int
    comment: int
    attempt: int


class World:
    """People of every role, each with a browser, and the things that some of them have told."""

    def __init__(self, article: Article, make_client: Callable[[], FlaskClient]) -> None:
        self.article, self.make_client = article, make_client
        self.people = {role: self._person(role) for role in Role if role != Role.VISITOR}
        self.clients = {role: self._browser(role) for role in Role}
        self.tokens = {role: self._token(role) for role in Role}
        self.stored: dict[Thing, Stored] = {}
        with transaction():
            self.people[Role.SUSPENDED].suspended_until = now() + timedelta(days=1)

    def ask(self, method: str, rule: str, route: Route, role: Role, thing: Thing) -> TestResponse:
        """Make the request, in the browser of this role, about this thing."""
        stored = self.stored.get(thing) or self._store(thing)
        path = filled(rule, stored.experience, stored.comment) + route.query
        if method == "GET":
            return self.clients[role].get(path)
        if rule.startswith("/account"):  # which may end the session that is on
            self.clients[role] = self._browser(role)
            self.tokens[role] = self._token(role)
        answer = self.clients[role].post(
            path,
            data={"csrf_token": self.tokens[role], "attempt": stored.attempt, **route.sent},
        )
        if rule.endswith("/withdraw") and answer.status_code == 303:
            del self.stored[thing]  # it has been used up
        return answer

    def _person(self, role: Role) -> Person:
        if role in GUESTS:
            told = factories.experience(self.article, name=role)
            return db.session.get_one(Person, told.author_id)
        return factories.member(name=role.replace(" ", "-"), role=ROLES[role])

    def _browser(self, role: Role) -> FlaskClient:
        client, person = self.make_client(), self.people.get(role)
        if person:
            sign_in(client, person)
        return client

    def _token(self, role: Role) -> str:
        page = read(self.clients[role].get("/account/sign-up"))  # short, and open to everybody
        return str(page.select_one("[name=csrf_token]")["value"])

    def _store(self, thing: Thing) -> Stored:
        """Put such a thing on the board."""
        author = self.people[thing.author].id
        experience = factories.experience(
            self.article, story=f"{SECRET} {thing}", tried=[("magnesium", "relieved")]
        )
        comment = factories.comment(self.article, on=experience, text=f"{SECRET} So did mine.")
        attempt = db.session.scalars(sa.select(Attempt.id).filter_by(experience_id=experience.id))
        self.stored[thing] = Stored(experience.id, comment.id, attempt.one())
        audience = Audience.MEMBERS if thing.state == State.MEMBERS_ONLY else Audience.EVERYONE
        status = Status.VISIBLE if thing.state == State.MEMBERS_ONLY else Status(thing.state)
        with transaction():
            for model, number in ((Experience, experience.id), (Comment, comment.id)):
                changed = sa.update(model).filter_by(id=number)
                db.session.execute(changed.values(author_id=author, status=status))
            changed = sa.update(Experience).filter_by(id=experience.id)
            db.session.execute(changed.values(audience=audience))
        return self.stored[thing]


def answer_of(response: TestResponse) -> Answer | int:
    """Return how the site answered; a status that says nothing about it as it is."""
    location = response.headers.get("Location", "")
    if response.request.method == "GET" and "/account/sign-in" in location:
        return Answer.DOOR
    answers = {403: Answer.NO, 404: Answer.ABSENT, 410: Answer.GONE}
    answers |= dict.fromkeys((200, 303, 422), Answer.OPEN)
    return answers.get(response.status_code, response.status_code)


@pytest.fixture
def world(article, app) -> World:
    return World(article, app.test_client)


def _declared(route: Route, method: str, role: Role, thing: Thing) -> Answer:
    answer = route.who(role, thing)
    return Answer.NO if answer == Answer.DOOR and method == "POST" else answer


def is_about_a_thing(rule: str) -> bool:
    return "<number:experience>" in rule or "<number:comment>" in rule


@pytest.mark.parametrize("role", Role)
def test_everybody_may_do_what_is_declared_and_nothing_else(world, role):
    wrong = []
    for method, routes in (("GET", GETS), ("POST", POSTS)):
        for rule, route in routes.items():
            for thing in things_for(role) if is_about_a_thing(rule) else things_for(role)[:1]:
                declared = _declared(route, method, role, thing)
                response = world.ask(method, rule, route, role, thing)
                if answer_of(response) != declared:
                    wrong.append((f"{method} {rule}", thing, declared, answer_of(response)))
                if not thing.is_readable_by(role) and SECRET.split()[0] in response.data.decode(
                    errors="replace"
                ):
                    wrong.append((f"{method} {rule}", thing, "tells what she may not read"))
    assert not wrong, "\n".join(map(str, wrong))
