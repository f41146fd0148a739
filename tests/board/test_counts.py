"""Counts are kept as things change; here they are held against the rows."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person
from forum.articles.models import Article
from forum.articles.queries import get_article
from forum.board.actions import (
    edit_experience,
    hide_experience,
    post_experience,
    restore_experience,
    take_back_vote,
    vote_for,
    withdraw_experience,
)
from forum.board.comment_actions import hide_comment, restore_comment, withdraw_comment
from forum.board.count_actions import recount
from forum.board.erase_actions import erase_words, leave_words
from forum.board.merge_actions import merge_people
from forum.board.models import Comment, Experience, Status
from forum.board.queries import experience_with_tags
from forum.board.report_actions import report, take_back_report
from forum.board.telling import ToldAttempt, ToldExperience
from forum.database import db
from forum.remedies.models import Cause, Outcome
from forum.remedies.queries import find_remedy
from forum.remedies.reports import OPPOSITES
from forum.remedies.tally_models import COUNTS, SideEffectCount, Tally
from tests import factories
from tests.board.test_actions import A_WHILE

CAUSES = ["statins", "alcohol", "unknown"]
REMEDIES = ["magnesium", "heat", "water"]  # to prevent, during, and for both
STEPS = [
    "tell", "edit", "withdraw", "hide", "restore", "vote", "unvote", "comment", "uncomment",
    "tell held", "hold", "say held", "hold comment", "show comment",
    "same", "opposite", "take back", "merge",
    "erase", "leave",
]  # fmt: skip
FEWEST = {"sqlite": 500, "postgresql": 50}

attempts = st.builds(
    dict,
    remedy=st.sampled_from(REMEDIES),
    use=st.sampled_from(["during", "prevent"]),
    outcome=st.sampled_from(list(Outcome)),
    time=st.sampled_from([None, "days", "under_1_min", "never"]),
    trouble=st.sampled_from([None, "Loose stools.", "loose  stools", "cramp"]),
)
steps = st.fixed_dictionaries(
    {
        "do": st.sampled_from(STEPS),
        "who": st.integers(0, 2),
        "which": st.integers(0, 5),
        "causes": st.lists(st.sampled_from(CAUSES), unique=True),
        "age": st.sampled_from([None, "45-54", "75+"]),
        "tried": st.lists(attempts, max_size=3, unique_by=lambda a: (a["remedy"], a["use"])),
    }
)


def _every_count() -> list[sa.Select[Any]]:
    sums = [Tally.__table__.c[name] for name in COUNTS]
    keys = (Tally.remedy_id, Tally.use, Tally.cause_id, Tally.age_band)
    return [
        sa.select(Article.id, Article.experience_count, Article.comment_count),
        sa.select(Cause.id, Cause.experience_count),
        sa.select(Experience.id, Experience.helpful_count, Experience.comment_count),
        sa.select(*keys, *sums).where(sum(sums) > 0),
        sa.select(SideEffectCount.remedy_id, SideEffectCount.words, SideEffectCount.people),
    ]


EVERY_COUNT = _every_count()


def every_count() -> list[Any]:
    """Return all counts there are; a tally of nothing is the same as none."""
    db.session.expire_all()
    rows = map(db.session.execute, EVERY_COUNT)
    return [sorted(map(tuple, found), key=str) for found in rows]


def status_after(what: str) -> Status:
    """Return how something is posted in this step."""
    return Status.HELD if what.endswith("held") else Status.VISIBLE


class History:
    """People who do things on a board, one after the other."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.people = [welcome_guest(f"Person {number}") for number in range(3)]
        self.told: list[Experience] = []
        self.said: list[Comment] = []
        self.number = 0

    def go_on(self, step: dict[str, Any]) -> None:
        """Do what the step says, where there is something to do it with."""
        self.number += 1
        person = self.people[step["who"] % len(self.people)]
        one = self.told[step["which"] % len(self.told)] if self.told else None
        author = one and next(p for p in self.people if p.id == one.author_id)
        match step["do"]:
            case "tell" | "tell held":
                told, status = self._words(step), status_after(step["do"])
                one = post_experience(self.article.id, told, author=person, status=status)
                self.told.append(one)
            case "comment" | "say held":
                on = one if one and one.status == Status.VISIBLE else None
                words = {"text": f"Comment {self.number}", "status": status_after(step["do"])}
                self.said.append(factories.comment(self.article, on=on, author=person, **words))
            case "hold comment" if self.said and self.said[-1].status == Status.VISIBLE:
                hide_comment(self.said[-1].id, status=Status.HELD)
            case "show comment" if self.said and self.said[-1].status == Status.HELD:
                restore_comment(self.said[-1].id)
            case "uncomment" if self.said:
                comment = self.said.pop()
                writer = next(p for p in self.people if p.id == comment.author_id)
                withdraw_comment(comment.id, actor=writer)
            case "merge" if len(self.people) > 1 and self.people[0] is not person:
                self._merge(person)
            case "erase" | "leave":
                self._go(person, erase_words if step["do"] == "erase" else leave_words)
            case "hide" if one and one.status == Status.HELD:
                hide_experience(one.id)
            case "restore" if one and one.status in {Status.HIDDEN, Status.HELD}:
                restore_experience(one.id)
            case "edit" if one:
                edit_experience(one.id, self._words(step), actor=author, within=A_WHILE)
            case "withdraw" if one:
                self.told.remove(one)
                withdraw_experience(one.id, actor=author)
            case what if one and one.status == Status.VISIBLE:
                self._on_a_visible_one(what, one, person, step)

    def _on_a_visible_one(
        self, what: str, one: Experience, person: Person, step: dict[str, Any]
    ) -> None:
        if what == "hide":
            hide_experience(one.id)
        elif what == "hold":
            hide_experience(one.id, status=Status.HELD)
        elif what == "unvote":
            take_back_vote(one.id, voter=person)
        elif not one.is_by(person):
            if what == "vote":
                vote_for(one.id, voter=person)
            for attempt in experience_with_tags(one.id).attempts:
                if what == "take back":
                    take_back_report(attempt.id, reporter=person)
                elif what in {"same", "opposite"}:
                    outcome = Outcome(attempt.outcome)
                    said = outcome if what == "same" else OPPOSITES[outcome]
                    report(attempt.id, said, reporter=person)

    def _merge(self, person: Person) -> None:
        merge_people(person.id, into=self.people[0].id)
        self.people.remove(person)
        for row in (*self.told, *self.said):
            db.session.refresh(row)

    def _go(self, person: Person, leave: Callable[[int], object]) -> None:
        """Let somebody leave; who comes after her is somebody else."""
        for rows in (self.told, self.said):
            rows[:] = [row for row in rows if row.author_id != person.id]
        leave(person.id)
        self.people[self.people.index(person)] = welcome_guest("Somebody new")

    def _words(self, step: dict[str, Any]) -> ToldExperience:
        return factories.told(
            self.article,
            story=f"What happened to me the {self.number}th time.",
            causes=step["causes"],
            age_band=step["age"],
            attempts=tuple(
                ToldAttempt(
                    remedy_id=find_remedy(self.article.id, tried["remedy"]).id,
                    written=tried["remedy"],
                    outcome=tried["outcome"],
                    time_to_relief=tried["time"],
                    side_effect=tried["trouble"],
                    use=tried["use"],
                )
                for tried in step["tried"]
            ),
        )


