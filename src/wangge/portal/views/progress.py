"""Following one's own report by the private link, or by receipt number and phone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.incidents import access, public, queries, rules
from wangge.incidents.actions import rating
from wangge.incidents.links import digest_of, link_of
from wangge.incidents.timeline import stages
from wangge.kernel.errors import Missing, Refused
from wangge.portal import limits
from wangge.portal.forms import RatingForm, TrackForm

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """The page behind a private link stays out of caches and search engines."""

    def kept(request: HttpRequest, token: str) -> HttpResponse:
        answer = never_cache(view)(request, token)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Referrer-Policy"] = "same-origin"  # no-referrer would make the rating's origin null
        return answer

    return kept


@require_GET
@private
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """The stages and the public time line."""
    return _page(request, token, RatingForm())


@require_POST
@private
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The reporter's own opinion on the closed matter."""
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, token, form, 422)
    try:
        rating.rate(digest_of(token), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, token, form, 409)
    return redirect("portal:progress", token=token)


def _page(request: HttpRequest, token: str, form: RatingForm, status: int = 200) -> HttpResponse:
    incident = access.by_link(digest_of(token))
    steps = list(queries.history(incident))
    context = {
        "incident": incident,
        "kind": incident.category.resident_label or incident.category.name,
        "community": public.community_name(incident),
        "state": public.public_state(incident),
        "stages": stages(incident, steps),
        "items": public.public_items(incident, steps),
        "refusal": public.refusal(incident, steps),
        "may_rate": incident.state in {rules.CLOSED, rules.ARCHIVED} and not incident.satisfaction,
        "is_new": "new" in request.GET,
        "link": request.build_absolute_uri(request.path),
        "form": form,
        "token": token,
    }
    return render(request, "portal/progress.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Back to the private link with the number and the phone; wrong ones are counted."""
    form = TrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("portal:progress", token=_found(request, **form.cleaned_data))
        except Refused as refused:
            form.add_error(None, refused.message)
        except Missing:
            told = _("没有找到。请核对回执编号和上报时留的完整电话；没留电话的请用私密链接。")
            form.add_error(None, told)
    return render(request, "portal/track.html", {"form": form}, status=422 if form.errors else 200)


def _found(request: HttpRequest, *, number: str, phone: str) -> str:
    limits.spend("track", limits.address_of(request), limits.LOOKUPS)
    key = number.strip().upper()
    if limits.is_spent("wrong", key, limits.WRONG):
        raise Refused("portal.locked", _("这个编号输错次数太多，请一小时后再试。"))
    try:
        return link_of(access.by_receipt(key, phone).uid)
    except Missing:
        limits.spend("wrong", key, limits.WRONG)
        raise
