"""Addresses of workbooks given out at the desk."""

from django.urls import path

from wangge.console.views import exports

urlpatterns = [
    path("exports/", exports.listing, name="exports"),
    path("exports/new/<slug:kind>/", exports.create, name="new_export"),
    path("exports/templates/<slug:kind>/", exports.template, name="export_template"),
    path("exports/<uuid:uid>/", exports.detail, name="export"),
    path("exports/<uuid:uid>/row/", exports.row, name="export_row"),
    path("exports/<uuid:uid>/decide/", exports.decide, name="decide_export"),
    path("exports/<uuid:uid>/file/", exports.download, name="export_file"),
]
