"""People with everything that can hang on somebody, and browsers that are theirs."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts.actions import welcome_guest
from forum.accounts.credential_models import MailedCode, Member, Passkey, RecoveryCode
from forum.accounts.identity import _serializer
from forum.accounts.link_actions import make_link
from forum.accounts.link_models import Purpose
from forum.accounts.models import Person, Role
from forum.accounts.notification_actions import notify
from forum.accounts.notification_models import About, MailChoice
from forum.accounts.session_actions import start_session
from forum.accounts.token_models import Scope, Token
from forum.articles.models import Article
from forum.board.actions import vote_for
from forum.board.models import Comment, Experience, Version
from forum.board.queries import experience_with_tags
from forum.board.report_actions import report
from forum.board.telling import ToldAttempt
from forum.clock import now
from forum.database import Base, db, transaction
from forum.following.models import Follow, FollowUp, Stage, Wish
from forum.mail.actions import put_in_outbox
from forum.moderation.models import Appeal, Case, Decision, Flag
from forum.remedies.models import Outcome, Use
from forum.remedies.queries import find_remedy
from tests import factories
from tests.contracts.test_templates import pseudo  # noqa: F401 - a fixture

PLACES = (
    "story", "comment", "stub", "name", "other", "sideeffect", "remedy", "address", "member",
    "line", "appeal", "note", "proposed",
    "version", "asked", "program", "label", "browser", "details", "secret", "password",
)  # fmt: skip
"""Where something of hers is kept; each gets a word that stands nowhere else."""


def make_member(name: str, email: str, **facts: Any) -> Person:
    """Return somebody with an account, as signing up makes her."""
    person = welcome_guest(name)
    with transaction():
        person.email, person.role = email, facts.pop("role", Role.MEMBER)
        db.session.merge(person)
        member = {"name_key": name.casefold(), "joined_at": now(), "rules_version": "1"}
        db.session.add(Member(person_id=person.id, **(member | facts)))
    return person


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Person], FlaskClient]:
    """Opens the browser of a guest, or of a member who has signed in."""

    def open_one(person: Person) -> FlaskClient:
        client = app.test_client()
        if person.is_member():
            token = start_session(person.id, browser="")
            client.set_cookie(app.config["ACCOUNT_COOKIE_NAME"], token)
        else:
            value = _serializer().dumps([person.id, person.key])
            client.set_cookie(app.config["GUEST_COOKIE_NAME"], value)
        return client

    return open_one


@pytest.fixture
def mails(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder in which mails lie that are not sent."""
    folder = tmp_path / "mail"
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(folder))
    folder.mkdir()
    return folder


