"""Addresses of the grid worker's phone, under /m/."""

from django.urls import path

from wangge.field.views import app, households, incidents, reports

app_name = "field"

urlpatterns = [
    path("", incidents.today, name="today"),
    path("mine/", incidents.mine, name="mine"),
    path("report/", reports.report, name="report"),
    path("incidents/<uuid:uid>/", incidents.detail, name="incident"),
    path("incidents/<uuid:uid>/steps/<slug:verb>/", incidents.take_step, name="take_step"),
    path("incidents/<uuid:uid>/photos/<uuid:file>/", incidents.photo, name="incident_photo"),
    path("app/", app.shell, name="app"),
    path("app/sw.js", app.worker, name="app_worker"),
    path("app/manifest.webmanifest", app.manifest, name="app_manifest"),
    path("app/fields", app.fields, name="app_fields"),
    path("app/ground", app.ground, name="app_ground"),
    path("app/devices/<str:device>/share", app.share, name="app_share"),
    path("households/", households.search, name="households"),
]
