"""Addresses of the report on the division into grids."""

from django.urls import URLPattern, path

from wangge.console.views import grid_checks

urlpatterns: list[URLPattern] = [
    path("grid-checks/", grid_checks.listing, name="grid_checks"),
    path("grid-checks/<int:code>/", grid_checks.detail, name="grid_check"),
    path("grid-checks/<int:code>/pdf/", grid_checks.printed, name="grid_check_pdf"),
]
