"""The document of the API says what is there and nothing else, and answers keep to it."""

import json
from typing import Any

import jsonschema_rs
import pytest

from forum.openapi import TYPE, routes_of
from tests import factories

from .programs import Program
from .routes import API_READS, API_WRITES, filled


@pytest.fixture
def document(client) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").json


def test_document_route_table_and_declarations_name_the_same(app, document):
    described = {(m.upper(), path) for path, ms in document["paths"].items() for m in ms}
    served = {(route.method, route.path) for route in routes_of(app)}
    declared = {("GET", rule) for rule in API_READS} | set(API_WRITES)
    in_document = {(m, rule.replace("<number:", "<").replace("<", "{").replace(">", "}"))
                   for m, rule in declared}  # fmt: skip
    assert described == served == in_document


def test_every_call_says_what_it_is_and_what_can_go_wrong(document):
    names = set()
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            names.add(call["operationId"])
            assert call["summary"], path
            assert {"400", "406", "500", "503"} <= set(call["responses"]), path
            is_write = method != "get"
            assert bool(call["security"]) == is_write, path
            wanted = {"401", "403", "404", "413", "429"} if is_write else set()
            assert wanted <= set(call["responses"]), path
            parts = [p["name"] for p in call["parameters"] if p["in"] == "path"]
            assert parts == [step[1:-1] for step in path.split("/") if step.startswith("{")]
            assert all(p["example"] for p in call["parameters"] if p["in"] == "path")
    assert len(names) == sum(map(len, document["paths"].values()))
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_shape_is_a_schema_and_everything_that_is_referred_to_is_there(document):
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": document["jsonSchemaDialect"], **schema})
    text = json.dumps(document)
    for name in {part.partition('"')[0] for part in text.split('"$ref": "')[1:]}:
        found = document
        for step in name.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_examples_fit_their_own_shapes(document):
    shown = 0
    for schema in document["components"]["schemas"].values():
        for example in schema.get("examples", []):
            assert _faults(document, schema, example) == []
            shown += 1
    assert shown >= 3


def _faults(document: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    whole = {**schema, "components": document["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [str(error) for error in validator.iter_errors(value)]


def test_real_answers_keep_to_the_document(app, article, document):
    """Ask everything, rightly and wrongly, and hold each answer against what is said of it."""
    one = factories.experience(
        article, causes=["statins"], tried=[("magnesium", "worse"), ("quinine", "worse")],
        age_band="45-54", notices=("clot",),
    )  # fmt: skip
    said = factories.comment(article, on=one, text="So did mine.")
    program, seen = Program(app, factories.member("Prudence")), set()
    stranger = Program(app, factories.member("Zoe"), "votes:write")
    asks = [("GET", rule, None) for rule in API_READS]
    asks += [(method, rule, written.sent) for (method, rule), written in API_WRITES.items()]
    for method, rule, sent in asks:
        for experience, comment in ((one.id, said.id), (999_999, 999_999)):
            path = filled(rule, experience, comment)
            path += API_READS[rule].query if method == "GET" else ""
            for who in (program, stranger):
                for body in (sent, {"x": 1}, sent):
                    for query in ("", "x=1"):
                        with_query = path + (query and f"{'&' if '?' in path else '?'}{query}")
                        answer = who.ask(method, with_query, body)
                        seen.add((method, rule, _check(document, method, rule, answer)))
        seen.add((method, rule, _check(document, method, rule, _plainly(program, method, path))))
    assert {status for _method, _rule, status in seen} >= {200, 201, 400, 401, 403, 404, 422}
    for method, rule, _sent in asks:
        assert any(m == method and r == rule and status < 300 for m, r, status in seen), rule


def _plainly(program: Program, method: str, path: str) -> Any:
    return program.client.open(path, method=method)


def _check(document: dict[str, Any], method: str, rule: str, answer: Any) -> int:
    """Hold an answer against the document: status, kind, headers, and every value in it."""
    path = rule.replace("<number:", "<").replace("<", "{").replace(">", "}")
    responses = document["paths"][path][method.lower()]["responses"]
    assert str(answer.status_code) in responses, (method, rule, answer.status_code, answer.text)
    declared = responses[str(answer.status_code)]
    for name in declared.get("headers", {}):
        is_limit = name.startswith("RateLimit")  # there are none in tests
        assert is_limit or name in answer.headers, (rule, answer.status_code, name)
    [(kind, media)] = declared["content"].items()
    assert answer.mimetype == kind
    assert (kind == TYPE) == (answer.status_code >= 400)
    assert _faults(document, media["schema"], json.loads(answer.text)) == [], (rule, answer.text)
    return answer.status_code
