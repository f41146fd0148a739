"""Every page of somebody's own, and every door, holds up to the rules that a machine can check."""

import pytest

from tests import factories

from .test_accessibility import faults_on, session_of

pytestmark = pytest.mark.one_engine("sqlite")

DOORS = ("sign-in", "sign-in/code", "sign-up", "mailed", "reset", "link", "erased")
ROOMS = (
    "notices",
    "mail",
    "new-address",
    "safety",
    "sessions",
    "password",
    "app",
    "passkeys",
    "tokens",
)
ROOMS += ("decisions", "name", "export", "erase", "prove", "follow?article=leg-cramps&remedy=heat")
GUESTS = ("", "address", "mail", "export", "erase")


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_no_page_of_an_account_has_a_fault(article, open_browser, served, scheme, width):
    harriet = factories.member("Harriet", email="harriet@example.org")
    factories.experience(article, author=harriet, is_own_name=True)
    gus = factories.experience(
        article, story="It was the other leg, now that I think.", name="Gus"
    ).author_id
    viewport = {"width": width, "height": 900}
    for person_id, names in ((None, DOORS), (harriet.id, ROOMS), (gus, GUESTS)):
        context = open_browser(color_scheme=scheme, viewport=viewport)
        if person_id:
            context.add_cookies([{**session_of(person_id), "url": served}])
        page = context.new_page()
        for name in names:
            response = page.goto(f"/account/{name}".rstrip("/"))
            assert response.status == 200, name
            assert faults_on(page, looks_only=scheme == "dark") == [], name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    for path in ("/privacy", "/api"):
        page.goto(path)
        assert faults_on(page, looks_only=scheme == "dark") == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
