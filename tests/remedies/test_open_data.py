"""Open data give nobody away: no number under five stands in them, or can be worked out."""

import csv
import io
import itertools
import json

from hypothesis import given
from hypothesis import strategies as st

from forum.clock import now
from forum.remedies.open_data import COLUMNS, Figure, PublishedFigure, publishable
from forum.remedies.statistics import OutcomeCounts
from tests import factories

CSV, JSON = "/articles/leg-cramps/figures.csv", "/articles/leg-cramps/figures.json"
NUMBERS = COLUMNS[3:]


def value_of(counts: OutcomeCounts, column: str) -> int:
    """Return what these counts are in a column."""
    if column == "people":
        return counts.total
    return counts.critical if column == "not_helped" else getattr(counts, column)


@st.composite
def boards(draw) -> list[Figure]:
    """A remedy's counts for any cause, and for one cause whose people are among them."""
    part = [draw(st.integers(0, 12)) for _ in range(4)]
    rest = [draw(st.integers(0, 12)) for _ in range(4)]
    whole = OutcomeCounts(*map(sum, zip(part, rest, strict=True)))
    return [
        Figure("heat", "during", None, whole),
        Figure("heat", "during", "statins", OutcomeCounts(*part)),
    ]


@given(boards())
def test_no_number_under_five_is_published_and_none_is_wrong(figures):
    known = {figure.cause: figure.counts for figure in figures}
    for row in publishable(figures):
        for name in NUMBERS:
            value = getattr(row, name)
            assert value is None or value == value_of(known[row.cause], name) >= 5


@given(boards())
def test_no_number_under_five_can_be_computed_from_the_others(figures):
    rows = {row.cause: row for row in publishable(figures)}
    secrets = {
        (cause, name)
        for cause, counts in ((figure.cause, figure.counts) for figure in figures)
        for name in NUMBERS
        if value_of(counts, name) < 5
    }
    if not rows:
        return
    seen: dict[tuple[str | None, str], set[int]] = {secret: set() for secret in secrets}
    for world in worlds(rows):
        for cause, name in seen:
            seen[cause, name].add(value_of(world[cause], name))
        if all(len(values) > 1 for values in seen.values()):
            return
    assert all(len(values) > 1 for values in seen.values()), (rows, seen)


def worlds(rows: dict[str | None, PublishedFigure]):
    """Yield what all counts may be, as far as the published rows tell."""
    for whole in fitting(rows.get(None)):
        for part in fitting(rows.get("statins"), at_most=whole):
            yield {None: whole, "statins": part}


def fitting(row: PublishedFigure | None, at_most: OutcomeCounts | None = None):
    """Yield counts of which the row tells the truth; with no row, the small ones."""
    most = at_most or OutcomeCounts(*[row.people if row else 6] * 4)
    for helped, failed in _halves(row, most):
        for some in range(helped + 1):
            for worse in range(failed + 1):
                counts = OutcomeCounts(helped - some, some, failed - worse, worse)
                if all(map(int.__le__, counts, most)) and (not row or _fits(row, counts)):
                    yield counts


def _halves(row, most):
    if row is None:
        return itertools.product(range(min(7, most.helped + 1)), range(5))
    if row.helped is not None:
        return [(row.helped, row.not_helped)]
    return [(helped, row.people - helped) for helped in range(row.people + 1)]


def _fits(row: PublishedFigure, counts: OutcomeCounts) -> bool:
    return all(getattr(row, name) in {None, value_of(counts, name)} for name in NUMBERS)


def tell_of_heat(article) -> None:
    for outcome, number in (("relieved", 6), ("helped_some", 7), ("no_change", 8), ("worse", 5)):
        for n in range(number):
            story = f"How heat went for me, the {n}th who felt {outcome}."
            factories.experience(article, story=story, tried=[("heat", outcome), ("soap", outcome)])
    factories.experience(article, causes=["statins"], tried=[("heat", "worse")])


def test_the_table_says_when_under_which_licence_and_what_is_held_back(client, article):
    tell_of_heat(article)
    response = client.get(CSV)
    assert response.mimetype == "text/csv"
    notes, lines = [], []
    for line in response.text.splitlines():
        (notes if line.startswith("#") else lines).append(line)
    assert "CC BY 4.0" in " ".join(notes)
    assert now().date().isoformat() in " ".join(notes)
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    heat = next(row for row in rows if row["remedy"] == "heat")
    assert [heat[name] for name in NUMBERS] == ["27", "13", "14", "6", "7", "8", "6"]
    assert not any(row["cause"] == "statins" for row in rows)


def test_the_json_says_the_same_as_the_table(client, article):
    tell_of_heat(article)
    content = json.loads(client.get(JSON).text)
    assert content["licence"].startswith("CC BY 4.0")
    lines = [line for line in client.get(CSV).text.splitlines() if not line.startswith("#")]
    rows = csv.DictReader(io.StringIO("\n".join(lines)))
    assert [{k: str(v or "") for k, v in row.items()} for row in content["figures"]] == list(rows)


def test_the_page_on_counting_leads_to_the_figures(client):
    page = client.get("/how-we-count").text
    assert "no percentage" in page
    for address in (CSV, JSON):
        assert f'href="{address}"' in page
