"""Two tags become one, and a remedy is taken up: what becomes of stories, figures and addresses."""

from dataclasses import replace

import sqlalchemy as sa

from forum.accounts.actions import welcome_guest
from forum.board.count_actions import recount
from forum.board.models import Attempt, ExperienceCause
from forum.board.report_actions import report
from forum.board.retag_actions import merge_tags, take_up
from forum.database import db, transaction
from forum.following.actions import follow
from forum.following.models import Follow, Wish
from forum.remedies.actions import publish
from forum.remedies.merge_actions import add_name, add_remedy
from forum.remedies.models import Kind, Outcome, Remedy, Use
from forum.remedies.queries import find_cause, find_remedy, lexicon_of
from forum.remedies.source import read_content
from tests import factories
from tests.conftest import CONTENT


def attempts_of(remedy) -> list[Attempt]:
    return list(db.session.scalars(sa.select(Attempt).filter_by(remedy_id=remedy.id)))


def published_again(article) -> bool:
    return publish(read_content(CONTENT)).is_changed


def test_of_two_remedies_that_are_one_each_person_is_counted_once(article, client):
    old, new = find_remedy(article.id, "massage"), find_remedy(article.id, "heat")
    ida, eve = welcome_guest("Ida"), welcome_guest("Eve")
    both = [("massage", "worse"), ("heat", "relieved")]
    double = factories.experience(article, author=ida, tried=both)
    one = factories.experience(article, tried=[("massage", "relieved")])
    (pressed,) = [a for a in attempts_of(old) if a.experience_id == one.id]
    (other,) = [a for a in attempts_of(new) if a.experience_id == double.id]
    report(pressed.id, Outcome.RELIEVED, reporter=eve)
    report(other.id, Outcome.WORSE, reporter=eve)
    follow(old, {Wish.STORIES}, follower=eve)
    merge_tags(old, into=new)
    assert recount(article.id) == []
    assert tuple(factories.counts_of(new.id)) == (2, 0, 0, 1)
    assert tuple(factories.counts_of(old.id)) == (0, 0, 0, 0)
    own_words = sa.select(Attempt.written).filter_by(experience_id=double.id, remedy_id=None)
    assert db.session.scalars(own_words).all() == [old.label]
    assert db.session.scalars(sa.select(Follow.remedy_id)).all() == [new.id]
    assert lexicon_of(article.id).find_named(old.label)[0].slug == "heat"
    for path in ("/articles/leg-cramps/remedies/{}", "/articles/leg-cramps?remedy={}"):
        moved = client.get(path.format("massage"))
        assert (moved.status_code, moved.location) == (301, path.format("heat"))
    assert client.get("/articles/leg-cramps/shortlist?remedy=massage").status_code == 200


def test_a_cause_that_is_another_one_leads_there(article, client):
    old, new = find_cause(article.id, "toxins"), find_cause(article.id, "statins")
    factories.experience(article, causes=[old.slug, "statins"])
    factories.experience(article, causes=[old.slug], story="It was the second night of that.")
    merge_tags(old, into=new)
    assert recount(article.id) == []
    db.session.refresh(new)
    assert new.experience_count == 2
    assert set(db.session.scalars(sa.select(ExperienceCause.cause_id))) == {new.id}
    assert client.get(f"/articles/leg-cramps/causes/{old.slug}").status_code == 301
    assert client.get("/articles/leg-cramps").status_code == 200


def test_what_was_merged_and_taken_up_stays_when_the_list_is_published_again(article):
    old, new = find_remedy(article.id, "massage"), find_remedy(article.id, "heat")
    merge_tags(old, into=new)
    merge_tags(find_remedy(article.id, "quinine"), into=find_remedy(article.id, "soap"))
    assert find_remedy(article.id, "soap").official_note
    with transaction():
        add_name("Warm brick", new)
        added = add_remedy(article.id, "Goose fat", Kind.FOLK, Use.DURING)
    assert published_again(article) is False
    assert find_remedy(article.id, "soap").official_note
    for slug in ("massage", "warm-brick"):
        tag = find_remedy(article.id, slug)
        assert (tag.merged_into, tag.is_retired) == ("heat", True)
    assert (added.slug, added.is_added, added.is_retired) == ("goose-fat", True, False)
    found = lexicon_of(article.id).find_in_text("I held a warm brick and rubbed in goose fat.")
    assert [match.tag.slug for match in found] == ["heat", "goose-fat"]


def test_the_publishers_list_takes_over_what_it_names_and_may_leave_out_what_was_merged(article):
    merge_tags(find_remedy(article.id, "massage"), into=find_remedy(article.id, "heat"))
    with transaction():
        add_remedy(article.id, "Goose fat", Kind.FOLK, Use.DURING)
    content = read_content(CONTENT)
    known = [one for one in content.vocabulary.remedies if one.slug != "massage"]
    fat = known[0].model_copy(
        update={"slug": "goose-fat", "label": "Fat of a goose", "synonyms": []}
    )
    vocabulary = content.vocabulary.model_copy(update={"remedies": [*known, fat]})
    publish(replace(content, vocabulary=vocabulary))
    assert find_remedy(article.id, "massage").merged_into == "heat"
    taken_over = find_remedy(article.id, "goose-fat")
    assert (taken_over.label, taken_over.is_added) == ("Fat of a goose", False)


def test_stories_carry_a_remedy_once_it_is_taken_up(article):
    ida = welcome_guest("Ida")
    for number in range(2):
        tried = [("Goose fat", "relieved"), ("heat", "worse")]
        story = f"This is what I did the {number}th time."
        factories.experience(article, author=ida, story=story, tried=tried)
    written = sa.select(Attempt.id).filter_by(remedy_id=None)
    ids = db.session.scalars(written).all()
    with transaction():
        fat = add_remedy(article.id, "Goose fat", Kind.FOLK, Use.DURING)
    assert take_up(ids, fat) == 2
    assert tuple(factories.counts_of(fat.id)) == (1, 0, 0, 0)
    assert recount(article.id) == []
    assert db.session.scalars(written).all() == []
    heat = db.session.scalars(sa.select(Remedy).filter_by(slug="heat")).one()
    assert tuple(factories.counts_of(heat.id)) == (0, 0, 0, 1)
