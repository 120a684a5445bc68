"""Addresses of the division plans."""

from django.urls import URLPattern, path

from wangge.console.views import (
    redivision,
    redivision_bench,
    redivision_compare,
    redivision_new,
    redivision_steps,
)

urlpatterns: list[URLPattern] = [
    path("plans/", redivision.listing, name="plans"),
    path("plans/new/", redivision_new.create, name="new_plan"),
    path("plans/<uuid:uid>/", redivision.detail, name="plan"),
    path("plans/<uuid:uid>/variants/", redivision.variants, name="plan_variants"),
    path("plans/<uuid:uid>/compare/", redivision_compare.compare, name="plan_compare"),
    path("plans/<uuid:uid>/ask/", redivision_steps.ask, name="ask_variants"),
    path("plans/<uuid:uid>/choose/", redivision_steps.choose, name="choose_variant"),
    path("plans/<uuid:uid>/steps/<str:step>/", redivision_steps.take, name="plan_step"),
    path("plans/<uuid:uid>/notes/", redivision_steps.note, name="add_plan_note"),
    path("plans/notes/<uuid:uid>/answer/", redivision_steps.answer, name="answer_plan_note"),
    path("plans/variants/<uuid:uid>/", redivision_bench.detail, name="plan_bench"),
    path("plans/variants/<uuid:uid>/map.json", redivision_bench.picture, name="plan_map"),
    path("plans/variants/<uuid:uid>/copy/", redivision_bench.copy, name="copy_variant"),
    path("plans/variants/<uuid:uid>/<str:do>/", redivision_bench.change, name="change_variant"),
]
