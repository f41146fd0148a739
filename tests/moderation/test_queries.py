"""What moderators and everybody read of moderation."""

from datetime import timedelta

from forum.accounts.actions import welcome_guest
from forum.clock import now, set_to
from forum.moderation import decision_actions as decide
from forum.moderation.case_actions import Thing
from forum.moderation.hold_actions import tell_experience
from forum.moderation.log_queries import figures, log_page
from forum.moderation.models import Reason
from forum.moderation.queries import count_waiting, oldest_opened_at, open_cases
from tests import factories

from .things import FOUND, flagged


def hold(article, number: int, *kinds: str, author=None):
    told = factories.told(article, story=f"What happened to me the {number}th time.")
    findings = [FOUND | {"kind": kind} for kind in kinds]
    return tell_experience(article.id, told, author=author, findings=findings)


def test_cases_come_by_harm_and_then_by_age(article):
    made = [
        hold(article, number, kind)
        for number, kind in enumerate(["thin", "crisis", "spam or so", "crisis"])
    ]
    order = [case.thing_id for case in open_cases()]
    assert order == [made[i].id for i in (1, 3, 2, 0)]
    assert [case.thing_id for case in open_cases(batch=1)] == [made[1].id]
    assert count_waiting() == 4


def test_a_case_shows_what_was_decided_about_its_author_before(article, moderator):
    guest = welcome_guest("Gerald")
    for number in range(2):
        one = hold(article, number, "abuse", author=guest)
        decide.reject(Thing.of(one), Reason.ABUSE, actor=moderator)
    factories.experience(article, author=guest)
    hold(article, 3, "link", author=guest)
    (case,) = open_cases()
    assert case.words == "What happened to me the 3th time."
    assert (case.author.shown, case.author.decided) == (1, {"reject": 2})
    assert (case.author.role, case.author.banned_at) == ("guest", None)


def test_however_many_wait_it_takes_the_same_statements(article, statements):
    counted = []
    for number in range(2):
        for n in range(4):
            one = hold(article, 10 * number + n, "abuse")
            other = factories.experience(article, story=f"Flagged, story {number}, number {n}.")
            flagged(other, times=2)
            assert one.id != other.id
        with statements() as asked:
            assert open_cases()
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 5


def test_the_oldest_case_says_how_long_it_has_waited(article, moderator):
    assert oldest_opened_at() is None
    then = now() - timedelta(hours=30)
    with set_to(then):
        one = hold(article, 1, "link")
    hold(article, 2, "crisis")
    assert oldest_opened_at() == then
    decide.publish(Thing.of(one), actor=moderator)
    assert oldest_opened_at() > then


def test_the_log_names_no_author_and_no_moderator_and_shows_no_words(article, moderator):
    for number in range(25):
        one = hold(article, number, "link")
        decide.reject(Thing.of(one), Reason.SPAM, actor=moderator, note="You wrote zyzzyva.")
    page = log_page()
    assert len(page.items) == 20
    assert len(log_page(after=page.after).items) == 5
    first = page.items[0]
    assert (first.act, first.reason, first.target, first.article) == (
        "reject",
        "spam",
        "experience",
        "leg-cramps",
    )
    shown = {"id", "act", "reason", "target", "created_at", "is_by_flags", "topic", "article"}
    assert set(first._fields) == shown
    assert "zyzzyva" not in str(page.items)


def test_figures_say_what_waits_how_long_and_what_was_held_in_vain(article, moderator):
    assert figures().median_time is None
    acts = [decide.publish, decide.publish, None, None]
    for number, (act, kind) in enumerate(zip(acts, ["link", "abuse", "link", "link"], strict=True)):
        one = hold(article, number, kind)
        with set_to(now() + timedelta(hours=1 + number)):
            if act:
                act(Thing.of(one), actor=moderator)
            else:
                decide.reject(Thing.of(one), Reason.SPAM, actor=moderator)
    hold(article, 9, "thin")
    found = figures()
    assert found.waiting == {"held": 1}
    assert abs(found.median_time - timedelta(hours=2.5)) < timedelta(minutes=1)
    assert (found.published.part, found.published.of, found.published.percent) == (2, 4, 50.0)
    assert found.by_finding["link"].percent == 33.3
    assert found.by_finding["abuse"].percent == 100.0
