"""What moderators see of the queue, and what they decide there without a script."""

import pytest

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person, Role
from forum.board.actions import edit_experience
from forum.board.models import Status
from forum.board.queries import get_experience
from forum.board.redact_actions import MARK
from forum.database import db, transaction
from forum.moderation.appeal_actions import appeal
from forum.moderation.case_actions import Thing, claim, propose_remedy
from forum.moderation.decision_actions import reject
from forum.moderation.hold_actions import tell_experience
from forum.moderation.models import Decision, Reason
from forum.remedies.queries import find_remedy
from tests import factories
from tests.board.test_actions import A_WHILE
from tests.pages import fields_of, form_in, read, sign_in, submit, words

from .things import FOUND, case_of, decisions, flagged, status_of, years_old

NUMBER = "0161 496 0000"
STORY = f"My leg cramps at night. Call me on {NUMBER} if **yours** does."


@pytest.fixture
def desk(client, moderator):
    """A browser in which a moderator is signed in."""
    return sign_in(client, moderator)


def hold(article, story=STORY, *, kind="personal", at=NUMBER, author=None):
    spans = [[story.index(at), story.index(at) + len(at)]] if at in story else []
    told = factories.told(article, story=story, tried=[("heat", "worse"), ("<b>fat</b>", "worse")])
    finding = FOUND | {"kind": kind, "spans": spans}
    return tell_experience(article.id, told, author=author, findings=[finding])


def press(desk, row, **changes):
    """Send one of the forms of a case: the one with this `press`."""
    number = case_of(row).id
    path = f"/moderation/cases/{number}"
    page = read(desk.get(path))
    forms = page.find_all("form", action=path)
    form = next(f for f in forms if f.find("input", {"name": "press"})["value"] == changes["press"])
    return desk.post(path, data=fields_of(form) | changes)


def test_a_case_shows_the_words_why_it_waits_and_whose_it_is(article, desk):
    guest = welcome_guest("Gerald")
    hold(article, author=guest)
    one = factories.experience(
        article, author=years_old(welcome_guest()), story="<i>Oh</i> well, it hurt me."
    )
    flagged(one, times=2, reason=Reason.ABUSE)
    page = read(desk.get("/moderation/"))
    held, other = page.select(".case")
    assert words(held.select_one("blockquote mark")) == NUMBER
    assert "Personal data" in words(held.select_one(".findings"))
    assert "nobody sees it yet" in words(held.select_one(".place"))
    assert "nothing decided against her" in words(held.select_one(".why"))
    assert "<b>fat</b>" in words(held.select_one(".tried"))
    assert "<i>Oh</i> well" in words(other.select_one("blockquote"))
    assert words(other.select(".flags tbody tr")[0]).endswith("1 + 0 + 0 = 1")
    assert "Together 2; hidden at 8.33." in words(other.select_one(".sum"))
    chips = [words(chip) for chip in page.select(".chip")]
    assert chips == ["All 2", "Held 1", "Flagged 1", "Proposed remedies 0", "Appeals 0"]
    assert "The oldest case has waited" in words(page.select_one(".oldest"))
    assert "Moderation ( 2 , the oldest for 1 minute" in words(page.select_one(".who"))
    assert len(read(desk.get("/moderation/?kind=flagged")).select(".case")) == 1


def test_what_is_held_is_published_or_kept_off_with_a_letter(article, desk):
    one, other = hold(article), hold(article, "Buy it at my shop, it is cheap.", kind="commerce")
    answer = press(desk, one, press="approve")
    assert (answer.status_code, status_of(one)) == (303, Status.VISIBLE)
    press(desk, other, press="against", reason="spam", letter="spam")
    assert status_of(other) == Status.HIDDEN
    decision = db.session.query(Decision).filter_by(act="reject").one()
    assert (decision.reason, "no place on Eased" in decision.note) == ("spam", True)
    page = read(desk.get("/moderation/?kind=held"))
    assert "Kept off the board. Its author has been told." in words(page.select(".flash")[-1])
    assert "Nothing waits here." in words(page.select_one(".empty"))


def test_a_letter_goes_to_the_author_and_what_waits_goes_on_waiting(article, app, desk):
    author = factories.member("Gerald")
    one = hold(article, kind="crisis", author=author)
    assert press(desk, one, press="write").status_code == 422
    assert press(desk, one, press="write", letter="crisis").status_code == 303
    assert (status_of(one), case_of(one).closed_at, decisions()) == ("held", None, ["write"])
    hers = sign_in(app.test_client(), author)
    assert "written to you about your experience" in hers.get("/account/notices").text
    letter = read(hers.get(f"/account/decisions/{db.session.query(Decision).one().id}"))
    assert "it worries us" in words(letter.select_one(".decided"))
    assert "goes on waiting" in words(letter)
    assert letter.find("textarea") is None
    assert "A letter to its author" in app.test_client().get("/log").text


