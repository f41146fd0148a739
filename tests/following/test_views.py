"""The pages of news, of following, and the one behind "Still working?", as a browser asks."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import clock
from forum.accounts.links import sign_for
from forum.accounts.notification_actions import notify
from forum.accounts.notification_models import About
from forum.accounts.session_actions import end_sessions
from forum.board.actions import hide_experience, withdraw_experience
from forum.board.comment_actions import withdraw_comment
from forum.board.models import Audience, Experience
from forum.board.queries import experience_with_tags
from forum.clock import now
from forum.database import db, transaction
from forum.following.actions import follow
from forum.following.follow_up_actions import ASKED_AFTER, ask_how_it_went
from forum.following.models import Stage, Wish
from forum.following.queries import wishes_of
from forum.following.telling_actions import tell_of_new_stories
from forum.remedies.queries import find_cause, find_remedy
from tests import factories
from tests.pages import fields_of, form_in, read, submit, words

from .conftest import sign_in

NEWS, FOLLOW = "/account/notices", "/account/follow"
MAGNESIUM = f"{FOLLOW}?article=leg-cramps&remedy=magnesium"
STATINS = f"{FOLLOW}?article=leg-cramps&cause=statins"


@pytest.fixture
def ada(member):
    return member("Ada", email="ada@example.org")


def bell(client, path: str = "/") -> str:
    found = read(client.get(path)).select_one(".who .bell b")
    return found.get_text() if found else ""


def sentences(client) -> list[str]:
    return [words(item) for item in read(client.get(NEWS)).select(".news .what")]


def reply(article, person, **changes):
    """Let somebody answer what a person wrote, and tell her."""
    one = changes.pop("on", None) or factories.experience(article, author=person)
    answer = factories.comment(article, on=one, **changes)
    notify(person.id, About.REPLY, answer.id)
    return answer


# News


def test_the_bell_counts_what_is_unread_until_it_is_read(client, article, ada):
    sign_in(client, ada)
    assert bell(client) == ""
    for number in range(3):
        reply(article, ada, text=f"Thank you for the {number}th.")
    assert bell(client) == "3"
    assert bell(client, NEWS) == "3"
    assert submit(client, NEWS, NEWS).location == NEWS
    assert bell(client) == ""
    assert not read(client.get(NEWS)).select(".news .unread")


def test_the_bell_counts_no_further_than_a_hundred(client, article, ada, statements):
    for number in range(1, 121):
        notify(ada.id, About.DECISION, number)
    sign_in(client, ada)
    assert bell(client) == "99+"


def test_opening_the_page_reads_nothing_and_reading_spares_what_came_since(client, article, ada):
    sign_in(client, ada)
    reply(article, ada)
    for _visit in range(2):
        assert bell(client, NEWS) == "1"
    form = fields_of(form_in(client.get(NEWS), NEWS))
    reply(article, ada, text="This came while she was reading.")
    client.post(NEWS, data=form)
    assert bell(client) == "1"


def test_a_guest_sees_the_bell_when_there_is_something(client, article, guest):
    gus = guest()
    sign_in(client, gus)
    assert not read(client.get("/")).select(".bell")
    reply(article, gus)
    assert bell(client) == "1"
    assert sentences(client) == ["New: Gerald answered you"]


def test_a_visitor_has_no_bell_and_pays_no_statement(client, article, statements):
    with statements() as asked:
        page = client.get("/")
    assert not read(page).select(".bell")
    assert not any("notifications" in statement for statement in asked)


def test_each_kind_of_news_leads_to_what_it_is_about(client, article, ada):
    magnesium = find_remedy(article.id, "magnesium")
    follow(magnesium, [Wish.STORIES], follower=ada)
    follow(find_cause(article.id, "statins"), [Wish.STORIES], follower=ada)
    answer = reply(article, ada, text="That is how it is with me, too.")
    notify(ada.id, About.THRESHOLD, magnesium.id, number=1000)
    notify(ada.id, About.DECISION, 1)
    story = factories.experience(article, causes=["statins"])
    tell_of_new_stories()
    sign_in(client, ada)
    assert sentences(client) == [
        f"New: {find_cause(article.id, 'statins').label}: somebody told of it",
        "New: A moderator has decided about something of yours, or that you flagged",
        f"New: {magnesium.label}: 1,000 people have reported on it",
        "New: Gerald answered you",
    ]
    page = read(client.get(NEWS))
    assert [link["href"] for link in page.select(".news .what a")] == [
        f"/experiences/{story.id}",
        "/articles/leg-cramps/remedies/magnesium",
        f"/comments/{answer.id}",
    ]
    assert words(page.select(".news .said")[-1]) == "That is how it is with me, too."


def test_what_is_gone_is_named_without_its_words(client, article, ada):
    follow(find_remedy(article.id, "magnesium"), [Wish.STORIES], follower=ada)
    answer = reply(article, ada, name="Zyx", text="Zyzzyva bit me too.")
    story = factories.experience(
        article, name="Zyx", story="Zyzzyva bit me last night.", tried=[("magnesium", "worse")]
    )
    tell_of_new_stories()
    withdraw_comment(answer.id, actor=_author(answer))
    hide_experience(story.id)
    sign_in(client, ada)
    assert "Zy" not in client.get(NEWS).text
    assert sentences(client) == [
        "New: Somebody told of something you follow, and the story is no longer there",
        "New: Somebody answered you, and the answer is no longer there",
    ]


def test_what_has_become_for_members_only_says_nothing_to_guests(client, article, guest):
    gus = guest()
    one = factories.experience(article)
    reply(article, gus, on=one, name="Zyx", text="Zyzzyva bit me too.")
    with transaction():
        db.session.get(Experience, one.id).audience = Audience.MEMBERS
    sign_in(client, gus)
    assert "Zy" not in client.get(NEWS).text


def test_older_news_stands_on_further_pages(client, article, ada):
    for number in range(1, 26):
        notify(ada.id, About.DECISION, number)
    sign_in(client, ada)
    page = read(client.get(NEWS))
    assert len(page.select(".news li")) == 20
    older = page.select_one(".pager a[rel=next]")["href"]
    assert len(read(client.get(older)).select(".news li")) == 5


def test_the_page_takes_the_same_few_statements_for_much_news(client, article, ada, statements):
    follow(find_remedy(article.id, "magnesium"), list(Wish), follower=ada)
    sign_in(client, ada)
    for number in range(20):
        story = f"In the {number}th night it was like this."
        factories.experience(article, story=story, tried=[("magnesium", "worse")])
        reply(article, ada, text=f"The {number}th answer.")
    tell_of_new_stories()
    with statements() as asked:
        assert len(sentences(client)) == 20
    assert len(asked) <= 6, asked


# Following


def test_a_remedy_is_followed_from_its_page_and_no_more(client, article, ada):
    magnesium = find_remedy(article.id, "magnesium")
    page = read(client.get("/articles/leg-cramps/remedies/magnesium"))
    assert page.select_one(f'a[href="{MAGNESIUM}"]')
    sign_in(client, ada)
    answer = submit(client, MAGNESIUM, FOLLOW)
    assert answer.location == "/articles/leg-cramps/remedies/magnesium"
    assert wishes_of(ada.id, magnesium) == set(Wish)
    assert "You will be told of news about" in client.get(answer.location).text
    listed = read(client.get(NEWS)).select_one(".follows li")
    assert "new stories, numbers of reports" in words(listed)
    assert listed.select_one(".change")["href"] == MAGNESIUM
    stop = read(client.get(MAGNESIUM)).find_all("form", action=FOLLOW)[-1]
    client.post(FOLLOW, data=fields_of(stop))
    assert wishes_of(ada.id, magnesium) == set()


def test_a_cause_is_followed_for_its_stories(client, article, ada):
    assert read(client.get("/articles/leg-cramps/causes/statins")).select_one(
        f'a[href="{STATINS}"]'
    )
    sign_in(client, ada)
    assert not read(client.get(STATINS)).select("[name=thresholds]")
    submit(client, STATINS, FOLLOW)
    assert wishes_of(ada.id, find_cause(article.id, "statins")) == {Wish.STORIES}


def test_the_form_shows_what_was_chosen(client, article, ada):
    follow(find_remedy(article.id, "magnesium"), [Wish.THRESHOLDS], follower=ada)
    sign_in(client, ada)
    fields = fields_of(form_in(client.get(MAGNESIUM), FOLLOW))
    assert "thresholds" in fields
    assert "stories" not in fields


@pytest.mark.parametrize(
    "query", ["", "?article=leg-cramps", "?article=leg-cramps&remedy=none", "?article=x&cause=y"]
)
def test_what_is_not_there_cannot_be_followed(client, article, ada, query):
    sign_in(client, ada)
    assert client.get(FOLLOW + query).status_code == 404


def test_a_visitor_can_neither_follow_nor_read(client, article):
    token = read(client.get("/articles/leg-cramps/share")).select_one("[name=csrf_token]")
    data = {"csrf_token": token["value"], "article": "leg-cramps", "remedy": "magnesium"}
    assert client.post(FOLLOW, data=data).status_code == 403
    assert client.post(NEWS, data=data).status_code == 403
    answer = client.get(MAGNESIUM)
    assert answer.location.startswith("/account/sign-in?next=/account/follow?")
    assert client.get(NEWS).location == "/account/sign-in?next=/account/notices"


def test_news_is_kept_by_nobody(client, article, ada):
    sign_in(client, ada)
    for path in (NEWS, MAGNESIUM):
        assert client.get(path).headers["Cache-Control"] == "no-store"


# Still working?


@pytest.fixture
def gus(guest):
    return guest(email="gus@example.org")


@pytest.fixture
def asked(article, gus):
    """A story that its author has just been asked about."""
    tried = [("magnesium", "relieved"), ("heat", "no_change")]
    with clock.set_to(now() - ASKED_AFTER[Stage.FOUR_WEEKS] - timedelta(minutes=1)):
        one = factories.experience(article, author=gus, tried=tried)
    with transaction():
        db.session.get(Experience, one.id).wants_follow_up = True
    ask_how_it_went()
    return one


def place(experience) -> str:
    return experience_with_tags(experience.id).attempts[0].place()


def link(person, experience, outcome: str = "worse", stage: str = "four_weeks") -> str:
    values = (experience.id, stage, place(experience), outcome)
    return f"/follow-up/{sign_for(person, 'follow-up', *values)}"


def outcomes(experience) -> list[str]:
    db.session.rollback()
    return [attempt.outcome for attempt in experience_with_tags(experience.id).attempts]


def test_opening_the_link_stores_nothing_and_its_button_stores_the_answer(client, asked, gus):
    path = link(gus, asked)
    with clock.set_to(now()):
        page = client.get(path)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    chosen = read(page).select("input[checked]")
    assert [(field["name"], field["value"]) for field in chosen] == [
        (f"how-{place(asked)}", "worse")
    ]
    assert outcomes(asked) == ["relieved", "no_change"]
    answer = submit(client, path, path)
    assert answer.location == path
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert outcomes(asked) == ["worse", "no_change"]
    page = client.get(path)
    assert "Thank you. Your answer is on the board" in page.text
    assert len(read(page).select("input[checked]")) == 2


def test_every_attempt_can_be_answered_at_once(client, asked, gus):
    path = link(gus, asked)
    other = experience_with_tags(asked.id).attempts[1].place()
    fields = fields_of(form_in(client.get(path), path))
    client.post(path, data={**fields, f"how-{other}": "helped_some"})
    assert outcomes(asked) == ["worse", "helped_some"]


def test_one_press_ends_the_asking(client, asked, gus):
    path = link(gus, asked)
    answer = submit(client, path, f"{path}/stop")
    page = client.get(answer.location)
    assert "You will not be asked again" in page.text
    assert f'action="{path}/stop"' not in page.text
    assert not db.session.scalar(sa.select(Experience.wants_follow_up).filter_by(id=asked.id))
    assert outcomes(asked) == ["relieved", "no_change"]


@pytest.mark.parametrize("answers", [{}, {"how-none": "worse"}, {"how-x": "wonderful"}])
def test_an_answer_that_is_none_is_refused(client, asked, gus, answers):
    path = link(gus, asked)
    token = fields_of(form_in(client.get(path), path))["csrf_token"]
    status = client.post(path, data={"csrf_token": token, **answers}).status_code
    assert status in {400, 410}
    assert outcomes(asked) == ["relieved", "no_change"]


def test_a_link_is_good_for_its_person_story_and_purpose_alone(client, asked, gus, ada):
    good = link(gus, asked)
    token = good.rpartition("/")[2]
    values = (asked.id, "four_weeks", place(asked), "worse")
    for path in (
        link(ada, asked),
        link(gus, asked, stage="three_months"),
        f"/follow-up/{sign_for(gus, 'stop', *values)}",
        f"/follow-up/{sign_for(gus, 'follow-up', asked.id)}",
        f"/follow-up/{sign_for(gus, 'follow-up', 'x', 'four_weeks', 'y', 'worse')}",
        f"/follow-up/{token[:-1]}",
        f"/follow-up/{token[:-2]}{'AB' if token[-2:] != 'AB' else 'CD'}",
        "/follow-up/x",
    ):
        strange = client.get(path)
        assert strange.status_code == 404, path
        assert strange.headers["Referrer-Policy"] == "no-referrer"
        assert strange.headers["Cache-Control"] == "no-store"
    assert client.get(good).status_code == 200
    end_sessions(gus.id)
    assert client.get(good).status_code == 404


def test_a_story_taken_back_is_asked_about_no_more(client, asked, gus):
    path = link(gus, asked)
    withdraw_experience(asked.id, actor=gus)
    assert client.get(path).status_code == 410


def _author(comment):
    from forum.accounts.queries import get_person

    return get_person(comment.author_id)
