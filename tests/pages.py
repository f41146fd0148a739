"""Reads pages and fills in forms as a browser without scripts does."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.accounts.models import Person
from forum.accounts.session_actions import start_session

Fields = dict[str, Any]

_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
_ACTION = re.compile(r'<form\b[^>]*?\saction="([^"]*)"')


def read(response: TestResponse) -> BeautifulSoup:
    """Return the page."""
    return BeautifulSoup(response.text, "html.parser")


def words(part: Tag) -> str:
    """Return what a reader sees of it, on one line."""
    return " ".join(part.get_text(" ").split())


def form_on(page: BeautifulSoup, action: str) -> Tag:
    """Return the form that is sent to this address."""
    form = page.find("form", action=action)
    assert isinstance(form, Tag), f"there is no form for {action}"
    return form


def form_in(response: TestResponse, action: str) -> Tag:
    """Return the same form without reading the rest of the page, which takes longer than making
    it. No form stands in another, and none in what people write."""
    for part in _FORM.findall(response.text):
        found = _ACTION.match(part)
        if found and unescape(found[1]) == action:
            return form_on(BeautifulSoup(part, "html.parser"), action)
    return form_on(read(response), action)


def fields_of(form: Tag) -> Fields:
    """Return what the form would send if nothing were touched."""
    fields: Fields = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or (
            field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked")
        ):
            continue
        value = _value_of(field)
        known = fields.get(name)
        fields[name] = value if known is None else [*_listed(known), value]
    return fields


def submit(client: FlaskClient, path: str, action: str, **changes: Any) -> TestResponse:
    """Open a page, fill in the form for `action`, and send it.

    Fields are named as in the form, with `_` for `-`.
    """
    form = form_in(client.get(path), action)
    fields = fields_of(form) | {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(action, data=fields)


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    """Give this browser a session of this person, and return it."""
    name = client.application.config["ACCOUNT_COOKIE_NAME"]
    client.set_cookie(name, start_session(person.id, browser=""))
    return client


def _value_of(field: Tag) -> str:
    if field.name == "textarea":
        # The first line end after the tag is not part of the text.
        return field.get_text().removeprefix("\n")
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return str(chosen["value"]) if isinstance(chosen, Tag) else ""
    return str(field.get("value", "on"))


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else [value]
