"""Addresses of units, rentals, facilities and volunteers at the desk."""

from django.urls import URLPattern, path

from wangge.console.views import facilities, premises, rentals, workplaces

urlpatterns: list[URLPattern] = [
    path("premises/", premises.listing, name="premises"),
    path("premises/new/", premises.create, name="create_unit"),
    path("premises/<uuid:uid>/", premises.detail, name="unit"),
    path("premises/<uuid:uid>/edit/", premises.edit, name="edit_unit"),
    path("premises/<uuid:uid>/reveal/", premises.reveal, name="reveal_unit"),
    path("premises/<uuid:uid>/workers/", workplaces.employ, name="employ"),
    path("premises/<uuid:uid>/workers/<int:employment>/", workplaces.dismiss, name="dismiss"),
    path("premises/<uuid:uid>/place/", workplaces.place, name="place_unit"),
    path("premises/rentals/", rentals.listing, name="rentals"),
    path("premises/rentals/<uuid:uid>/", rentals.detail, name="rental"),
    path("premises/rentals/<uuid:uid>/edit/", rentals.edit, name="edit_rental"),
    path("premises/rentals/<uuid:uid>/end/", rentals.end, name="end_rental"),
    path("premises/rentals/<uuid:uid>/reveal/", rentals.reveal, name="reveal_rental"),
    path("homes/dwellings/<uuid:dwelling>/let/", rentals.create, name="create_rental"),
    path("premises/facilities/", facilities.listing, name="facilities"),
    path("premises/facilities/new/", facilities.create, name="create_facility"),
    path("premises/facilities/<uuid:uid>/", facilities.edit, name="facility"),
    path("premises/volunteers/", facilities.volunteers, name="volunteers"),
    path("premises/volunteers/<uuid:uid>/release/", facilities.release, name="release_volunteer"),
]
