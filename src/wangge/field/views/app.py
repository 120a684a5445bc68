"""The phone app's shell, its service worker and manifest, and the server's share of a phone's key."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from wangge.dictionary.access import seen
from wangge.dictionary.codes import RELATIONS
from wangge.dictionary.queries import EVERYWHERE, dictionary_at
from wangge.dictionary.shape import Field, Mask, Subject, Type
from wangge.kernel.errors import Missing, Refused
from wangge.maps.pocket import pocket
from wangge.posts.access import Staff, staff_of_token
from wangge.privacy.sealing import lasting
from wangge.sync.actions.greeting import greet
from wangge.sync.queries.pulling import grids

_ASKED = {Type.TEXT, Type.DATE, Type.CODE, Type.CHOICES, Type.NUMBER, Type.BOOLEAN, Type.PHONES,
          Type.MONEY, Type.ADDRESS}  # fmt: skip

_PROVED = {"sex", "birth_date", "relation", "id_type", "id_issued_on", "id_valid_until"}

# Always asked for anew: a new release must be seen at the next opening.
_fresh = cache_control(no_cache=True, max_age=0)


@require_safe
@_fresh
def shell(request: HttpRequest) -> HttpResponse:
    """The one page of the app: nobody's data is in it, so it may be kept on any phone."""
    return render(request, "field/app.html")


@require_safe
@_fresh
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, from an address inside its scope."""
    found = finders.find("dist/field-worker.js")
    if not found:
        raise Missing
    script = Path(found).read_bytes()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
@_fresh
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the app among the others."""
    told = {
        "name": _("网格员工作台"),
        "short_name": _("网格"),
        "lang": "zh-CN",
        "id": "/m/app/",
        "start_url": "/m/app/",
        "scope": "/m/app/",
        "display": "standalone",
        "background_color": "#0e2f3a",
        "theme_color": "#0e2f3a",
        "icons": [
            {"src": static("dist/mark.svg"), "type": "image/svg+xml", "sizes": "any"},
            _icon("app-192.png", 192),
            _icon("app-512.png", 512),
            _icon("app-maskable-512.png", 512) | {"purpose": "maskable"},
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _icon(name: str, size: int) -> dict[str, str]:
    return {"src": static(f"dist/{name}"), "type": "image/png", "sizes": f"{size}x{size}"}


@csrf_exempt  # a bearer token is no cookie: no other site can send it
@require_POST
def share(request: HttpRequest, device: str) -> HttpResponse:
    """The server's half of the key to what a phone keeps; none for a device that was stopped.

    It is worked out, not kept: the same for the same person and device, and worthless without
    the PIN that only the person knows.
    """
    staff = _staff(request)
    if staff is None:
        return _told(401, "unauthenticated", _("请重新登录。"))
    try:
        greet(staff, device)
    except Refused as refused:
        return _told(409, refused.code, refused.message)
    halves = [lasting(f"{staff.user.pk}:{device}", f"field-share-{n}") for n in (1, 2)]
    response = JsonResponse({"share": b"".join(halves).hex()})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    """What this worker may ask about residents and households, from the field dictionary."""
    staff = _staff(request)
    if staff is None:
        return _told(401, "unauthenticated", _("请重新登录。"))
    area = next((duty.area for duty in staff.duties if "collect" in duty.abilities), None)
    book = dictionary_at(area) if area else EVERYWHERE
    known = [*book.of(Subject.PERSON), *book.of(Subject.HOUSEHOLD)] if area else []
    shown = [_field(field) for field in seen(staff, known, area or 0) if _is_asked(field)]
    # 本人 is nobody's relation to a head.
    relations = [label for code, label in RELATIONS.items() if code != "01"]
    response = JsonResponse({"items": shown, "relations": relations})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def ground(request: HttpRequest) -> HttpResponse:
    """The map of the worker's grids, to be kept; `have` is the digest of the one on the phone."""
    staff = _staff(request)
    if staff is None:
        return _told(401, "unauthenticated", _("请重新登录。"))
    made = pocket(staff, grids(staff))
    same = {"digest": made["digest"], "same": True}
    response = JsonResponse(same if request.GET.get("have") == made["digest"] else made)
    response["Cache-Control"] = "no-store"
    return response


def _is_asked(field: Field) -> bool:
    """Whether a home visit may change it: numbers and names are changed at the desk, with proof."""
    if field.key in _PROVED or field.elsewhere:
        return False
    return field.mask is not Mask.ID_NUMBER and field.type in _ASKED


def _field(field: Field) -> dict[str, Any]:
    return {
        "key": field.key,
        "label": field.label,
        "type": field.type.value,
        "section": field.section.value,
        "subject": field.subject.value,
        "options": list(field.codes.values()) if field.codes else [],
    }


def _staff(request: HttpRequest) -> Staff | None:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return staff_of_token(token) if kind == "Bearer" and token else None


def _told(status: int, code: str, detail: str) -> HttpResponse:
    told = {"status": status, "code": code, "detail": detail}
    response = JsonResponse(told, status=status, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    return response
