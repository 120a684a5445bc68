"""Addresses of labels and the groups that need attention at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
