"""Addresses of the grid worker's phone, under /m/."""

from django.urls import path

from wangge.field.views import households, incidents, reports

app_name = "field"

urlpatterns = [
    path("", incidents.today, name="today"),
    path("mine/", incidents.mine, name="mine"),
    path("report/", reports.report, name="report"),
    path("incidents/<uuid:uid>/", incidents.detail, name="incident"),
    path("incidents/<uuid:uid>/steps/<slug:verb>/", incidents.take_step, name="take_step"),
    path("incidents/<uuid:uid>/photos/<uuid:file>/", incidents.photo, name="incident_photo"),
    path("households/", households.search, name="households"),
]
