"""Addresses of duplicates, completeness and freshness at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
