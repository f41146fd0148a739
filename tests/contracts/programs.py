"""Programs, as tests know them: a token of somebody, and one request after the other."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from forum.accounts.models import Person
from forum.accounts.token_actions import make_token
from forum.accounts.token_models import Scope


class Program:
    """A program with the token of somebody, good for everything unless it is said for what."""

    def __init__(self, app: Flask, person: Person, *scopes: str) -> None:
        self.client = app.test_client()
        chosen = [Scope(scope) for scope in scopes or Scope]
        self.token = make_token(person.id, label="diary", scopes=chosen)

    def ask(self, method: str, path: str, sent: Any = None, **headers: str) -> TestResponse:
        """Make a request with the token. Names of headers are given with `_` for `-`."""
        shown = {"Authorization": f"Bearer {self.token}"}
        shown |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(path, method=method, json=sent, headers=shown)

    def post(self, path: str, sent: Any = None, **headers: str) -> TestResponse:
        """Send something new."""
        return self.ask("POST", path, sent, **headers)
