"""A stranger's program of twenty lines, which knows nothing but the address and a token."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from forum.accounts.token_actions import make_token
from forum.accounts.token_models import Scope
from forum.database import db
from tests import factories

CLIENT = Path(__file__).parents[2] / "docs" / "api" / "client.py"

pytestmark = pytest.mark.one_engine("sqlite")


@pytest.fixture
def run(app, served):
    """Run the program against the site that is served."""

    def run_it(token: str) -> subprocess.CompletedProcess:
        app.extensions["changes"].any = True
        db.session.remove()
        given = {"EASED_SITE": served, "EASED_TOKEN": token}
        return subprocess.run(
            [sys.executable, str(CLIENT)], env=given, capture_output=True, text=True, timeout=60
        )

    return run_it


def test_it_tells_an_experience_and_reads_it_back(run, client):
    token = make_token(factories.member("Prudence").id, label="x", scopes=[Scope.EXPERIENCES])
    done = run(token)
    assert done.returncode == 0, done.stderr
    message, text = done.stdout.splitlines()
    assert message == "Thank you. Your experience is on the board."
    assert text.startswith("My calf locks up at night.")
    assert text in client.get("/articles/leg-cramps").text


def test_it_says_what_is_wrong(run, article):
    done = run("eased_of_nobody")
    assert done.returncode == 1
    assert "/api#token-needed" in done.stderr


def test_it_is_short_plain_and_what_the_page_shows(client):
    text = CLIENT.read_text()
    assert len(text.splitlines()) <= 20
    names = {a.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import)
             for a in node.names}  # fmt: skip
    assert names == {"os", "uuid", "httpx"}
    assert text.splitlines()[3] in client.get("/api").text.replace("&#34;", '"')
