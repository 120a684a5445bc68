"""Addresses of duplicates, completeness and freshness at the desk."""

from django.urls import URLPattern, path

from wangge.console.views import duplicates

urlpatterns: list[URLPattern] = [
    path("duplicates/", duplicates.listing, name="duplicates"),
    path("duplicates/scan/", duplicates.rescan, name="rescan_duplicates"),
    path("duplicates/similar/", duplicates.similar, name="similar"),
    path("duplicates/<int:pk>/", duplicates.detail, name="duplicate"),
    path("duplicates/<int:pk>/merge/", duplicates.merge, name="merge"),
    path("duplicates/<int:pk>/part/", duplicates.part, name="part"),
    path("merges/<uuid:uid>/undo/", duplicates.undo, name="undo_merge"),
]
