"""Addresses of visits, patrols, journals, devices and conflicts at the desk."""

from django.urls import URLPattern, path

from wangge.console.views import devices, handed, journals, visits

urlpatterns: list[URLPattern] = [
    path("visits/", visits.listing, name="visits"),
    path("visits/plan/", visits.plan, name="visit_plan"),
    path("visits/coverage/", visits.coverage, name="visit_coverage"),
    path("visits/never/", visits.never_met, name="never_met"),
    path("visits/opinions/", visits.opinions, name="opinions"),
    path("visits/patrols/", visits.patrols, name="patrols"),
    path("visits/patrols/<uuid:uid>/", visits.patrol, name="patrol"),
    path("visits/<uuid:uid>/", visits.detail, name="visit"),
    path("visits/batches/", handed.batches, name="batches"),
    path("suggestions/", handed.suggestions, name="suggestions"),
    path("suggestions/<uuid:uid>/answer/", handed.answer, name="answer_suggestion"),
    path("journals/", journals.listing, name="journals"),
    path("journals/today/", journals.log, name="journal_log"),
    path("journals/write/", journals.write, name="write_journal"),
    path("devices/", devices.listing, name="devices"),
    path("devices/<int:pk>/revoke/", devices.revoke, name="revoke_device"),
    path("devices/<int:pk>/restore/", devices.restore, name="restore_device"),
    path("devices/conflicts/<uuid:uid>/", devices.resolve, name="resolve_conflict"),
]
