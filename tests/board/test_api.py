"""Programs read the board, tell, comment and vote, as people do by hand."""

from datetime import timedelta

import pytest

from forum.accounts.actions import welcome_guest
from forum.board.actions import vote_for
from forum.board.models import Status
from forum.board.queries import experience_with_tags, get_experience
from forum.clock import now
from forum.database import db, transaction
from tests import factories
from tests.contracts.programs import Program

BOARD = "/api/v1/articles/leg-cramps/experiences"
THREAD = "/api/v1/articles/leg-cramps/comments"
TOLD = {
    "story": "It caught me at night, and I stood up at once.",
    "causes": ["statins"],
    "attempts": [{"remedy": "magnesium", "outcome": "worse", "time_to_relief": "never"}],
    "age": "45-54",
    "teller": "self",
    "consent": True,
}
PERSONAL = "Call me on 07700 900123 when it has you at night."
OFFER = "Buy cheap magnesium at http://magshop.com with the code SAVE10, it is the best there is."
CLOT = "Since last week my left calf is hot to touch and the leg is red, and it hurts to walk."


@pytest.fixture
def member(app):
    with transaction():
        person = factories.member("Prudence")
        person.created_at = now() - timedelta(days=400)
        db.session.merge(person)
    return person


@pytest.fixture
def program(app, member):
    return Program(app, member)


# Reading


def test_a_story_is_given_whole_with_everything_that_its_card_shows(client, article):
    story = "\n\n".join(f"Night {night} was as bad as the one before it." for night in range(40))
    one = factories.experience(
        article,
        story=story,
        causes=["statins"],
        tried=[("magnesium", "worse"), ("fat", "relieved")],
    )
    [data] = client.get(BOARD).json["data"]
    assert data == client.get(f"/api/v1/experiences/{one.id}").json["data"]
    assert "Night 39" in data["html"]
    assert data["text"].startswith("Night 0 was as bad")
    assert (data["name"], data["causes"]) == ("Harriet", ["statins"])
    assert [(a["remedy"], a["written"], a["outcome"]) for a in data["attempts"]] == [
        ("magnesium", "Magnesium tablets or powder", "worse"),
        (None, "fat", "relieved"),
    ]
    assert data["page"] == f"/experiences/{one.id}"
    assert "author" not in str(data)


def test_all_pages_together_hold_every_story_once(client, article):
    for number in range(45):
        one = factories.experience(article, story=f"What happened in night {number:03}.")
        for _each in range(number % 3):
            vote_for(one.id, voter=welcome_guest())
    for sort in ("newest", "helpful"):
        ids, path = [], f"{BOARD}?sort={sort}"
        while path:
            page = client.get(path).json
            ids += [each["id"] for each in page["data"]]
            assert page["links"]["self"] == path
            path = page["links"]["next"]
        assert len(ids) == len(set(ids)) == 45
    assert client.get(f"{BOARD}?sort=helpful").json["data"][0]["helpful_count"] == 2


def test_the_board_is_narrowed_as_on_its_page(client, article):
    factories.experience(article, causes=["statins"], tried=[("heat", "worse")])
    factories.experience(
        article, story="Heat did it for me, each time.", tried=[("heat", "relieved")]
    )
    factories.experience(article, story="I am older than the others.", age_band="65-74")
    for query, number in (
        ("?cause=statins", 1), ("?remedy=heat", 2), ("?remedy=heat&outcome=relieved", 1),
        ("?outcome=worse", 1), ("?age=65-74", 1), ("?cause=statins&age=65-74", 0), ("", 3),
    ):  # fmt: skip
        answer = client.get(BOARD + query).json
        assert len(answer["data"]) == number, query
    narrowed = client.get(f"{BOARD}?remedy=heat&outcome=worse").json
    assert narrowed["links"]["page"] == "/articles/leg-cramps?remedy=heat&outcome=worse"


def test_a_thread_is_given_in_reading_order_without_what_is_gone(client, article):
    one = factories.experience(article)
    first = factories.comment(article, on=one, text="First of all.")
    factories.comment(article, on=one, text="And last.")
    gone = factories.comment(article, on=one, answers=first, text="Taken back.")
    factories.comment(article, on=one, answers=gone, text="In between.")
    with transaction():
        db.session.merge(gone).status = Status.HIDDEN
    found = client.get(f"/api/v1/experiences/{one.id}/comments").json["data"]
    assert [(c["text"], c["level"]) for c in found] == [
        ("First of all.", 1), ("In between.", 3), ("And last.", 1),
    ]  # fmt: skip
    assert client.get(THREAD).json["data"] == []


