"""What the pages of an article and of an experience say for machines, read as search engines do."""

import json
from typing import Any

import extruct
import pytest

from forum.accounts.models import Person
from forum.board.comment_actions import withdraw_comment
from forum.board.models import Status
from forum.database import db, transaction
from forum.json_ld import as_block, words_of
from tests import factories
from tests.pages import read, words
from tests.security.payloads import PAYLOADS

SITE = "http://localhost"
ARTICLE = "/articles/leg-cramps"


def things_on(client, path: str) -> dict[str, dict[str, Any]]:
    """Return what a page says, by type."""
    found = extruct.extract(client.get(path).text, base_url=SITE, syntaxes=["json-ld"])["json-ld"]
    assert len(found) <= 1
    things = [thing for block in found for thing in block["@graph"]]
    assert all(block["@context"] == "https://schema.org" for block in found)
    return {thing["@type"]: thing for thing in things}


def texts_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for key, each in value.items() if key[0] != "@" for text in texts_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts_in(each)]
    return [value] if isinstance(value, str) else []


def test_an_article_is_a_medical_page_with_its_sources(client, article):
    page = things_on(client, ARTICLE)["MedicalWebPage"]
    assert (page["headline"], page["url"]) == (article.title, SITE + ARTICLE)
    assert page["lastReviewed"] == "2026-11-22"
    assert page["about"] == {"@type": "MedicalCondition", "name": "Leg cramps"}
    assert "reviewedBy" not in page
    listed = read(client.get(ARTICLE)).select(".references > li")
    assert len(page["citation"]) == len(listed) > 40
    for cited, item in zip(page["citation"], listed, strict=True):
        assert words(item).startswith(cited["name"])
        assert cited.get("url") == (item.a["href"] if item.a else None)
    with transaction():
        article.reviewed_by = "Dr. A. Name"
        article.stamp += 1
    page = things_on(client, ARTICLE)["MedicalWebPage"]
    assert page["reviewedBy"] == {"@type": "Person", "name": "Dr. A. Name"}


def test_the_questions_of_an_article_have_its_own_answers(client, article):
    questions = things_on(client, ARTICLE)["FAQPage"]["mainEntity"]
    page = read(client.get(ARTICLE))
    headed = [section for section in page.select(".prose section") if section.h2]
    asked = [section for section in headed if words(section.h2).endswith("?")]
    assert [question["name"] for question in questions] == [words(s.h2) for s in asked]
    assert len(asked) == 3
    for question, section in zip(questions, asked, strict=True):
        assert question["url"] == f"{SITE}{ARTICLE}#{section['id']}"
        for mark in section.select(".cite, .heard, h2"):
            mark.decompose()
        told = "".join(section.get_text().split())
        assert "".join(question["acceptedAnswer"]["text"].split()) == told


def test_an_experience_is_a_posting_with_its_answers_in_each_other(client, article):
    tags = {"causes": ["statins"], "tried": [("heat", "worse"), ("goose fat", "relieved")]}
    one = factories.experience(article, name="Ida", story="It caught me *at night*.", **tags)
    first = factories.comment(article, on=one, name="Bea", text="Thank you, Ida.")
    factories.comment(article, on=one, answers=first, name="Cy", text="From me too.")
    factories.comment(article, on=one, name="Dan", text="Did you sleep?")
    posting = things_on(client, f"/experiences/{one.id}")["DiscussionForumPosting"]
    assert posting["text"] == "It caught me at night."
    assert posting["url"] == f"{SITE}/experiences/{one.id}"
    assert posting["author"] == {"@type": "Person", "name": "Ida"}
    assert posting["datePublished"].startswith(one.created_at.strftime("%Y-%m-%dT%H:%M:%S"))
    assert posting["commentCount"] == 3
    counts = {
        c["interactionType"]: c["userInteractionCount"] for c in posting["interactionStatistic"]
    }
    assert counts == {"https://schema.org/LikeAction": 0, "https://schema.org/CommentAction": 3}
    bea, dan = posting["comment"]
    assert [each["text"] for each in (bea, *bea["comment"], dan)] == [
        "Thank you, Ida.", "From me too.", "Did you sleep?",
    ]  # fmt: skip
    assert bea["url"] == f"{SITE}/comments/{first.id}"
    assert "goose fat" in posting["keywords"]


def test_answers_to_what_is_gone_stay_and_what_waits_is_not_told(client, app, article):
    one = factories.experience(article)
    gone = factories.comment(article, on=one, text="Zyzzyva is gone.", name="Zyx")
    factories.comment(article, on=one, answers=gone, text="I do not think so.", name="Bea")
    factories.comment(article, on=one, text="Zyzzyva is held.", status=Status.HELD)
    withdraw_comment(gone.id, actor=db.session.get(Person, gone.author_id))
    posting = things_on(client, f"/experiences/{one.id}")["DiscussionForumPosting"]
    assert [each["text"] for each in posting["comment"]] == ["I do not think so."]
    assert "Zy" not in json.dumps(posting)


@pytest.mark.parametrize("path", [ARTICLE, f"{ARTICLE}/remedies/heat", "/experiences/{}"])
def test_every_page_says_the_way_to_it_and_nothing_that_is_not_on_it(client, article, path):
    one = factories.experience(article, name="Ida", tried=[("heat", "worse")])
    things = things_on(client, path.format(one.id))
    way = things["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in way] == list(range(1, len(way) + 1))
    for step in way:
        assert client.get(step["item"].removeprefix(SITE)).status_code == 200
    assert "aggregateRating" not in json.dumps(things)
    assert "reviewRating" not in json.dumps(things)


def test_pages_that_are_a_part_of_another_one_say_nothing(client, article):
    one = factories.experience(article, causes=["statins"])
    for path in (
        f"{ARTICLE}?cause=statins",
        f"{ARTICLE}/comments",
        f"/experiences/{one.id}?after=",
    ):
        assert things_on(client, path) == {}, path


def test_whatever_is_typed_comes_out_as_it_was(client, article):
    hostile = [text.replace("\0", "") for text in PAYLOADS]
    for start in range(0, len(hostile), 60):
        typed = "\n\n".join(hostile[start : start + 60]) + "</script><!--<script> \u2028"
        one = factories.experience(article, name=" ".join(typed.split())[:30], story=typed)
        factories.comment(article, on=one, text=typed, name="Bea")
        answer = client.get(f"/experiences/{one.id}")
        block = answer.text.partition('<script type="application/ld+json">')[2]
        block = block.partition("</script>")[0]
        assert not set("<>&\u2028\u2029") & set(block)
        [posting] = [t for t in json.loads(block)["@graph"] if t["@type"][0] == "D"]
        assert posting["text"] == posting["comment"][0]["text"] == words_of(one.story_html)
        assert things_on(client, f"/experiences/{one.id}")["DiscussionForumPosting"] == posting


def test_a_block_reads_back_as_what_it_was_made_of():
    data = {"text": "</script><!-- & \u2028\u2029 \\u003c \" '", "number": 3}
    assert json.loads(as_block(data)) == data
