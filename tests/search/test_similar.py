"""Stories of others with causes and remedies in common."""

from forum.accounts.actions import welcome_guest
from forum.board.actions import hide_experience
from forum.remedies.queries import find_cause, find_remedy
from forum.search.similar_queries import similar_to
from tests import factories


def like(article, *, causes=(), remedies=(), but_of=None) -> list[str]:
    alike = similar_to(
        cause_ids=[find_cause(article.id, slug).id for slug in causes],
        remedy_ids=[find_remedy(article.id, slug).id for slug in remedies],
        but_of=but_of,
    )
    return [story.name for story in alike.stories]


def tell(article, name, causes, remedies, author=None):
    tried = [(slug, "relieved") for slug in remedies]
    return factories.experience(article, author=author, name=name, causes=causes, tried=tried)


def test_who_shares_a_cause_and_a_remedy_comes_before_who_shares_one(article):
    tell(article, "Both", ["statins"], ["heat"])
    tell(article, "Cause", ["statins"], ["soap"])
    tell(article, "More", ["statins", "ageing"], ["heat", "water"])
    tell(article, "Remedy", ["alcohol"], ["heat"])
    asked = {"causes": ["statins", "ageing"], "remedies": ["heat"]}
    assert like(article, **asked) == ["More", "Both"]
    assert like(article, causes=["thyroid"], remedies=["soap"]) == ["Cause"]
    assert like(article, remedies=["heat"])[0] in {"Both", "Remedy"}
    assert like(article) == []


def test_three_at_most_and_none_of_ones_own(article):
    me = welcome_guest("Me")
    tell(article, "Me", ["statins"], ["heat"], author=me)
    for number in range(5):
        tell(article, f"N{number}", ["statins"], ["heat"])
    asked = {"causes": ["statins"], "remedies": ["heat"], "but_of": me.id}
    assert len(like(article, **asked)) == 3
    assert "Me" not in like(article, **asked)


def test_what_is_hidden_is_like_nothing(article):
    one = tell(article, "Hidden", ["statins"], ["heat"])
    assert like(article, causes=["statins"], remedies=["heat"]) == ["Hidden"]
    hide_experience(one.id)
    assert like(article, causes=["statins"], remedies=["heat"]) == []


def test_what_they_share_is_what_all_of_them_share(article):
    tell(article, "One", ["statins", "ageing"], ["heat"])
    tell(article, "Two", ["statins"], ["heat"])
    statins, ageing = (find_cause(article.id, slug).id for slug in ("statins", "ageing"))
    heat = find_remedy(article.id, "heat").id
    alike = similar_to(cause_ids=[statins, ageing], remedy_ids=[heat], but_of=None)
    assert alike.cause_ids == {statins}
    assert alike.remedy_ids == {heat}
