"""Addresses of homes at the desk: estates, buildings, dwellings."""

from django.urls import URLPattern, path

from wangge.console.views import dwellings, homes

urlpatterns: list[URLPattern] = [
    path("homes/", homes.listing, name="homes"),
    path("homes/coverage/", homes.coverage, name="coverage"),
    path("homes/missing/", homes.missing, name="missing_homes"),
    path("homes/estates/", homes.estates, name="estates"),
    path("homes/estates/<uuid:uid>/", homes.estate, name="estate"),
    path("homes/buildings/new/", homes.create_building, name="create_building"),
    path("homes/buildings/<uuid:uid>/", homes.building, name="building"),
    path("homes/buildings/<uuid:uid>/edit/", homes.edit_building, name="edit_building"),
    path("homes/buildings/<uuid:uid>/doors/", dwellings.doors, name="add_doors"),
    path("homes/buildings/<uuid:uid>/move/", homes.move, name="move_building"),
    path("homes/dwellings/<uuid:uid>/", dwellings.detail, name="dwelling"),
    path("homes/dwellings/<uuid:uid>/edit/", dwellings.edit, name="edit_dwelling"),
]
