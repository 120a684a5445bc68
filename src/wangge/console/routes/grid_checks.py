"""Addresses of the reports on the division into grids and on their staff."""

from django.urls import URLPattern, path

from wangge.console.views import grid_checks, staffing

urlpatterns: list[URLPattern] = [
    path("grid-checks/", grid_checks.listing, name="grid_checks"),
    path("grid-checks/<int:code>/", grid_checks.detail, name="grid_check"),
    path("grid-checks/<int:code>/pdf/", grid_checks.printed, name="grid_check_pdf"),
    path("grid-checks/<int:code>/staff/", staffing.detail, name="staffing"),
]
