"""What the document of the API says, put for people. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SCHEMAS = "#/components/schemas/"
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """A parameter, or a member of a shape. `shape` names the shape that it is, or holds."""

    name: str
    kind: str
    shape: str
    about: str
    is_needed: bool


@dataclass(frozen=True)
class Call:
    """One method of one address."""

    method: str
    path: str
    summary: str
    about: str
    scope: str
    asked: list[Field]
    body: str
    example: str
    answer: str
    statuses: list[str]

    @property
    def anchor(self) -> str:
        """Its name on the page."""
        return f"{self.method}-{self.path}".lower().translate(str.maketrans("/{}", "---"))


@dataclass(frozen=True)
class Form:
    """A shape, with its members."""

    name: str
    about: str
    fields: list[Field]


@dataclass(frozen=True)
class Reference:
    """All calls, by what they are about, and the shapes they speak of."""

    calls: dict[str, list[Call]]
    forms: list[Form]


def read_reference(document: Schema) -> Reference:
    """Return what a document says."""
    schemas = document["components"]["schemas"]
    calls: dict[str, list[Call]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            call = _call(method.upper(), path, operation, schemas)
            calls.setdefault(operation["tags"][0], []).append(call)
    forms = [
        Form(_short(name), schema.get("description", ""), _members(schema))
        for name, schema in sorted(schemas.items())
        if "properties" in schema and not _is_envelope(name)
    ]
    return Reference(calls, forms)


def _call(method: str, path: str, operation: Schema, schemas: Schema) -> Call:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    body_name = _name_in(body.get("schema", {}))
    examples = schemas.get(body_name, {}).get("examples", [])
    scopes = [scope for one in operation["security"] for scope in one["token"]]
    return Call(
        method=method,
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        scope=", ".join(scopes),
        asked=[_parameter(each) for each in operation["parameters"] if each["in"] != "header"],
        body=_short(body_name),
        example=json.dumps(examples[0], indent=2) if examples else "",
        answer=_answer(operation["responses"]),
        statuses=list(operation["responses"]),
    )


def _answer(responses: Schema) -> str:
    """Return the name of the shape of a good answer."""
    good = responses.get("200") or responses["201"]
    return _short(_name_in(good["content"]["application/json"]["schema"]))


def _parameter(one: Schema) -> Field:
    schema = one["schema"]
    about = one.get("description", "")
    return Field(one["name"], _kind(schema), "", about, one.get("required", False))


def _members(schema: Schema) -> list[Field]:
    needed = schema.get("required", [])
    return [
        Field(
            name,
            _kind(each),
            _short(_name_in(each)),
            each.get("description", ""),
            name in needed,
        )
        for name, each in schema["properties"].items()
    ]


def _kind(schema: Schema) -> str:
    """Return in words of what kind a value is."""
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if "$ref" in schema:
        return _short(_name_in(schema))
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type", "anything"))


def _name_in(schema: Schema) -> str:
    """Return the name of the shape that a schema leads to, itself or inside a list."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(SCHEMAS)
    inner = [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]
    return next((name for each in inner if (name := _name_in(each))), "")


def _is_envelope(name: str) -> bool:
    return name.startswith(("One_", "Many_"))


def _short(name: str) -> str:
    """Return the name of a shape as people read it: without its envelope."""
    is_list = name.startswith("Many_")
    inner = name.removeprefix("One_").removeprefix("Many_").strip("_").removesuffix("Shape")
    return f"list of {inner}" if is_list else inner
