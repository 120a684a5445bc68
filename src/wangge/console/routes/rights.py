"""Addresses of what residents may ask about their own data at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
