"""Style sheets are sent by groups: each page links those that hold a rule for what stands on it."""

import re

import pytest

from forum.accounts.models import Role
from forum.assets import FOLDER, GROUPS, read_assets
from forum.board.models import Status
from forum.moderation.case_actions import Thing, find_open_case
from forum.moderation.decision_actions import hide
from forum.moderation.flag_actions import flag
from forum.moderation.hold_actions import hold
from forum.moderation.models import Reason
from tests import factories
from tests.pages import read, sign_in

from .routes import ACCOUNT, FORMS, MODERATION, PAGES, filled

pytestmark = pytest.mark.one_engine("sqlite")

BY_THEMSELVES = {"card", "export"}
"""Sheets of documents that stand in no page of ours."""
AS_OTHERS_DO = {"desk": {"sum", "findings", "reasons"}}
"""Classes by which the rooms of moderators call something else than other pages do."""


STATES = re.compile(r"::[\w-]+|:(hover|focus-visible|focus|target|checked)\b")
BRACKETS = re.compile(r":(not|has|is)\([^()]*(\([^()]*\)[^()]*)*\)")


def rules_of(group: str) -> list[tuple[list[set[str]], str]]:
    """Return the selectors of a group, without what only a browser knows, each with the classes
    of which some have to be on a page before it can match."""
    sheet = re.sub(r"/\*.*?\*/", "", read_assets()[f"css/{group}.css"].content.decode(), flags=re.S)
    found = []
    for head in re.findall(r"([^{};]+)\{", sheet):
        selector = re.sub(r":(has|is)\(\)", "", STATES.sub("", head.strip()))
        outside = BRACKETS.sub("", selector).split(",")
        if "@" not in head:
            found.append(([set(re.findall(r"\.([a-z_][\w-]*)", one)) for one in outside], selector))
    return found


@pytest.fixture
def addresses(app, article):
    """The address of every page, of things that are there, by the browser of who reads it."""
    member = factories.member("Mia")
    moderator = factories.member("Moira", role=Role.MODERATOR)
    tags = {"causes": ["statins"], "tried": [("magnesium", "worse"), ("goose fat", "relieved")]}
    one = factories.experience(article, author=member, **tags)
    said = factories.comment(article, on=one, author=member)
    waiting = factories.experience(
        article,
        author=member,
        status=Status.HELD,
        story="What waits for a moderator to read it.",
        **tags,
    )
    told = factories.experience(
        article, author=member, story="What a moderator took off the board.", **tags
    )
    hold(Thing.of(waiting), [])
    flag(Thing.of(told), Reason.OTHER, "It tells who I am.", flagger=moderator)
    decision = hide(Thing.of(told), Reason.OTHER, actor=moderator, note="In my words.")
    numbers = {
        "<number:case>": find_open_case(Thing.of(waiting)).id,
        "<number:decision>": decision.id,
        "<number:person>": member.id,
    }

    def of(*tables):
        for rule, route in {
            rule: route for table in tables for rule, route in table.items()
        }.items():
            for part, number in numbers.items():
                rule = rule.replace(part, str(number))
            yield filled(rule, one.id, said.id) + route.query

    return {
        app.test_client(): ["/nope", *of(PAGES)],
        sign_in(app.test_client(), member): [
            *(f"/experiences/{number}" for number in (waiting.id, told.id)),
            *of(FORMS, ACCOUNT),
        ],
        sign_in(app.test_client(), moderator): list(of(MODERATION)),
    }


def test_every_page_links_the_sheets_that_style_what_stands_on_it(addresses):
    rules = {group: rules_of(group) for group in GROUPS}
    missing, seen = set(), set()
    for reader, path in [(reader, path) for reader, paths in addresses.items() for path in paths]:
        answer = reader.get(path)
        linked = set(re.findall(r'href="/static/\w+/css/(\w+)\.css"', answer.text))
        seen |= linked
        there = {
            name
            for names in re.findall(r'\sclass="([^"]*)"', answer.text)
            for name in names.split()
        }
        page = read(answer) if linked else None
        for group in GROUPS.keys() - linked if page else ():
            missing |= {
                (path, group, selector)
                for needed, selector in rules[group]
                if any(one <= there and not one & AS_OTHERS_DO.get(group, set()) for one in needed)
                and page.select_one(selector)
            }
    assert missing == set()
    assert seen == set(GROUPS)


def test_every_sheet_is_in_one_group():
    grouped = [name for names in GROUPS.values() for name in names]
    files = {path.stem for path in (FOLDER / "css").glob("*.css")}
    assert sorted(grouped) == sorted(files - BY_THEMSELVES)
