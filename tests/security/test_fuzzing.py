"""Schemathesis finds nothing wrong with the API; and finds what is planted."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response, request
from flask import json as flask_json

from forum.database import db
from forum.openapi import routes_of
from tests import factories
from tests.contracts.programs import Program

from .fuzzing import tried

pytestmark = [
    pytest.mark.one_engine("sqlite"),
    pytest.mark.filterwarnings("ignore"),  # what libraries of schemathesis say to each other
]
EXAMPLES = 10
"""For each call; `make fuzz` takes 200."""


def answers(schema: dict) -> dict:
    return {"description": "x", "content": {"application/json": {"schema": schema}}}


THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
PLANTED = {
    "openapi": "3.1.0",
    "info": {"title": "planted", "version": "1"},
    "paths": {
        "/fails": {
            "get": {
                "parameters": [
                    {
                        "name": "n",
                        "in": "query",
                        "required": True,
                        "schema": {"type": "integer", "minimum": 0, "maximum": 1000},
                    }
                ],
                "responses": {"200": answers(THING), "400": answers({})},
            }
        },
        "/lies": {"get": {"responses": {"200": answers(THING)}}},
        "/holds": {"get": {"responses": {"200": answers(THING)}}},
    },
}


@pytest.fixture
def planted() -> Flask:
    """A little site with two faults: one value is too much for it, one answer is not as said."""
    app = Flask("planted")

    @app.get("/openapi.json")
    def document() -> Response:
        return Response(flask_json.dumps(PLANTED), mimetype="application/json")

    @app.get("/fails")
    def fails() -> tuple[dict, int]:
        given = request.args.get("n", "")
        if len(request.args.getlist("n")) != 1 or not given.isascii() or not given.isdigit():
            return {"wrong": "n"}, 400
        if int(given) > 1000:
            return {"wrong": "n"}, 400
        return {"id": 1}, 500 if int(given) == 1000 else 200

    @app.get("/lies")
    def lies() -> dict:
        return {"id": "seven"}

    @app.get("/holds")
    def holds() -> dict:
        return {"id": 7}

    return app


def test_it_finds_what_is_planted(planted):
    found = tried(planted, "/openapi.json", examples=EXAMPLES).faults
    by_call = {call: {check for c, check, _title in found if c == call} for call, *_ in found}
    assert "not_a_server_error" in by_call["GET /fails"]
    assert by_call["GET /lies"] == {"response_schema_conformance"}
    assert "GET /holds" not in by_call


@pytest.fixture
def program(app, article) -> Iterator[Program]:
    app.extensions["changes"].any = True  # another thread writes
    for number in range(5):
        one = factories.experience(article, story=f"What happened in night {number} of it.")
        factories.comment(article, on=one, text=f"As in my night {number}.")
    yield Program(app, factories.member("Prudence"))
    db.session.remove()


def test_it_finds_nothing_wrong_here(app, program):
    shown = {"Authorization": f"Bearer {program.token}"}
    db.session.remove()
    found = tried(app, "/api/v1/openapi.json", examples=EXAMPLES, **shown)
    assert found.faults == set()
    assert found.statuses() >= {200, 201, 400, 401, 404, 405, 415, 422}, found.statuses()
    calls = {f"{route.method} {route.path}" for route in routes_of(app)}
    assert calls - found.calls_done() <= {"GET /api/v1/openapi.json"}, "which it has begun with"
