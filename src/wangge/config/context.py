"""What every page knows about the installation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wangge.areas import queries as areas


def product(request: HttpRequest) -> dict[str, Any]:
    """The county's name and whether this is a demo."""
    return {
        "county": SimpleLazyObject(areas.county_name),
        "demo": settings.DEMO,
        "staff": getattr(request, "staff", None),
    }
