"""Addresses of the field dictionary and the collection forms at the desk."""

from django.urls import path

from wangge.console.views import collecting, dictionary

urlpatterns = [
    path("dictionary/", dictionary.listing, name="dictionary"),
    path("dictionary/new/", dictionary.add, name="add_field"),
    path("dictionary/<slug:key>/", dictionary.change, name="change_field"),
    path("dictionary/<slug:key>/retire/", dictionary.retire, name="retire_field"),
    path("people/<uuid:uid>/form/", collecting.edit_person, name="edit_person"),
    path("households/<uuid:uid>/form/", collecting.edit_household, name="edit_household"),
]
