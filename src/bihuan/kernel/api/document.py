"""The API object: problem documents for errors, and an OpenAPI document that says so."""

from typing import Any

from ninja import NinjaAPI

from bihuan.kernel.api.errors import MEDIA_TYPE, translate_errors


class BihuanAPI(NinjaAPI):
    """NinjaAPI with the house's errors."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        translate_errors(self)

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the OpenAPI 3.1 document; error answers carry the media type they are sent with."""
        document = super().get_openapi_schema(**options)
        for path in document["paths"].values():
            for operation in path.values():
                for status, answer in operation.get("responses", {}).items():
                    content = answer.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[MEDIA_TYPE] = content.pop("application/json")
        return document
