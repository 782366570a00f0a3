"""The slice of Twilio's own published description, and what it says of one exchange with the fake."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.fake_twilio.server import Asked

PATH = Path(__file__).parents[2].parent / "shared" / "data" / "twilio" / "messages_and_calls.json"


class Description:
    """Twilio's description, asked about requests and answers."""

    def __init__(self, path: Path = PATH):
        self.document = json.loads(path.read_text(encoding="utf-8"))

    def faults(self, asked: Asked) -> list[str]:
        """What is wrong with a request and its answer, by the description; nothing when all is right."""
        template, operation = self._operation(asked)
        if operation is None:
            return [f"no such operation: {asked.method} {asked.path}"]
        found = self._path_faults(template, asked, operation)
        found += self._form_faults(asked, operation)
        known = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"}
        found += [f"unknown query parameter {name}" for name in asked.query if name not in known]
        return found + self._answer_faults(asked, operation)

    def _operation(self, asked: Asked) -> tuple[str, Any]:
        for template, methods in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+?", template.replace(".", r"\.")), asked.path):
                return template, methods.get(asked.method.lower())
        return "", None

    def _path_faults(self, template: str, asked: Asked, operation: Any) -> list[str]:
        named = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+?)", template.replace(".", r"\.")), asked.path)
        values = named.groupdict() if named else {}
        return [
            fault
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "path"
            for fault in self._check(values.get(parameter["name"]), parameter["schema"], parameter["name"])
        ]

    def _form_faults(self, asked: Asked, operation: Any) -> list[str]:
        body = operation.get("requestBody")
        if body is None:
            return [f"a body where none belongs: {name}" for name in asked.form]
        (kind, content), *_ = body["content"].items()
        schema = content["schema"]
        found = [] if asked.headers.get("Content-Type") == kind else [f"sent as {asked.headers.get('Content-Type')}"]
        found += [f"missing {name}" for name in schema.get("required", []) if name not in asked.form]
        for name, value in asked.form.items():
            if name not in schema["properties"]:
                found.append(f"unknown form field {name}")
            else:
                found += self._check(_typed(value, schema["properties"][name]), schema["properties"][name], name)
        return found

    def _answer_faults(self, asked: Asked, operation: Any) -> list[str]:
        if asked.status is None or asked.status >= 400:
            return []
        answer = operation["responses"].get(str(asked.status))
        if answer is None:
            return [f"{asked.status} is no answer of this operation"]
        return self._check(asked.answer, answer["content"]["application/json"]["schema"], "answer")

    def _check(self, value: Any, schema: Any, what: str) -> list[str]:
        document = {"components": _nullable(self.document["components"]), **_nullable(schema)}
        return [
            f"{what}: {fault.json_path} {fault.message}" for fault in Draft202012Validator(document).iter_errors(value)
        ]


def _typed(text: str, schema: Any) -> Any:
    return int(text) if schema.get("type") == "integer" and text.isdigit() else text


def _nullable(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` in the words of JSON Schema; no other property may stand in an object we describe."""
    if isinstance(schema, list):
        return [_nullable(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _nullable(part) for name, part in schema.items()}
    if made.get("nullable") is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    if isinstance(made.get("properties"), dict) and made.get("type") in ("object", ["object", "null"]):
        made.setdefault("additionalProperties", False)
    return made
