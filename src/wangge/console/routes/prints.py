"""Addresses of printed documents at the desk."""

from django.urls import URLPattern, path

from wangge.console.views import prints

urlpatterns: list[URLPattern] = [
    path("prints/people/", prints.people, name="print_people"),
]
