"""Addresses of workbooks given out at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
