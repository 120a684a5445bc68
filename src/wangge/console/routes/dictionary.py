"""Addresses of the field dictionary and the collection forms at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
