"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("wangge.api.urls")),
    path("desk/", include("wangge.console.urls")),
    path("m/", include("wangge.field.urls")),
    path("", include("wangge.portal.urls")),
]
