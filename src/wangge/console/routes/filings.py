"""Addresses of forms that superiors ask for at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