def test_without_a_reason_the_form_comes_back_with_all_that_was_typed(article, desk):
    one = hold(article)
    answer = press(desk, one, press="against", reason="", note="Please look once more.")
    assert answer.status_code == 422
    case = read(answer).select_one(".case")
    assert "Please choose a reason." in words(case.select_one(".error"))
    assert "Please look once more." in case.select_one("details[open] textarea").get_text()
    assert status_of(one) == Status.HELD


def test_words_are_taken_out_where_they_were_found_and_where_they_are_typed(article, desk):
    one = hold(article)
    answer = press(desk, one, press="edit-out", typed="no such words")
    assert "do not stand in it" in read(answer).select_one(".error").get_text()
    place = f"{STORY.index(NUMBER)}-{STORY.index(NUMBER) + len(NUMBER)}"
    press(desk, one, press="edit-out", spans=[place], typed="at  night")
    assert get_experience(one.id).story == STORY.replace(NUMBER, MARK).replace("at night", MARK)
    assert (status_of(one), len(read(desk.get("/moderation/")).select(".case"))) == ("held", 1)


def test_what_its_author_has_changed_is_not_published_unread(article, desk):
    guest = welcome_guest("Gerald")
    one = hold(article, author=guest)
    path = f"/moderation/cases/{case_of(one).id}"
    seen = fields_of(read(desk.get(path)).find("form", action=path))
    new = factories.told(article, story="Take twenty grams of it, as I do.")
    edit_experience(one.id, new, actor=db.session.get(Person, guest.id), within=A_WHILE)
    assert desk.post(path, data=seen).status_code == 409
    assert status_of(one) == Status.HELD


def test_flags_are_dismissed_or_agreed_with_and_what_they_hid_comes_back(article, desk):
    visible = factories.experience(article, author=years_old(welcome_guest()))
    hidden = factories.experience(
        article, author=years_old(welcome_guest()), story="It was like this for me."
    )
    flagged(visible, times=1)
    flagged(hidden, times=9, reason=Reason.SPAM)
    assert status_of(hidden) == Status.HIDDEN
    press(desk, hidden, press="approve")
    press(desk, visible, press="against", reason="abuse")
    assert (status_of(hidden), status_of(visible)) == (Status.VISIBLE, Status.HIDDEN)
    assert decisions() == ["hide", "restore", "hide"]


def test_many_are_decided_with_one_press_and_those_that_cannot_be_say_why(article, desk, second):
    cases = [hold(article, f"This is what happened, number {n}.") for n in range(3)]
    claim(case_of(cases[2]).id, actor=second)
    page = read(desk.get("/moderation/"))
    boxes = [box["value"] for box in page.select(".tick input")]
    assert len(boxes) == 2
    assert "Bea is looking at this until" in page.get_text()
    chosen = [*boxes, f"{case_of(cases[2]).id}-{boxes[0][-16:]}"]
    assert submit(desk, "/moderation/", "/moderation/cases", press="approve").status_code == 303
    assert "Please choose the cases first." in read(desk.get("/moderation/")).get_text()
    submit(desk, "/moderation/", "/moderation/cases", press="approve", chosen=chosen)
    said = [words(flash) for flash in read(desk.get("/moderation/")).select(".flash p")]
    assert said[0] == "2 cases are decided."
    assert len(said) == 2
    assert [status_of(one) for one in cases] == ["visible", "visible", "held"]


def test_a_case_is_claimed_and_left_to_others_again(article, desk, moderator):
    one = hold(article)
    path = f"/moderation/cases/{case_of(one).id}"
    submit(desk, "/moderation/", f"{path}/claim")
    assert case_of(one).claimed_by == moderator.id
    submit(desk, "/moderation/", f"{path}/release")
    assert case_of(one).claimed_by is None


def test_another_moderator_than_the_first_decides_about_an_appeal(article, desk, moderator, second):
    guest = welcome_guest("Gerald")
    one = hold(article, author=guest)
    decision = reject(Thing.of(one), Reason.SPAM, actor=moderator, note="It sells.")
    appeal(decision.id, "I sell nothing at all.", actor=db.session.get(Person, guest.id))
    case = read(desk.get("/moderation/?kind=appeal")).select_one(".case")
    assert "another moderator decides" in words(case.select_one(".bar"))
    assert case.select(".bar form") == []
    sign_in(desk, second)
    case = read(desk.get("/moderation/?kind=appeal")).select_one(".case")
    assert "I sell nothing at all." in words(case)
    assert "It sells." in words(case)
    press(desk, one, press="approve", note="You are right.")
    assert (status_of(one), decisions()) == (Status.VISIBLE, ["reject", "overturn"])


