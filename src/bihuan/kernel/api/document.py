"""The API object: problem documents for errors, and an OpenAPI document that says so."""

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser

from bihuan.kernel.api.errors import MEDIA_TYPE, Problem, translate_errors


class TextParser(Parser):
    """Reads JSON; a zero character in a text is damage, as no database takes it."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the parsed body. Raises ValueError, which is answered with 400."""
        parsed = super().parse_body(request)
        if b"\\u0000" in request.body and _has_zero(parsed):
            raise ValueError("a text holds a zero character")
        return parsed


def _has_zero(part: Any) -> bool:
    if isinstance(part, dict):
        return any(_has_zero(key) or _has_zero(value) for key, value in part.items())
    if isinstance(part, list):
        return any(map(_has_zero, part))
    return isinstance(part, str) and "\0" in part


class BihuanAPI(NinjaAPI):
    """NinjaAPI with the house's errors."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parser=TextParser(), **options)
        translate_errors(self)

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the OpenAPI 3.1 document; every error answer is a problem document."""
        document = super().get_openapi_schema(**options)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
        for path in document["paths"].values():
            for operation in path.values():
                for status, answer in operation.get("responses", {}).items():
                    if int(status) >= 400:
                        answer["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        return document
