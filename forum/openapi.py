"""The document that says what the JSON API is: OpenAPI 3.1, made of the routes. Knows no area.

Addresses and methods come from the route table, what they are asked and answer from what
`jsonapi.reads` and `jsonapi.writes` were told, words from the docstrings of the views.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from werkzeug.routing import Rule

from .api_shapes import NoQuery, Problem
from .jsonapi import JSON, KEY, KEY_PATTERN, Operation
from .problems import KINDS, PREFIX, TYPE

SCHEMAS = "#/components/schemas/"
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
ETAG = {"description": "Send it as If-None-Match to learn whether anything has changed.",
        "schema": {"type": "string"}}  # fmt: skip
HEADERS: dict[str, dict[str, Any]] = {
    "ETag": ETAG,
    "Location": {"description": "Where it can be read.", "schema": {"type": "string"}},
    "RateLimit-Policy": {
        "description": "How often this may be done: quota q in a window of w seconds.",
        "schema": {"type": "string"},
        "example": '"post-60";q=2;w=60, "post-3600";q=20;w=3600',
    },
    "RateLimit": {
        "description": "How often it may still be done: r times in the next t seconds.",
        "schema": {"type": "string"},
        "example": '"post-60";r=1;t=60, "post-3600";r=19;t=3600',
    },
    "Retry-After": {"description": "Seconds.", "schema": {"type": "string"}},
    "WWW-Authenticate": {"description": "What is wrong with the token.",
                         "schema": {"type": "string"}},
}  # fmt: skip
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of an earlier answer: 304 says that it still holds.",
    "schema": {"type": "string"},
}
IDEMPOTENCY_KEY = {
    "name": KEY,
    "in": "header",
    "description": "What is sent twice under one key, by one person, is stored once.",
    "schema": {"type": "string", "pattern": f"^{KEY_PATTERN}$"},
}
LIMITS = ("RateLimit-Policy", "RateLimit")
_NAMED_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    path: str
    method: str
    rule: Rule
    view: Any

    @property
    def operation(self) -> Operation:
        """What was declared of it."""
        found: Operation = self.view.operation
        return found

    @property
    def statuses(self) -> list[int]:
        """Every status with which it answers."""
        one = self.operation
        found = {*one.statuses, 400, 406, 500, 503}
        found |= {304} if one.is_kept else set()
        found |= {404} if self.rule.arguments or one.scope else set()
        found |= {410} if one.may_be_gone else set()
        if one.scope:
            found |= {401, 403, 413, 429} | ({409} if one.takes_key or one.may_be_done else set())
            found |= {415, 422} if one.body else set()
        return sorted(found)


def routes_of(app: Flask) -> Iterator[Route]:
    """Yield every method of every address of the API, in the order of addresses."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith(PREFIX):
            path = _NAMED_PART.sub(r"{\2}", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Route(path, method, rule, app.view_functions[rule.endpoint])


def document(app: Flask, *, parts: Mapping[str, Mapping[str, Any]], **info: str) -> dict[str, Any]:
    """Return the document. `parts` are the schemas of what stands in addresses, by their names;
    the rest is its title, version and description."""
    routes = list(routes_of(app))
    names, schemas = _schemas(routes)
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = {
            **_words(route),
            "parameters": [
                *_path_parameters(route, parts),
                *_query(route, names, schemas),
                *_header_parameters(route),
            ],
            **_body(route, names),
            "responses": {str(s): _response(route, s, names) for s in route.statuses},
            **_security(route),
        }
    for query in {route.operation.query for route in routes}:
        schemas.pop(names.get((query, "validation"), ""), None)
    return {
        "openapi": "3.1.0",
        "info": info,
        "jsonSchemaDialect": JSON_SCHEMA,
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": HEADERS,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A personal token, made at /account/tokens.",
                }
            },
        },
    }


Names = Mapping[tuple[type[BaseModel], JsonSchemaMode], str]


def _schemas(routes: list[Route]) -> tuple[dict[Any, str], dict[str, Any]]:
    """Return the schemas of everything asked and answered, and their names."""
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for route in routes:
        one = route.operation
        for model, mode in (
            (one.answer, "serialization"), (one.body, "validation"), (one.query, "validation"),
        ):  # fmt: skip
            if model is not None and model is not NoQuery:
                wanted[model, mode] = None  # type: ignore[index]
    found, together = models_json_schema(list(wanted), ref_template=SCHEMAS + "{model}")
    names = {key: value["$ref"].removeprefix(SCHEMAS) for key, value in found.items()}
    return names, together["$defs"]


def _words(route: Route) -> dict[str, Any]:
    summary, _end, rest = (route.view.__doc__ or "").partition("\n")
    first, _stop, more = summary.partition(". ")
    description = " ".join(f"{more} {rest}".split())
    return {
        "operationId": route.view.__name__,
        "summary": first.removesuffix("."),
        **({"description": description} if description else {}),
        "tags": [route.rule.endpoint.partition(".")[0].removesuffix("_api")],
    }


def _path_parameters(route: Route, parts: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, **parts[name]}
        for _converter, name in _NAMED_PART.findall(route.rule.rule)
    ]


def _query(route: Route, names: Names, schemas: Mapping[str, Any]) -> list[dict[str, Any]]:
    model = route.operation.query
    if model is NoQuery:
        return []
    fields = schemas[names[model, "validation"]]["properties"]
    return [{"name": name, "in": "query", **_parameter(dict(f))} for name, f in fields.items()]


def _parameter(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema as a parameter: one that is not given is absent, and never null."""
    described = {"description": schema.pop("description", "")}
    choices = [each for each in schema.pop("anyOf", []) if each != {"type": "null"}]
    if schema.get("default", "") is None:
        del schema["default"]
    return {**described, "schema": {**schema, **(choices[0] if choices else {})}}


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    wanted = [IF_NONE_MATCH] if route.operation.is_kept else []
    return [*wanted, IDEMPOTENCY_KEY] if route.operation.takes_key else wanted


def _body(route: Route, names: Names) -> dict[str, Any]:
    model = route.operation.body
    if model is None:
        return {}
    schema = {"$ref": SCHEMAS + names[model, "validation"]}
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema}}}}


def _response(route: Route, status: int, names: Names) -> dict[str, Any]:
    one = route.operation
    headers = _headers_of(one, status)
    found: dict[str, Any] = {"description": _said_by(status)}
    if headers:
        found["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    if status in one.statuses and one.answer is not None:
        schema = {"$ref": SCHEMAS + names[one.answer, "serialization"]}
        found["content"] = {JSON: {"schema": schema}}
    elif status in one.statuses:
        found["content"] = {JSON: {"schema": {"type": "object"}}}
    elif status >= 400:
        schema = {"$ref": SCHEMAS + names[Problem, "serialization"]}
        found["content"] = {TYPE: {"schema": schema}}
    return found


def _headers_of(one: Operation, status: int) -> list[str]:
    if status in {200, 304} and one.is_kept:
        return ["ETag"]
    if status == 401:
        return ["WWW-Authenticate"]
    if status in {429, 503}:
        return ["Retry-After", *(LIMITS if status == 429 else ())]
    limits = list(LIMITS) if one.scope and 400 > status >= 200 else []
    return ["Location", *limits] if status == 201 and one.takes_key else limits


def _said_by(status: int) -> str:
    kinds = [kind.title for kind in KINDS if kind.status == status]
    return "; or: ".join(kinds) or HTTPStatus(status).phrase


def _security(route: Route) -> dict[str, Any]:
    scope = route.operation.scope
    return {"security": [{"token": [str(scope)]}] if scope else []}
