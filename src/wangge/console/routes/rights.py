"""Addresses of what residents may ask about their own data at the desk."""

from django.urls import URLPattern, path

from wangge.console.views import rights

urlpatterns: list[URLPattern] = [
    path("data-requests/", rights.listing, name="data_requests"),
    path("data-requests/<uuid:uid>/", rights.detail, name="data_request"),
    path("data-requests/<uuid:uid>/copy/", rights.copy, name="data_copy"),
    path("people/<uuid:uid>/access/", rights.person, name="person_access"),
]
