"""Addresses of estates, buildings and dwellings at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
