"""Addresses of the product plus `/floor/`: one bare transaction of two inserts and one update."""

import random
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from wangge.audit.models import Record
from wangge.incidents.models import DailyNumber

DAYS = 1000
FIRST = date(2000, 1, 1)


@csrf_exempt
def floor(_request: HttpRequest) -> JsonResponse:
    """What any Django view costs that writes three rows in one transaction."""
    with transaction.atomic():
        Record.objects.create(verb="floor", subject="floor", detail={"a": 1})
        Record.objects.create(verb="floor", subject="floor", detail={"b": 2})
        day = FIRST + timedelta(days=random.randrange(DAYS))
        DailyNumber.objects.filter(day=day).update(last=F("last") + 1)
    return JsonResponse({"ok": True})


urlpatterns = [path("floor/", floor), path("", include("wangge.config.urls"))]
