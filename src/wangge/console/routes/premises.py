"""Addresses of premises, rentals and facilities at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
