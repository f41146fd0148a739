"""Programs read articles: their text, their sources, and when something has changed."""

from tests import factories

ARTICLES = "/api/v1/articles"


def test_articles_are_listed_with_where_people_read_them(client, article):
    answer = client.get(ARTICLES).json
    [found] = answer["data"]
    assert (found["slug"], found["page"]) == ("leg-cramps", "/articles/leg-cramps")
    assert found["title"] == article.title
    assert answer["links"] == {"self": ARTICLES, "next": None, "page": "/"}
    assert "not medical advice" in answer["meta"]["note"]


def test_an_article_comes_with_its_sections_and_sources(client, article):
    factories.experience(article, causes=["statins"])
    whole = client.get(f"{ARTICLES}/leg-cramps").json["data"]
    assert len(whole["sections"]) > 3
    html = "".join(section["html"] for section in whole["sections"])
    assert "<!--" not in html
    assert "<p>" in html
    numbers = [r["number"] for r in whole["references"] if r["number"] is not None]
    assert numbers == sorted(numbers)
    assert all(reference["citation"] for reference in whole["references"])
    assert whole["experience_count"] == 1


def test_invented_stories_are_said_to_be_invented(client, make_app, article):
    assert client.get(ARTICLES).json["meta"]["is_demonstration"] is False
    demonstration = make_app(DEMONSTRATION=True).test_client()
    assert demonstration.get(ARTICLES).json["meta"]["is_demonstration"] is True