class Life:
    """A member of whom something stands in every table; every word of hers is planted."""

    def __init__(self, article: Article) -> None:
        self.root = f"zyzzyva{secrets.token_hex(4)}"
        self.planted = {place: self.root + place for place in PLACES}
        self.article = article
        self.other = factories.experience(article, tried=[("heat", "relieved")], causes=["statins"])
        address = f"{self.planted['address']}@example.org"
        name = self.planted["member"]
        locked = {"password_hash": self.planted["password"], "totp_secret": self.planted["secret"]}
        self.person = make_member(name, address, name_key=f"key{name}", **locked)
        self.story = self._tell("story", causes=["statins"])
        self.answered = self._tell(
            "other", story=f"Another {self.planted['story']} that was answered."
        )
        self.answer = factories.comment(article, on=self.answered, text="What became of it?")
        self.comment = self._say("comment", on=self.other)
        self.stub = self._say("stub", on=self.other)
        self.reply = factories.comment(article, on=self.other, answers=self.stub)
        self._act_on_others()
        self._keep_versions()
        self._meet_moderators()
        self._hang_an_account_on_her()

    def _tell(self, name: str, **changes: Any) -> Experience:
        tried = ToldAttempt(
            remedy_id=find_remedy(self.article.id, "magnesium").id,
            written="Magnesium",
            outcome=Outcome.WORSE,
            side_effect=self.planted["sideeffect"],
            use=Use.PREVENT,
        )
        unknown = ToldAttempt(None, self.planted["remedy"], Outcome.RELIEVED)
        values = {"story": f"It was {self.planted['story']} all night.", "name": self.planted[name]}
        values["key"] = f"key-{self.planted[name]}"
        values |= {"age_band": "45-54", "attempts": (tried, unknown)} | changes
        return factories.experience(self.article, author=self.person, **values)

    def _say(self, what: str, on: Experience) -> Comment:
        word = self.planted[what]
        return factories.comment(
            self.article,
            on=on,
            author=self.person,
            text=word,
            name=self.planted["name"],
            key=f"k{word}",
        )

    def _act_on_others(self) -> None:
        vote_for(self.other.id, voter=self.person)
        attempt = experience_with_tags(self.other.id).attempts[0]
        report(attempt.id, Outcome.NO_CHANGE, reporter=self.person)
        reader = welcome_guest("Reader")
        vote_for(self.story.id, voter=reader)
        self.reader = reader

    def _keep_versions(self) -> None:
        told = {"story": self.planted["version"], "name": self.planted["version"]}
        numbers = {"number": 1, "told": told, "written_at": now(), "changed_by": "author"}
        with transaction():
            db.session.add(Version(experience_id=self.story.id, **numbers))
            db.session.add(Version(comment_id=self.comment.id, **numbers))
            remedy_id = find_remedy(self.article.id, "heat").id
            wish = {"wish": Wish.STORIES, "created_at": now()}
            db.session.add(Follow(person_id=self.person.id, remedy_id=remedy_id, **wish))
            asked = {"stage": Stage.FOUR_WEEKS, "asked_at": now()}
            db.session.add(FollowUp(experience_id=self.story.id, **asked))

    def _meet_moderators(self) -> None:
        her, moderator = self.person.id, make_member("Ada", "ada@example.org", role="moderator")
        with transaction():
            case = Case(
                kind="appeal",
                target="experience",
                article_id=self.article.id,
                experience_id=self.story.id,
                person_id=her,
                written=self.planted["proposed"],
                findings=[{"kind": "personal", "spans": [[0, 2]]}],
                opened_at=now(),
            )
            db.session.add(case)
            db.session.flush()
            decision = Decision(
                case_id=case.id,
                act="hide",
                reason="personal",
                note=self.planted["note"],
                target="experience",
                article_id=self.article.id,
                experience_id=self.story.id,
                person_id=her,
                actor_id=moderator.id,
                created_at=now(),
            )
            weight = {"trust": 0, "accuracy": 0, "weight": 100, "created_at": now()}
            about = {"case_id": case.id, "experience_id": self.other.id, "person_id": her}
            line = self.planted["line"]
            db.session.add_all([decision, Flag(**about, reason="other", line=line, **weight)])
            db.session.flush()
            appeal = {"decision_id": decision.id, "case_id": case.id, "person_id": her}
            words = self.planted["appeal"]
            db.session.add(Appeal(**appeal, words=words, created_at=now()))

    def _hang_an_account_on_her(self) -> None:
        person_id, email = self.person.id, self.person.email
        self.token = start_session(person_id, browser=self.planted["browser"])
        asked = f"{self.planted['asked']}@example.org"
        make_link(Purpose.NEW_ADDRESS, email=asked, person_id=person_id)
        make_link(Purpose.RESET, email=email, person_id=None)
        put_in_outbox("reset", address=email)
        put_in_outbox("reply", person_id=person_id, word=self.planted["details"])
        notify(person_id, About.REPLY, self.reply.id)
        notify(self.reader.id, About.REMEDY_STORY, self.story.id)
        notify(self.reader.id, About.REPLY, self.comment.id)
        with transaction():
            mine = {"person_id": person_id}
            db.session.add(MailChoice(**mine))
            db.session.add(RecoveryCode(**mine, digest=f"{self.planted['secret']}code"))
            ends = now() + timedelta(minutes=10)
            db.session.add(
                MailedCode(email=email, browser="", digest=self.planted["secret"], ends_at=ends)
            )
            key = {
                "credential_id": self.planted["secret"],
                "public_key": self.planted["secret"].encode(),
            }
            made = {"label": self.planted["program"], "scopes": [Scope.VOTES], "created_at": now()}
            db.session.add(Token(**mine, **made, digest=f"{self.planted['secret']}token"))
            label = {"label": self.planted["label"], "created_at": now(), "sign_count": 1}
            db.session.add(Passkey(**mine, **key, **label))
        for row in vars(self).values():
            if isinstance(row, Base):
                db.session.refresh(row)
        db.session.expunge_all()


@pytest.fixture
def life(article: Article) -> Life:
    """A member of whom something stands in every table."""
    return Life(article)


@pytest.fixture
def guest(article):
    one = factories.experience(article, name="Ada", tried=[("heat", "worse")])
    return db.session.get(Person, one.author_id)


@pytest.fixture
def harriet(article, mails):
    person = make_member("Harriet", "harriet@example.org")
    factories.experience(article, author=person)
    return person
