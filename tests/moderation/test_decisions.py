"""What moderators decide: who may, what becomes of the words, who is told."""

from datetime import timedelta

import pytest

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person, Role
from forum.board.actions import edit_experience
from forum.board.count_actions import recount
from forum.board.models import Status
from forum.board.queries import experience_with_tags, get_experience
from forum.board.redact_actions import MARK
from forum.board.version_queries import told_by_experience, versions_of
from forum.clock import now, set_to
from forum.database import db, transaction
from forum.errors import Conflict, Gone, Invalid, NotAllowed
from forum.moderation import decision_actions as decide
from forum.moderation.case_actions import CLAIMED_FOR, Thing, claim, propose_remedy, release
from forum.moderation.models import Decision, Flag, Outcome, Reason
from forum.moderation.queries import open_cases
from forum.moderation.sanction_actions import ban_person, lift, suspend_person
from tests import factories
from tests.board.test_actions import A_WHILE

from .things import case_of, count, decisions, flagged, status_of, told_of

NUMBER = "0161 496 0000"
STORY = f"My leg cramps at night. Call me on {NUMBER} if it does for you."


def place_of(number: str, story: str = STORY) -> list[tuple[int, int]]:
    return [(story.index(number), story.index(number) + len(number))]


ACTS = {
    "publish": lambda thing, actor: decide.publish(thing, actor=actor),
    "reject": lambda thing, actor: decide.reject(thing, Reason.ABUSE, actor=actor),
    "hide": lambda thing, actor: decide.hide(thing, Reason.ABUSE, actor=actor),
    "restore": lambda thing, actor: decide.restore(thing, actor=actor),
    "dismiss": lambda thing, actor: decide.dismiss(thing, actor=actor),
    "edit": lambda thing, actor: decide.edit_out(
        thing, [(0, 3)], words=factories.STORY, actor=actor
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_only_moderators_with_a_second_factor_decide_and_not_about_themselves(article, held, act):
    without = factories.member("Bea", Role.MODERATOR)
    with transaction():
        db.session.get(Person, without.id).has_second_factor = False
    for actor in (factories.member(), without):
        with pytest.raises(NotAllowed):
            act(Thing.of(held), actor)
    own = factories.experience(
        article, author=factories.member("Cleo", Role.MODERATOR), story=factories.STORY
    )
    with pytest.raises(NotAllowed):
        act(Thing.of(own), db.session.get(Person, own.author_id))
    assert decisions() == []
    assert status_of(held) == Status.HELD


def test_what_is_rejected_stays_off_the_board_and_the_author_hears_why(article, held, moderator):
    decision = decide.reject(Thing.of(held), Reason.DANGEROUS, actor=moderator, note="Too much.")
    assert status_of(held) == Status.HIDDEN
    assert (decision.reason, decision.note, decision.actor_id) == (
        "dangerous",
        "Too much.",
        moderator.id,
    )
    assert told_of(held.author_id) == [decision.id]
    assert open_cases() == []
    assert recount(article.id) == []


@pytest.mark.parametrize("second", ["publish", "reject", "dismiss"])
def test_what_is_decided_is_not_decided_again(held, moderator, second):
    decide.publish(Thing.of(held), actor=moderator)
    with pytest.raises(Conflict):
        ACTS[second](Thing.of(held), moderator)
    assert decisions() == ["publish"]


def test_something_is_hidden_and_restored_without_anybody_having_flagged_it(article, moderator):
    one = factories.experience(article, causes=["statins"], tried=[("heat", "worse")])
    decide.hide(Thing.of(one), Reason.OTHER, actor=moderator)
    assert status_of(one) == Status.HIDDEN
    with pytest.raises(Conflict):
        decide.hide(Thing.of(one), Reason.OTHER, actor=moderator)
    decide.restore(Thing.of(one), actor=moderator)
    assert decisions() == ["hide", "restore"]
    assert len(told_of(one.author_id)) == 2
    assert recount(article.id) == []


def test_what_its_author_has_withdrawn_is_not_decided_about(article, moderator):
    from forum.board.actions import withdraw_experience

    guest = welcome_guest()
    one = factories.experience(article, author=guest)
    withdraw_experience(one.id, actor=guest)
    with pytest.raises((Conflict, Gone)):
        decide.hide(Thing.of(one), Reason.OTHER, actor=moderator)


def test_personal_data_is_taken_out_of_the_words_and_of_every_version(article, moderator):
    guest = welcome_guest()
    one = factories.experience(article, author=guest, story=STORY, causes=["statins"])
    later = STORY + " Or on 0161  496 0000, in the evening."
    edit_experience(one.id, factories.told(article, story=later), actor=guest, within=A_WHILE)
    flagged(one, times=1, reason=Reason.PERSONAL)
    spans = [*place_of(NUMBER, later), *place_of("0161  496 0000", later)]
    decide.edit_out(Thing.of(one), spans, words=later, actor=moderator)
    one = experience_with_tags(one.id)
    assert one.story == later.replace(NUMBER, MARK).replace("0161  496 0000", MARK)
    assert "0161" not in one.story_html
    history = versions_of(one, told_by_experience(one), None).items
    assert [earlier.changed_by for earlier in history] == ["moderator", "author"]
    assert not any("0161" in str(earlier.told) for earlier in history)
    assert count(Flag, outcome=str(Outcome.AGREED)) == 1
    assert case_of(one).ended_as == "edit-out"
    assert status_of(one) == Status.VISIBLE
    assert recount(article.id) == []


def test_what_is_held_still_waits_after_something_was_taken_out(held, moderator):
    decide.edit_out(Thing.of(held), [(0, 3)], words=factories.STORY, actor=moderator)
    assert status_of(held) == Status.HELD
    assert case_of(held).findings[0]["spans"] == []
    decide.publish(Thing.of(held), actor=moderator)
    assert decisions() == ["edit-out", "publish"]


@pytest.mark.parametrize("spans", [[], [(5, 5)], [(0, 5), (3, 9)], [(3, 900)], [(-2, 4)]])
def test_places_that_are_none_are_refused(article, moderator, spans):
    one = factories.experience(article, story=STORY)
    with pytest.raises(Invalid):
        decide.edit_out(Thing.of(one), spans, words=STORY, actor=moderator)
    with pytest.raises(Conflict):
        decide.edit_out(Thing.of(one), place_of(NUMBER), words="Other words", actor=moderator)
    assert get_experience(one.id).story == STORY


def test_a_comment_can_be_edited_too(article, moderator):
    comment = factories.comment(article, text=STORY)
    decide.edit_out(Thing.of(comment), place_of(NUMBER), words=STORY, actor=moderator)
    db.session.refresh(comment)
    assert (MARK in comment.text, NUMBER in comment.text_html) == (True, False)


def test_a_case_that_is_claimed_is_left_to_her_for_half_an_hour(held, moderator, second):
    case = case_of(held)
    claim(case.id, actor=moderator)
    claim(case.id, actor=moderator)
    for act in (ACTS["publish"], ACTS["reject"]):
        with pytest.raises(Conflict):
            act(Thing.of(held), second)
    with pytest.raises(Conflict):
        claim(case.id, actor=second)
    with set_to(now() + CLAIMED_FOR + timedelta(seconds=1)):
        claim(case.id, actor=second)
        release(case.id, actor=second)
        decide.publish(Thing.of(held), actor=moderator)
    with pytest.raises(Conflict):
        claim(case.id, actor=second)


def test_people_are_suspended_banned_and_let_in_again(moderator):
    member = factories.member()
    in_a_week = now() + timedelta(days=7)
    with pytest.raises(Invalid):
        suspend_person(member.id, now(), Reason.ABUSE, actor=moderator)
    suspend_person(member.id, in_a_week, Reason.ABUSE, actor=moderator, note="Please be kind.")
    with pytest.raises(Conflict):
        suspend_person(member.id, in_a_week, Reason.ABUSE, actor=moderator)
    ban_person(member.id, Reason.SPAM, actor=moderator)
    with pytest.raises(Conflict):
        ban_person(member.id, Reason.SPAM, actor=moderator)
    lift(member.id, actor=moderator)
    with pytest.raises(Conflict):
        lift(member.id, actor=moderator)
    db.session.refresh(member)
    assert not member.is_suspended()
    assert decisions() == ["suspend", "ban", "lift"]
    assert len(told_of(member.id)) == 3
    assert db.session.get(Decision, told_of(member.id)[0]).until == in_a_week


def test_about_moderators_publishers_decide_and_nobody_about_herself(moderator, second):
    publisher = factories.member("Pia", Role.PUBLISHER)
    for person, actor in ((second, moderator), (publisher, moderator), (publisher, publisher)):
        with pytest.raises(NotAllowed):
            ban_person(person.id, Reason.OTHER, actor=actor)
    ban_person(second.id, Reason.OTHER, actor=publisher)


def test_a_proposed_remedy_is_declined_once_and_she_is_told(article, held, moderator):
    guest = welcome_guest()
    case = propose_remedy(article.id, "Quinine water", author=guest)
    decision = decide.decline_remedy(case.id, Reason.DANGEROUS, actor=moderator)
    assert (decision.target, decision.act, told_of(guest.id)) == ("remedy", "reject", [decision.id])
    for case_id in (case.id, case_of(held).id):
        with pytest.raises(Conflict):
            decide.decline_remedy(case_id, Reason.DANGEROUS, actor=moderator)
