"""Addresses of incidents at the desk."""

from django.urls import path

from wangge.console.views import incidents

urlpatterns = [
    path("incidents/", incidents.worklist, name="incidents"),
    path("incidents/new/", incidents.report, name="report"),
    path("incidents/<uuid:uid>/", incidents.detail, name="incident"),
    path("incidents/<uuid:uid>/steps/<slug:verb>/", incidents.take_step, name="take_step"),
    path("incidents/<uuid:uid>/photos/<uuid:file>/", incidents.photo, name="incident_photo"),
]
