"""The gate: what is looked at before it is stored, told to its author, held, told to readers."""

import pytest
import sqlalchemy as sa

import config
from forum import create_app
from forum.accounts.models import Person
from forum.accounts.notification_models import Notification
from forum.articles.queries import get_article
from forum.board.models import Comment, Experience, Status
from forum.board.telling import Written
from forum.database import db, transaction
from forum.moderation import gate
from forum.moderation.case_actions import Thing
from forum.moderation.decision_actions import publish
from forum.moderation.hold_actions import tell_experience
from forum.moderation.looking import Look, look, pieces
from forum.moderation.models import Case, Waits
from forum.remedies.models import Notice, Vocabulary
from forum.screening.normalising import Span
from tests import factories
from tests.board.test_views import EXPERIENCES, GOOD, SHARE, tell
from tests.conftest import settings_for
from tests.pages import fields_of, form_in, form_on, read, submit, words

from .things import case_of, count, status_of

ARTICLE = "/articles/leg-cramps"
PHONE = "My calf locks every night. Call me on 07700 900123, I am always up."
OFFER = "Buy cheap magnesium at http://magshop.com with the code SAVE10, it is the best there is."
CLOT = "Since last week my left calf is hot to touch and the leg is red, and it hurts to walk."
DOSE = "What did it for me in the end was taking 20 grams of magnesium every night."


def newest(model: type[Experience] | type[Comment] = Experience) -> Experience | Comment:
    db.session.rollback()
    return db.session.scalars(sa.select(model).order_by(model.id.desc())).first()


def again(client, response, action: str = EXPERIENCES, **changes):
    """Send a form that has come back once more, as it stands."""
    return client.post(action, data=fields_of(form_in(response, action)) | changes)


def test_what_shows_who_somebody_is_is_pointed_out_once_and_then_held(client, app):
    response = tell(client, story=PHONE)
    assert response.status_code == 422
    page = read(response)
    assert "07700 900123" in words(page.select_one(".must-see mark"))
    assert "who or where somebody is" in words(page.select_one(".must-see"))
    assert fields_of(form_on(page, EXPERIENCES))["story"] == PHONE
    assert count(Experience) == 0
    response = again(client, response)
    one = newest()
    assert (response.status_code, response.location) == (303, f"/experiences/{one.id}")
    page = read(client.get(response.location))
    assert "waits for a moderator" in words(page.select_one(".flash"))
    assert "Waiting: a moderator will read this first." in words(page.select_one(".waits"))
    assert "who or where somebody is" in words(page.select_one(".waits li"))
    assert "waiting" in words(read(client.get("/account")).select_one("main"))
    stranger = app.test_client()
    assert stranger.get(response.location).status_code == 404
    assert "07700" not in stranger.get(ARTICLE).text
    assert {found["kind"] for found in case_of(one).findings} == {"personal"}


def test_a_typing_slip_mended_does_not_ask_again_and_another_number_does(client):
    shown = tell(client, story=PHONE)
    fields = fields_of(form_in(shown, EXPERIENCES))
    other = fields | {"story": PHONE.replace("900123", "900124")}
    assert client.post(EXPERIENCES, data=other).status_code == 422
    mended = fields | {"story": PHONE.replace("locks", "locks up")}
    assert client.post(EXPERIENCES, data=mended).status_code == 303


def test_an_offer_is_sent_to_a_moderator_only_by_a_button_of_its_own(client):
    shown = tell(client, story=OFFER)
    assert "cannot go on the board as it is" in words(read(shown).select_one(".must-see"))
    assert again(client, shown).status_code == 422
    assert count(Experience) == 0
    assert read(shown).select_one("[name=as_it_is]")
    assert again(client, shown, as_it_is="yes").status_code == 303
    assert newest().status == Status.HELD


def test_an_emergency_is_shown_before_anything_is_stored_and_its_notice_stands_for_readers(client):
    shown = tell(client, story=CLOT)
    assert shown.status_code == 422
    assert "Possible blood clot" in words(read(shown).select_one(".must-see"))
    again(client, shown)
    one = newest()
    assert "emergency-clot" in one.notices
    with transaction():
        db.session.get_one(Experience, one.id).status = Status.VISIBLE
    for path in (f"/experiences/{one.id}", ARTICLE):
        noted = read(client.get(path)).select_one(".experience .noted .pressing")
        assert "call emergency services now" in words(noted)


