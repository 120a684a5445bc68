"""Addresses of setting communities up."""

from django.urls import URLPattern, path

from wangge.console.views import opening

urlpatterns: list[URLPattern] = [
    path("opening/", opening.listing, name="openings"),
    path("opening/<int:code>/", opening.detail, name="opening"),
]
