"""What axes shows to a locked-out person: the answer the view has already written."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def as_answered(
    _request: HttpRequest, response: HttpResponse, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """Leave the page or the API's answer as it is."""
    return response