def test_readers_see_what_publishers_have_written_last_and_so_does_the_gate(client, article):
    tell(client, attempts__0__remedy="Quinine", attempts__0__outcome="worse")
    one = newest()
    assert (one.status, one.notices) == (Status.VISIBLE, ["quinine"])
    with transaction():
        said = sa.update(Notice).filter_by(article_id=article.id, slug="quinine")
        db.session.execute(said.values(text="Read this first.", remedies=[], phrases=[]))
        db.session.execute(sa.update(Vocabulary).values(edition="the next one"))
    noted = read(client.get(f"/experiences/{one.id}")).select_one(".noted details")
    assert words(noted) == "Safety note: Quinine safety Read this first."
    tell(client, story="It was told once more.", attempts__0__remedy="Quinine")
    assert newest().notices == [], "the lists follow what is published, within one process"


def test_while_she_writes_the_notices_come_with_the_offers(client):
    fields = fields_of(form_in(client.get(SHARE), EXPERIENCES)) | {"story": DOSE}
    answer = read(client.post(SHARE, data=fields, headers={"X-Part": "offers"}))
    found = answer.select_one("[data-part=findings]")
    assert "Care with mineral doses" in words(found)
    assert "A moderator will read it before others do." in words(found)
    assert "20 grams" in words(found.select_one("mark"))
    assert answer.select_one("[data-part=offers]")
    assert count(Experience) == 0


def test_a_comment_is_looked_at_too_and_only_its_author_sees_it_wait(client, app, article):
    one = factories.experience(article)
    address = f"/experiences/{one.id}"
    told = {"text": DOSE, "name": "Gus", "consent": "yes"}
    fields = fields_of(form_in(client.get(f"{address}/reply"), f"{address}/comments")) | told
    part = client.post(f"{address}/reply", data=fields, headers={"X-Part": "findings"})
    assert "Care with mineral doses" in words(read(part))
    thread = client.post(f"{address}/comments", data=fields, headers={"X-Part": "thread"})
    waiting = read(thread).select_one(".comment.waiting")
    assert "20 grams" in words(waiting)
    assert "above what is held to be safe" in words(waiting.select_one(".waits"))
    assert "20 grams" not in app.test_client().get(address).text
    assert count(Notification) == 0
    assert "20 grams" in words(read(client.get("/account")).select_one("main"))
    again = submit(client, f"{address}/reply", f"{address}/comments", **told | {"text": "Why so?"})
    assert again.status_code == 303
    assert newest(Comment).status == Status.VISIBLE


@pytest.mark.parametrize(
    "fields",
    [
        {"attempts__0__side_effect": "rash, call me on 07700 900123"},
        {"attempts__0__remedy": "20 grams of magnesium"},
    ],
)
def test_the_words_beside_the_story_are_looked_at(client, fields):
    response = tell(client, **fields)
    if response.status_code == 422:
        again(client, response)
    assert newest().status == Status.HELD


def test_a_name_that_tells_too_much_is_refused_kindly(client):
    response = tell(client, name="magshop.com")
    assert response.status_code == 422
    assert "Please choose another name." in words(read(response).select_one(".error"))


def test_the_words_of_her_own_that_are_shown_again_are_no_html(client):
    response = tell(client, story=PHONE.replace("Call", "<b onclick=x>Call</b>"))
    assert "<b onclick" not in response.text
    assert "<b onclick=x>" in words(read(response).select_one(".found"))


def test_an_edit_after_approval_is_looked_at_and_words_that_stand_are_not_again(client, article):
    again(client, tell(client, story=PHONE))
    one = newest()
    publish(Thing.of(one), actor=factories.member("Ada", "moderator"))
    edit = f"/experiences/{one.id}/edit"
    assert submit(client, edit, edit, age="65-74").status_code == 303
    assert status_of(one) == Status.VISIBLE, "a moderator has let these words stand"
    assert submit(client, edit, edit, story=DOSE).status_code == 303
    assert status_of(one) == Status.HELD
    assert "Others do not see them yet" in client.get(f"/experiences/{one.id}").text
    clean = submit(client, edit, edit, story="Now it says nothing that could hurt anybody.")
    assert clean.status_code == 303
    assert status_of(one) == Status.HELD
    assert case_of(one).findings == []


def test_the_words_of_what_waits_can_be_changed_at_any_time(client, article):
    tell(client, story=DOSE)
    one = newest()
    with transaction():
        long_ago = sa.update(Experience).values(created_at=sa.text("'2020-01-01 00:00:00'"))
        db.session.execute(long_ago.where(Experience.id == one.id))
    edit = f"/experiences/{one.id}/edit"
    assert read(client.get(edit)).select_one("textarea[name=story]")


