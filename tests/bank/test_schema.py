from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal

import pytest
import yaml

from examgen.bank.schema import json_schema

from .conftest import DATA


@pytest.mark.parametrize("what", ["bank", "exam"])
def test_every_field_is_described(what: Literal["bank", "exam"]) -> None:
    schema = json_schema(what)
    json.dumps(schema)
    models = [schema, *schema["$defs"].values()]
    for model in models:
        assert model["description"]
        for name, field in model["properties"].items():
            assert field.get("description"), name


@pytest.mark.parametrize(("what", "file"), [("bank", "questions.yaml"), ("exam", "exam.yaml")])
def test_the_schema_knows_every_field_of_the_samples(what: Literal["bank", "exam"], file: str) -> None:
    schema = json_schema(what)
    data = yaml.safe_load((DATA / "course" / file).read_text(encoding="utf-8"))
    assert list(unknown(data, schema, schema)) == []
    assert list(unknown({**data, "colour": 1}, schema, schema)) == ["colour"]


def unknown(data: Any, schema: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    """Walk data and schema together; yield the fields that the schema does not allow."""
    options = [resolved(one, root) for one in schema.get("anyOf", [schema])]
    if isinstance(data, list):
        inner = next(one for one in options if one.get("type") == "array")
        for entry in data:
            yield from unknown(entry, inner.get("items", {}), root)
    elif isinstance(data, dict):
        objects = [one for one in options if "properties" in one or "additionalProperties" in one]
        inner = objects[0] if objects else {"additionalProperties": True}
        for key, entry in data.items():
            if key in inner.get("properties", {}):
                yield from unknown(entry, resolved(inner["properties"][key], root), root)
            elif inner.get("additionalProperties") is False:
                yield key
            elif isinstance(inner.get("additionalProperties"), dict):
                yield from unknown(entry, resolved(inner["additionalProperties"], root), root)


def resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    return root["$defs"][reference.rsplit("/", 1)[-1]] if reference else schema
