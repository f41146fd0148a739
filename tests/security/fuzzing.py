"""Lets schemathesis try an API by its own document: what it allows, what it forbids, in any order.

`make fuzz` runs this file: it sends 200 requests of its own making to each call of a site with a
few stories, and prints whatever does not hold. How many, and from which seed it makes them,
can be given.
"""

import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import schemathesis
from flask_migrate import upgrade
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from werkzeug.serving import make_server

SETTINGS = {
    # What the gate says of words, what a cursor or a tag may be, and what has been withdrawn
    # stands in no schema: what fits one can still be refused, in these ways.
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "400", "401", "403", "404", "409", "410", "422"]
        }
    },
    "continue-on-failure": True,
}


@dataclass
class Tried:
    """What came of it: faults, each once, and how many answers there were of each kind."""

    faults: set[tuple[str, str, str]] = field(default_factory=set)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)

    def statuses(self) -> set[int]:
        return {status for _label, status in self.answers}

    def calls_done(self) -> set[str]:
        """Return the calls that were answered as they are meant to be, at least once."""
        return {label for label, status in self.answers if status < 300}


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application, and yield its address."""
    logging.getLogger("werkzeug").setLevel("ERROR")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def tried(app: Any, document: str, *, examples: int, seed: int = 1, **headers: str) -> Tried:
    """Run all phases and all checks against an application."""
    settings = {"generation": {"max-examples": examples}, "headers": headers, "seed": seed}
    found = Tried()
    with served(app) as home:
        config = SchemathesisConfig.from_dict(SETTINGS | settings)
        schema = schemathesis.openapi.from_url(home + document, config=config)
        for event in from_schema(schema).execute():
            if isinstance(event, events.NonFatalError | events.FatalError):
                raise RuntimeError(str(getattr(event, "value", event)))
            if isinstance(event, events.ScenarioFinished):
                _note(event.recorder, found)
    return found


def _note(recorder: Any, found: Tried) -> None:
    for one in recorder.interactions.values():
        case = recorder.cases.get(one.request.headers.get("X-Schemathesis-TestCaseId", [""])[0])
        label = case.value.operation.label if case else recorder.label
        if one.response is not None:
            found.answers[label, one.response.status_code] += 1
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info:
                fault = check.failure_info.failure
                found.faults.add((fault.operation, check.name, fault.title))


def site(folder: Path) -> tuple[Any, str]:
    """Return a site with a few stories, in a database of its own, and a token good for all."""
    from forum import create_app
    from forum.accounts.token_actions import make_token
    from forum.accounts.token_models import Scope
    from forum.articles.queries import get_article
    from forum.remedies.actions import publish
    from forum.remedies.source import read_content
    from tests import factories
    from tests.conftest import CONTENT, settings_for

    app = create_app(settings_for(f"sqlite:///{folder / 'fuzzing.db'}"))
    with app.app_context():
        upgrade()
        publish(read_content(CONTENT))
        article = get_article("leg-cramps")
        for number in range(30):
            story = f"What happened in night {number} of it."
            one = factories.experience(article, story=story, tried=[("magnesium", "worse")])
            factories.comment(article, on=one, text=f"As in my night {number}.")
        token = make_token(factories.member("Prudence").id, label="x", scopes=list(Scope))
    return app, token


def main() -> int:
    """Try a site, and print what was found."""
    given = [int(number) for number in sys.argv[1:]]
    examples, seed = (*given, *(200, 1)[len(given) :])
    with tempfile.TemporaryDirectory(prefix="forum-fuzzing-") as folder:
        app, token = site(Path(folder))
        shown = {"Authorization": f"Bearer {token}"}
        found = tried(app, "/api/v1/openapi.json", examples=examples, seed=seed, **shown)
    for (label, status), number in sorted(found.answers.items()):
        print(f"{number:6}  {status}  {label}")
    for fault in sorted(found.faults):
        print("FAULT", *fault)
    print(f"{sum(found.answers.values())} requests, {len(found.faults)} faults")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
