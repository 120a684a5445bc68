"""Addresses of guarded records at the desk."""

from django.urls import URLPattern, path

from wangge.console.views import guarded, sight

urlpatterns: list[URLPattern] = [
    path("guarded/", guarded.listing, name="guarded"),
    path("guarded/openings/", sight.openings, name="guarded_openings"),
    path("people/<uuid:uid>/guarded/", guarded.person, name="person_guarded"),
    path("people/<uuid:uid>/guarded/open/", guarded.open_record, name="open_guarded"),
    path("people/<uuid:uid>/guarded/new/<slug:kind>/", guarded.add, name="add_guarded"),
    path("people/<uuid:uid>/guarded/<uuid:record>/change/", guarded.change, name="change_guarded"),
    path("people/<uuid:uid>/guarded/<uuid:record>/close/", guarded.close, name="close_guarded"),
    path("posts/", sight.listing, name="posts_sight"),
    path("posts/<slug:code>/", sight.put, name="post_sight"),
]
