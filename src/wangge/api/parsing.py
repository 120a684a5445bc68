"""What comes in: JSON and queries that a database can hold."""

from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from pydantic_core import from_json

from wangge.kernel.errors import FieldFault, Invalid

NUL = "\x00"


class StrictParser(Parser):
    """JSON without NaN, lone surrogates, NUL characters or bottomless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = request.body
        data = from_json(body, allow_inf_nan=False)
        if b"\\u0000" in body and _holds_nul(data):
            raise ValueError("NUL")
        return data

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The parameters given; one left empty is one not given."""
        for key, value in data.items():
            if isinstance(value, str) and NUL in value:
                raise Invalid(
                    "query", f"{key}：不能含有空字符。", (FieldFault(key, "不能含有空字符"),)
                )
        read: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        return {key: value for key, value in read.items() if value != ""}


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, dict):
        return any(NUL in key or _holds_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(map(_holds_nul, value))
