"""Addresses of labels and the groups that need attention at the desk."""

from django.urls import URLPattern, path

from wangge.console.views import care

urlpatterns: list[URLPattern] = [
    path("care/", care.overview, name="care"),
    path("people/<uuid:uid>/labels/", care.person, name="person_labels"),
    path("people/<uuid:uid>/labels/give/", care.give, name="give_label"),
    path("people/<uuid:uid>/labels/refuse/", care.refuse, name="refuse_label"),
    path("labels/<int:pk>/review/", care.review, name="review_label"),
    path("labels/<int:pk>/end/", care.end, name="end_label"),
]
