"""Addresses of duplicates, completeness and freshness at the desk."""

from django.urls import URLPattern, path

from wangge.console.views import duplicates, migrants, statistics, upkeep

urlpatterns: list[URLPattern] = [
    path("upkeep/", upkeep.overview, name="upkeep"),
    path("upkeep/people/<slug:what>/", upkeep.people, name="upkeep_people"),
    path("upkeep/households/<slug:check>/", upkeep.households, name="upkeep_households"),
    path("upkeep/freshness/", upkeep.fresh, name="freshness"),
    path("upkeep/freshness/<slug:key>/", upkeep.stale, name="stale"),
    path("upkeep/dwellings/", upkeep.dwellings, name="upkeep_dwellings"),
    path("statistics/", statistics.page, name="statistics"),
    path("statistics/rows/", statistics.rows, name="statistics_rows"),
    path("statistics/export/", statistics.export, name="statistics_export"),
    path("statistics/print/", statistics.printed, name="statistics_print"),
    path("statistics/migrants/", migrants.page, name="migrants"),
    path("statistics/migrants/<slug:what>/", migrants.people, name="migrant_people"),
    path("duplicates/", duplicates.listing, name="duplicates"),
    path("duplicates/scan/", duplicates.rescan, name="rescan_duplicates"),
    path("duplicates/scan/state/", duplicates.scan_state, name="scan_state"),
    path("duplicates/similar/", duplicates.similar, name="similar"),
    path("duplicates/<int:pk>/", duplicates.detail, name="duplicate"),
    path("duplicates/<int:pk>/merge/", duplicates.merge, name="merge"),
    path("duplicates/<int:pk>/part/", duplicates.part, name="part"),
    path("merges/<uuid:uid>/undo/", duplicates.undo, name="undo_merge"),
]
