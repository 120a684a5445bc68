"""The OpenAPI document: the framework's, with the problems that any call can answer."""

from typing import Any

from ninja import NinjaAPI

from wangge.api.problems import MEDIA_TYPE, TITLES

_EVERYWHERE = (400, 404, 405, 413, 422, 500)
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 问题说明：code 供程序判断，detail 给人看",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "version": {"type": "integer", "description": "code 为 stale 时：现在的版本"},
    },
}


class DocumentedAPI(NinjaAPI):
    """A NinjaAPI whose document tells of problems too, made once."""

    _document: dict[str, Any] | None = None

    def get_openapi_schema(self, **_where: Any) -> Any:
        """The document; the API lies at one address, so there is but one."""
        if self._document is None:
            document: dict[str, Any] = super().get_openapi_schema(path_prefix="/api/v1/")
            document["components"]["schemas"]["Problem"] = _PROBLEM
            for path in document["paths"].values():
                for method, operation in path.items():
                    _add_problems(method, operation)
            self._document = document
        return self._document


def _add_problems(method: str, operation: dict[str, Any]) -> None:
    statuses = list(_EVERYWHERE)
    statuses.append(401)
    if method != "get":
        statuses.append(409)
    if "security" not in operation:
        statuses.append(429)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted(statuses):
        operation["responses"].setdefault(
            status, {"description": TITLES[status], "content": content}
        )