def test_counts_equal_a_recount_after_any_history(app, engine):
    @given(st.lists(steps, max_size=12))
    @settings(max_examples=FEWEST[engine], deadline=None, suppress_health_check=list(HealthCheck))
    def holds(history: list[dict[str, Any]]) -> None:
        life = History(get_article("leg-cramps"))
        for step in history:
            life.go_on(step)
        kept = every_count()
        recount(life.article.id)
        assert every_count() == kept

    holds()


def test_a_person_counts_once_for_each_remedy_and_the_latest_word_stands(article):
    guest = welcome_guest()

    def say(outcome: str) -> Experience:
        story = f"It was {outcome} for me this time."
        tried = [("heat", outcome)]
        return factories.experience(article, author=guest, story=story, tried=tried)

    say("relieved")
    later = say("worse")
    assert tuple(factories.counts_of(find_remedy(article.id, "heat").id)) == (0, 0, 0, 1)
    withdraw_experience(later.id, actor=guest)
    assert tuple(factories.counts_of(find_remedy(article.id, "heat").id)) == (1, 0, 0, 0)


def test_a_recount_mends_what_is_wrong(article):
    one = factories.experience(article, causes=["statins"], tried=[("heat", "worse")])
    factories.comment(article, on=one)
    right = every_count()
    with db.engine.begin() as connection:
        connection.execute(sa.update(Cause).values(experience_count=7))
        connection.execute(sa.update(Tally).values(relieved=7))
        connection.execute(sa.update(Experience).values(helpful_count=7, comment_count=7))
        connection.execute(sa.update(Article).values(experience_count=7, comment_count=7))
    db.session.rollback()
    assert every_count() != right
    recount(article.id)
    assert every_count() == right


def test_nothing_is_counted_twice_when_comments_hang_on_experiences(article):
    one = factories.experience(article)
    factories.comment(article, on=one)
    factories.comment(article)
    assert db.session.scalar(sa.select(sa.func.count(Comment.id))) == 2
    assert get_article("leg-cramps").comment_count == 2
