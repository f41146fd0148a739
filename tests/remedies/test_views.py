"""Browsing by cause and remedy."""

import pytest
import sqlalchemy as sa

from forum.board.models import Attempt, Experience, ExperienceCause, Status
from forum.database import db
from forum.remedies.models import Cause, Outcome, Remedy
from tests import factories
from tests.pages import read, words

ARTICLE = "/articles/leg-cramps"


@pytest.fixture
def told(article):
    """Some experiences with statins, and one without."""
    for place, outcome in enumerate(["relieved", "no_change", "no_change", "worse"]):
        factories.experience(
            article,
            story=f"Story number {place} about statins.",
            causes=["statins", "alcohol"][: 1 + place % 2],
            tried=[("magnesium", outcome), ("heat", "helped_some")][: 1 + place % 2],
        )
    factories.experience(article, causes=["alcohol"], tried=[("magnesium", "relieved")])


def told_in_words(page) -> dict[str, str]:
    """Return how it went with remedies of which there are too few to tell, by name."""
    return {
        words(row.select_one("th a")): words(row.select_one(".helped"))
        for row in page.select(".league .few tr:not(.too-few)")
    }


def rows_of(page) -> dict[str, list[int]]:
    """Return the table of outcomes: the four counts and their sum by name."""
    return {
        words(row.select_one("th a")): [int(words(cell)) for cell in row.select("td.num")]
        for row in page.select(".outcomes-table tbody tr")
    }


@pytest.mark.usefixtures("told")
def test_a_cause_page_counts_what_a_recount_of_the_rows_counts(client, article):
    for cause in db.session.scalars(sa.select(Cause)).all():
        page = read(client.get(f"{ARTICLE}/causes/{cause.slug}"))
        rows = db.session.execute(
            sa.select(Remedy.label, Attempt.outcome, sa.func.count())
            .join(Attempt, Attempt.remedy_id == Remedy.id)
            .join(Experience, Experience.id == Attempt.experience_id)
            .join(ExperienceCause, ExperienceCause.experience_id == Experience.id)
            .where(ExperienceCause.cause_id == cause.id, Experience.status == Status.VISIBLE)
            .group_by(Remedy.label, Attempt.outcome)
        ).all()
        expected: dict[str, dict[str, int]] = {}
        for label, outcome, count in rows:
            expected.setdefault(label, {})[outcome] = count
        assert told_in_words(page) == {
            label: ", ".join(f"{counts[o]} {o.replace('_', ' ')}" for o in Outcome if o in counts)
            for label, counts in expected.items()
        }


@pytest.mark.usefixtures("told")
def test_a_remedy_page_shows_counts_evidence_and_stories(client):
    page = read(client.get(f"{ARTICLE}/remedies/magnesium"))
    counts = [words(count) for count in page.select(".counts dd")]
    assert counts == ["2", "0", "2", "1"]
    few = [words(cause) for cause in page.select(".few-causes li")]
    assert "Alcohol 1 relieved, 1 no change, 1 worse" in few
    assert "Cochrane" in words(page)
    assert "Loose stools" in words(page)
    assert len(page.select(".experience")) == 5
    assert "%" not in words(page.select_one("main"))


def test_a_harmful_remedy_carries_its_notice_on_top(client):
    page = read(client.get(f"{ARTICLE}/remedies/quinine"))
    assert "fatal bleeding" in words(page.select_one(".callout"))
    assert "Not advised" in words(page)


def test_a_tag_nobody_has_told_of_invites(client):
    page = read(client.get(f"{ARTICLE}/remedies/soap"))
    assert "Nobody has told us about “Bar of soap under the sheets” yet." in words(page)
    assert page.select_one(f".empty a[href='{ARTICLE}/share?remedy=soap']")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (f"{ARTICLE}/causes/water-tablet", f"{ARTICLE}/causes/diuretics?called=water+tablet"),
        (f"{ARTICLE}/causes/Lipitor", f"{ARTICLE}/causes/statins?called=Lipitor"),
        (f"{ARTICLE}/causes?q=charley+horse", f"{ARTICLE}/causes/unknown?called=charley+horse"),
        (f"{ARTICLE}/remedies?q=gherkin+juice", f"{ARTICLE}/remedies/pickle-juice?called=gherkin+juice"),
        (f"{ARTICLE}/causes?q=gherkin+juice", f"{ARTICLE}/remedies/pickle-juice?called=gherkin+juice"),
        ("/causes?q=water+tablet", f"{ARTICLE}/causes/diuretics?called=water+tablet"),
        ("/remedies?q=my+water+tablets", f"{ARTICLE}/causes/diuretics?called=water+tablets"),
    ],
)  # fmt: skip
def test_colloquial_words_lead_to_the_tag_and_the_page_says_so(client, path, address):
    response = client.get(path)
    assert response.location == address
    page = read(client.get(address))
    called = address.partition("called=")[2].replace("+", " ")
    assert f"“{called}” leads here" in words(page.select_one(".called"))


def test_a_word_that_leads_nowhere_says_so_and_shows_everything(client):
    page = read(client.get("/causes?q=zzz"))
    assert "We know no cause or remedy called “zzz”." in words(page)
    assert len(page.select(".tag-list li")) == 20


def test_a_part_of_a_word_offers_what_it_may_mean(client):
    page = read(client.get(f"{ARTICLE}/remedies?q=magnes"))
    offered = {words(link) for link in page.select(".called a")}
    assert {"Magnesium tablets or powder", "Low magnesium"} <= offered


def test_a_page_does_not_repeat_words_that_are_no_name_of_its_tag(client):
    for words_ in ("buy my pills", "statins from evil.example", "0800 1234 statins"):
        page = client.get(f"{ARTICLE}/causes/statins", query_string={"called": words_})
        assert words_ not in page.text


@pytest.mark.usefixtures("told")
def test_the_causes_are_listed_with_their_counts(client):
    page = read(client.get(f"{ARTICLE}/causes"))
    shown = [words(link) for link in page.select(".tag-list a")]
    assert shown[0] == "Cholesterol medicines (statins, nicotinic acid) 4 experiences"
    assert shown[1] == "Alcohol 3 experiences"
    assert len(shown) == 20


def test_unknown_tags_are_not_found(client):
    for path in ("causes/nonsense", "remedies/nonsense"):
        response = client.get(f"{ARTICLE}/{path}")
        assert response.status_code == 404
        assert "nothing called “nonsense”" in response.text
