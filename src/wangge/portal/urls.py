"""Addresses of the residents' pages, at the root."""

from django.urls import path

from wangge.portal.views import pages, progress, reports, scanned

app_name = "portal"

urlpatterns = [
    path("", pages.home, name="home"),
    path("report/", reports.report, name="report"),
    path("complaint/", reports.complaint, name="complaint"),
    path("track/", progress.track, name="track"),
    path("r/<slug:token>/", progress.progress, name="progress"),
    path("r/<slug:token>/rate/", progress.rate, name="rate"),
    # Behind printed codes, with the addresses that prints.faces writes.
    path("c/<str:code>/", scanned.board, name="board"),
    path("w/<str:code>/", scanned.badge, name="badge"),
    path("w/<str:code>/photo/", scanned.photo, name="badge_photo"),
    path("worker/", pages.worker, name="worker"),
    path("privacy/", pages.privacy, name="privacy"),
]