def test_a_proposed_remedy_is_one_there_is_or_is_added_by_the_publisher(article, client, moderator):
    guest = welcome_guest("Gerald")
    for name in ("Warm brick", "Goose fat"):
        story = f"I tried {name} and it went away at once."
        factories.experience(article, author=guest, story=story, tried=[(name, "relieved")])
    brick, fat = (
        propose_remedy(article.id, name, author=guest) for name in ("Warm brick", "Goose fat")
    )
    desk = sign_in(client, moderator)
    form = read(desk.get("/moderation/?kind=remedy")).select_one(f"#case-{brick.id} form.panel")
    answer = desk.post(form["action"], data=fields_of(form) | {"remedy": "heat"})
    assert answer.status_code == 303
    assert tuple(factories.counts_of(find_remedy(article.id, "heat").id)) == (1, 0, 0, 0)
    path = f"/moderation/cases/{fat.id}"
    add = {"press": "add", "kind": "folk", "use": "during", "label": "Goose fat, rubbed in"}
    token = fields_of(read(desk.get(path)).find("form", action=path))
    assert desk.post(path, data=token | add).status_code == 403
    sign_in(client, factories.member("Pia", Role.PUBLISHER))
    assert (
        desk.post(
            path, data=fields_of(read(desk.get(path)).find("form", action=path)) | add
        ).status_code
        == 303
    )
    added = find_remedy(article.id, "goose-fat-rubbed-in")
    assert tuple(factories.counts_of(added.id)) == (1, 0, 0, 0)
    assert client.get("/articles/leg-cramps/remedies/goose-fat").status_code == 301
    assert decisions() == ["merge", "add"]


def test_two_tags_are_made_one_on_their_page(article, desk):
    factories.experience(article, tried=[("massage", "relieved")])
    form = form_in(desk.get("/moderation/tags"), "/moderation/tags")
    fields = fields_of(form) | {"tag": "massage", "into": "massage"}
    answer = desk.post("/moderation/tags", data=fields)
    assert (answer.status_code, len(read(answer).select(".summary li"))) == (422, 2)
    desk.post("/moderation/tags", data=fields | {"into": "heat", "sure": "yes"})
    page = read(desk.get("/moderation/tags"))
    assert "is one with" in words(page.select_one(".flash"))
    assert len(page.select(".merged li")) == 1
    assert decisions() == ["merge"]


def test_figures_show_counts_where_there_are_few(article, desk):
    for number in range(10):
        one = hold(
            article, f"This is what happened, number {number}.", kind="link" if number else "thin"
        )
        press(desk, one, press="approve")
    page = read(desk.get("/moderation/figures"))
    rows = [words(row) for row in page.select(".by-finding tbody tr")]
    assert rows == ["Link 9 of 9", "Little said 1 of 1"]
    assert "100% 10 of 10" in words(page.select_one(".tiles"))


def test_a_moderator_without_a_second_factor_is_led_to_set_it_up(client, article):
    person = factories.member("Ada", Role.MODERATOR)
    with transaction():
        db.session.get(Person, person.id).has_second_factor = False
    sign_in(client, person)
    assert client.get("/moderation/").location == "/account/safety"
    assert (
        "Please set one up" in read(client.get("/account/safety")).select_one(".flash").get_text()
    )
    assert "Moderation (" not in client.get("/account").text


def test_a_script_is_given_what_became_of_a_case(article, desk):
    one = hold(article)
    path = f"/moderation/cases/{case_of(one).id}"
    fields = fields_of(read(desk.get(path)).find("form", action=path))
    answer = desk.get("/moderation/", headers={"X-Part": "queue"})
    assert (len(read(answer).select(".case")), read(answer).html) == (1, None)
    answer = desk.post(path, data=fields, headers={"X-Part": "case"})
    assert words(read(answer).select_one(".decided")) == "Published. Its author has been told."
    answer = desk.post(path, data=fields, headers={"X-Part": "case"})
    assert (answer.status_code, "Somebody else has decided" in answer.text) == (409, True)


def test_only_moderators_pay_a_statement_for_the_count_of_what_waits(
    article, client, moderator, statements
):
    hold(article)
    sign_in(client, factories.member("Margaret"))
    with statements() as member_asks:
        client.get("/articles/leg-cramps")
    assert not any("cases" in asked for asked in member_asks)
    sign_in(client, moderator)
    with statements() as moderator_asks:
        assert "Moderation (" in client.get("/articles/leg-cramps").text
    assert sum("FROM cases" in asked for asked in moderator_asks) == 1
