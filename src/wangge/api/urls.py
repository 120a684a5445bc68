"""Addresses of the API, under /api/v1/."""

from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt

from wangge.api.api import api
from wangge.api.problems import no_such_address, tells_methods


def _guarded() -> list[URLPattern]:
    patterns = [p for p in api.urls[0] if isinstance(p, URLPattern) and p.name != "api-root"]
    for pattern in patterns:
        pattern.callback = tells_methods(pattern.callback)
    return patterns


urlpatterns = [*_guarded(), re_path(r"^.*$", csrf_exempt(no_such_address))]
