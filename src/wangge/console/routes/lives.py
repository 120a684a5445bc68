"""Addresses of changes in people's lives at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