def test_while_somebody_writes_a_change_nothing_is_stored(client):
    tell(client)
    edit = f"/experiences/{newest().id}/edit"
    fields = fields_of(form_in(client.get(edit), edit)) | {"story": DOSE}
    answer = client.post(edit, data=fields, headers={"X-Part": "offers"})
    assert "Care with mineral doses" in answer.text
    assert newest().story == GOOD["story"]


def test_the_same_words_from_somebody_else_wait(client, app, article):
    first, copy = (tell(browser) for browser in (client, app.test_client()))
    assert "#experience" in first.location
    assert "#experience" not in copy.location
    assert [found["kind"] for found in case_of(newest()).findings] == ["copied"]
    assert tell(client).location == first.location, "her own second press is the first one"


def test_the_first_stories_of_somebody_new_wait(article):
    author: Person | None = None
    statuses = []
    for number in range(4):
        told = factories.told(article, story=f"What happened to me the {number}th time.")
        one = tell_experience(article.id, told, author=author, findings=None, hold_first=2)
        author = db.session.get_one(Person, one.author_id)
        statuses.append(one.status)
        if one.status == Status.HELD:
            publish(Thing.of(one), actor=factories.member(f"Ada{number}", "moderator"))
    assert statuses == ["held", "held", "visible", "visible"]
    assert count(Case, kind=str(Waits.HELD)) == 2


def test_somebody_new_is_told_why_she_waits(make_app):
    client = make_app(HOLD_FIRST=1).test_client()
    page = read(client.get(tell(client).location))
    assert "what somebody new here writes" in words(page.select_one(".waits"))
    assert get_article("leg-cramps").experience_count == 0


def test_what_comes_without_the_proof_that_is_asked_for_waits(make_app):
    client = make_app(PROOF_OF_WORK=True).test_client()
    assert tell(client).status_code == 303
    assert newest().status == Status.HELD


def test_a_remedy_nobody_knows_is_proposed(client, article):
    tell(client, attempts__0__remedy="Goose fat")
    case = db.session.scalars(sa.select(Case)).one()
    assert (case.kind, case.written, newest().status) == ("remedy", "Goose fat", "visible")


def test_a_remedy_in_a_story_that_waits_is_proposed_once_that_is_published(article, moderator):
    told = factories.told(article, tried=[("Goose fat", "worse")])
    one = tell_experience(article.id, told, author=None, findings=[])
    assert count(Case, kind=str(Waits.REMEDY)) == 0
    publish(Thing.of(one), actor=moderator)
    assert count(Case, kind=str(Waits.REMEDY)) == 1


def test_links_of_somebody_new_are_looked_at_wherever_they_lead(article):
    trusted = Look(has_links=True)
    looked = gate.Looked(trusted, [], [], has_seen=True)
    assert looked.findings(None)[0]["rule"] == "newcomer"
    old = factories.member("Margaret")
    old.created_at = old.created_at.replace(year=2020)
    assert looked.findings(old) is None


def test_a_text_is_cut_where_words_were_found():
    text = "a" * 300 + " one two " + "b" * 300
    cut = pieces(text, [Span(301, 304), Span(301, 308)])
    assert [piece.words for piece in cut if piece.is_marked] == ["one", " two"]
    assert cut[0].words.endswith("a ")
    assert len(cut[0].words) < 130


def test_of_a_form_that_is_far_too_long_only_so_much_is_looked_at(article):
    lists = gate.lists_for(article.id)
    texts = [Written(str(n), "comment", "My calf locks. " * 700 + PHONE) for n in range(9)]
    assert {found.written.field for found in look(texts, lists=lists).found} <= {"0", "1"}


def test_nothing_is_found_in_nothing(article):
    assert look([Written("story", "experience", " ", is_main=True)], lists=None) == Look()


def test_lists_are_made_once_for_a_vocabulary(article):
    assert gate.lists_for(article.id) is gate.lists_for(article.id)


def test_a_folder_that_cannot_be_read_is_told_at_the_start(tmp_path):
    with pytest.raises(config.SettingError, match=r"(?s)SCREENING.*words\.json"):
        create_app(settings_for(f"sqlite:///{tmp_path}/x.db") | {"SCREENING": str(tmp_path)})


def test_in_a_demonstration_nobody_waits_because_she_is_new():
    for environ, number in (({}, 2), ({"DEMONSTRATION": "1"}, 0), ({"HOLD_FIRST": "5"}, 5)):
        assert config.flask_config(config.load(environ))["HOLD_FIRST"] == number
