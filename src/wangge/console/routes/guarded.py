"""Addresses of guarded records at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
