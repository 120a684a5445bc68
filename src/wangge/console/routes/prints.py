"""Addresses of printed documents at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