# Telling


def test_what_a_program_tells_stands_on_the_board_and_is_read_back(client, program, member):
    answer = program.post(BOARD, TOLD)
    assert answer.status_code == 201
    assert answer.json["data"]["status"] == "visible"
    place = answer.headers["Location"]
    assert place == answer.json["links"]["self"]
    told = client.get(place).json["data"]
    assert told["text"] == TOLD["story"]
    assert (told["name"], told["is_members_name"], told["age"]) == ("Prudence", True, "45-54")
    assert told["attempts"][0]["remedy"] == "magnesium"
    assert TOLD["story"] in client.get("/articles/leg-cramps").text
    assert get_experience(told["id"]).author_id == member.id


def test_another_name_is_taken_unless_it_is_a_members(program, client):
    factories.member("Margaret")
    answer = program.post(BOARD, TOLD | {"name": "Zoe"})
    told = client.get(answer.headers["Location"]).json["data"]
    assert (told["name"], told["is_members_name"]) == ("Zoe", False)
    refused = program.post(BOARD, TOLD | {"name": "margaret", "story": "Another story of mine."})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/name"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"story": "." * 30}, "/story"),
        ({"story": "short"}, "/story"),
        ({"causes": ["no-such-cause"]}, "/causes"),
        ({"consent": False}, "/consent"),
        ({"teller": None}, "/teller"),
        ({"age": "12"}, "/age"),
        ({"attempts": [TOLD["attempts"][0]] * 2}, "/attempts/1/remedy"),
        ({"attempts": [{"remedy": "water", "outcome": "worse"}]}, "/attempts/0/use"),
        ({"attempts": [{"remedy": "heat"}]}, "/attempts/0/outcome"),
        ({"nickname": "x"}, "/nickname"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(program, changes, pointer):
    answer = program.post(BOARD, TOLD | changes)
    assert answer.status_code == 422
    assert pointer in {error["pointer"] for error in answer.json["errors"]}


def test_what_has_to_be_seen_first_comes_back_with_what_to_send(program, client):
    sent = TOLD | {"story": PERSONAL}
    answer = program.post(BOARD, sent)
    assert (answer.status_code, answer.json["type"]) == (422, "/api#look-again")
    assert "07700 900123" in str(answer.json["findings"])
    assert {finding["pointer"] for finding in answer.json["findings"]} == {"/story"}
    assert client.get(BOARD).json["data"] == []
    held = program.post(BOARD, sent | {"seen": answer.json["seen"]})
    assert (held.status_code, held.json["data"]["status"]) == (202, "held")
    assert "waits for a moderator" in held.json["data"]["message"]
    assert client.get(held.json["links"]["self"]).status_code == 404
    assert client.get(BOARD).json["data"] == []


def test_what_should_not_stand_goes_to_a_moderator_only_if_that_is_said(program, client):
    answer = program.post(BOARD, TOLD | {"story": OFFER})
    assert (answer.status_code, answer.json["is_rejected"]) == (422, True)
    seen = TOLD | {"story": OFFER, "seen": answer.json["seen"]}
    assert program.post(BOARD, seen).status_code == 422
    assert program.post(BOARD, seen | {"as_it_is": True}).json["data"]["status"] == "held"
    assert client.get(BOARD).json["data"] == []


def test_signs_of_an_emergency_come_with_the_notice_to_show(program):
    answer = program.post(BOARD, TOLD | {"story": CLOT})
    assert answer.status_code == 422
    assert {notice["level"] for notice in answer.json["notices"]} & {"emergency", "urgent"}
    assert all(notice["text"] for notice in answer.json["notices"])


def test_the_first_stories_of_somebody_new_wait(make_app):
    app = make_app(HOLD_FIRST=2)
    with app.app_context():
        program = Program(app, factories.member("Newcomer"))
        statuses = [
            program.post(BOARD, TOLD | {"story": f"What happened in night {n} to me."}).status_code
            for n in range(4)
        ]
    assert statuses[:2] == [202, 202]


def test_a_form_needs_not_have_been_open_and_no_arithmetic_is_asked(make_app):
    app = make_app(FORM_SECONDS=60, PROOF_OF_WORK=True)
    with app.app_context():
        program = Program(app, factories.member("Prudence"))
        assert program.post(BOARD, TOLD).status_code == 201


# Once


def test_what_is_sent_twice_under_a_key_is_stored_once(program, client):
    first, second = (program.post(BOARD, TOLD, Idempotency_Key="key-of-mine") for _ in range(2))
    assert first.json == second.json
    assert (first.status_code, second.status_code) == (201, 201)
    assert len(client.get(BOARD).json["data"]) == 1
    said = {"text": "The same happened to me.", "consent": True}
    first, second = (program.post(THREAD, said, Idempotency_Key="key-of-mine") for _ in range(2))
    assert first.json == second.json
    assert len(client.get(THREAD).json["data"]) == 1


def test_a_key_that_has_brought_other_words_is_a_conflict(program, client):
    program.post(BOARD, TOLD, Idempotency_Key="key-of-mine")
    for other in ({"story": "Something else, and at some length."}, {"causes": []}):
        answer = program.post(BOARD, TOLD | other, Idempotency_Key="key-of-mine")
        assert (answer.status_code, answer.json["type"]) == (409, "/api#conflict")
    assert len(client.get(BOARD).json["data"]) == 1


def test_a_key_counts_for_one_person_alone(app, program, client):
    other = Program(app, factories.member("Zoe"))
    program.post(BOARD, TOLD, Idempotency_Key="key-of-mine")
    sent = TOLD | {"story": "Mine is quite another story, I think."}
    assert other.post(BOARD, sent, Idempotency_Key="key-of-mine").status_code == 201
    assert len(client.get(BOARD).json["data"]) == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 201, "with a blank", "ümlaut-key"])
