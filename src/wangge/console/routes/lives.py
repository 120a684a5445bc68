"""Addresses of changes in people's lives at the desk."""

from django.urls import path

from wangge.console.views import lives

urlpatterns = [
    path("people/move-in/", lives.move_in, name="move_in"),
    path("people/arrivals/", lives.arrivals, name="arrivals"),
    path("people/arrivals/<int:pk>/confirm/", lives.confirm_arrival, name="confirm_arrival"),
    path("people/<uuid:uid>/events/", lives.events, name="person_events"),
    path("people/<uuid:uid>/events/<slug:kind>/", lives.tell, name="tell_event"),
    path("people/<uuid:uid>/events/<uuid:event>/undo/", lives.undo, name="undo_event"),
    path("people/<uuid:uid>/timeline/", lives.person_timeline, name="person_timeline"),
    path("households/<uuid:uid>/", lives.household, name="household"),
]