def test_a_strange_key_is_refused(program, key):
    answer = program.post(BOARD, TOLD, Idempotency_Key=key.encode().decode("latin-1"))
    assert answer.status_code == 400
    assert answer.json["errors"][0]["parameter"] == "Idempotency-Key"


# Comments and votes


def test_a_program_comments_and_answers(article, program, client):
    one = factories.experience(article)
    thread = f"/api/v1/experiences/{one.id}/comments"
    first = program.post(thread, {"text": "It did so with me.", "consent": True})
    answered = {"text": "And again.", "consent": True, "answers": first.json["data"]["id"]}
    assert program.post(thread, answered).status_code == 201
    found = client.get(first.headers["Location"]).json["data"]
    assert [(each["text"], each["level"]) for each in found] == [
        ("It did so with me.", 1), ("And again.", 2),
    ]  # fmt: skip
    strange = factories.comment(article, text="In another thread.")
    for number in (strange.id, 999_999):
        answer = program.post(thread, answered | {"answers": number, "text": "To nobody."})
        assert answer.status_code in {400, 404}


def test_a_vote_counts_once_and_can_be_taken_back(article, program, client):
    one = factories.experience(article)
    vote, place = f"/api/v1/experiences/{one.id}/vote", f"/api/v1/experiences/{one.id}"
    for method, counted in (("PUT", 1), ("PUT", 1), ("DELETE", 0), ("DELETE", 0)):
        answer = program.ask(method, vote)
        assert answer.status_code == 200
        assert answer.json["data"]["helpful_count"] == counted
        assert client.get(place).json["data"]["helpful_count"] == counted


# Limits


def test_limits_are_those_of_her_own_hands_and_are_told(make_app):
    app = make_app(POSTS_A_MINUTE=2, POSTS_AN_HOUR=20)
    with app.app_context():
        program = Program(app, factories.member("Prudence"))
        answers = [
            program.post(BOARD, TOLD | {"story": f"What happened in night {n} to me."})
            for n in range(3)
        ]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    policy = '"post-60";q=2;w=60, "post-3600";q=20;w=3600'
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {policy}
    rests = [answer.headers["RateLimit"].split(";")[1] for answer in answers]
    assert rests == ["r=1", "r=0", "r=0"]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert answers[2].json["type"] == "/api#too-many"


def test_a_story_that_comes_again_under_its_key_is_not_counted_again(make_app):
    app = make_app(POSTS_A_MINUTE=1)
    with app.app_context():
        program = Program(app, factories.member("Prudence"))
        codes = [program.post(BOARD, TOLD, Idempotency_Key="one-key-1").status_code for _ in "abc"]
    assert codes == [201, 201, 201]


def test_what_a_program_tells_carries_what_its_form_would(program):
    sent = TOLD | {"audience": "members", "teller": "carer", "wants_follow_up": True}
    answer = program.post(BOARD, sent)
    told = experience_with_tags(answer.json["data"]["id"])
    assert answer.headers["Location"] == f"/experiences/{told.id}", "members read it on its page"
    assert (told.audience, told.teller) == ("members", "carer")
    assert told.consent_version
    assert told.attempts[0].time_to_relief == "never"
