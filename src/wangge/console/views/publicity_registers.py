"""Where boards hang, who has a card, what a worker shows the public."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wangge.console.forms import faults
from wangge.console.forms.publicity import HangForm, ParticularsForm
from wangge.console.request import Request, desk
from wangge.console.views.publicity import page
from wangge.kernel.codes import Level, level_of
from wangge.kernel.errors import Missing, Refused
from wangge.places import access as places
from wangge.places.models import Building
from wangge.posts import queries as posts
from wangge.publicity import access, actions, queries
from wangge.publicity.showing import face, in_force, worker_of


@require_POST
@desk
def hang(request: Request, code: int) -> HttpResponse:
    grid = access.kept(request.staff, code)
    buildings = queries.buildings(grid)
    form = HangForm(request.POST, buildings=buildings, whole=grid.level != Level.GRID)
    if form.is_valid():
        given = dict(form.cleaned_data)
        given["building"] = next((b for b in buildings if b.pk == given.get("building")), None)
        try:
            actions.hang(request.staff, given.pop("kind"), grid, **given)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已登记张挂。同一地点原来的已记为取下。"))
            return redirect(_back(code))
    if grid.level != Level.GRID:
        messages.error(request, _("没有登记：请写明张挂地点，并先打印图谱；日期不能晚于今天。"))
        return redirect(_back(code))
    return page(request, grid, form)


@require_POST
@desk
def hang_all(request: Request, code: int) -> HttpResponse:
    grid = access.kept(request.staff, code)
    chosen = set(request.POST.getlist("buildings"))
    rows = [row for row in queries.buildings(grid) if str(row.pk) in chosen]
    done = actions.hang_all(request.staff, grid, rows)
    messages.success(request, _("已登记 %(n)d 块公示牌从今天起张挂。") % {"n": done})
    return redirect(_back(code))


@require_POST
@desk
def take_down(request: Request, uid: UUID) -> HttpResponse:
    row = actions.take_down(request.staff, uid)
    messages.success(request, _("已登记取下。"))
    return redirect(_back(row.area_id))


@require_POST
@desk
def withdraw(request: Request, uid: UUID) -> HttpResponse:
    row = actions.withdraw(request.staff, uid)
    messages.success(request, _("已登记收回。"))
    return redirect(_back(row.area_id))


def _back(code: int) -> str:
    if level_of(code) == Level.GRID:
        return reverse("console:publicity_grid", args=[code])
    return f"{reverse('console:publicity')}?under={code}"


@require_http_methods(["GET", "POST"])
@desk
def homes(request: Request, code: int) -> HttpResponse:
    """The households of a building: which have a card, and which were given one now."""
    grid = access.kept(request.staff, code)
    building = _building(request)
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("home") if pk.isdecimal()]
        done = actions.issue_cards(request.staff, grid, chosen)
        messages.success(request, _("已登记 %(n)d 户收到联系卡。") % {"n": done})
        return redirect("console:publicity_grid", code)
    found = queries.register(face(access.community_of(grid)), counted=False)
    given = found.given.get(code, {})
    rows = [
        (row, given.get(row.pk), found.changed.get(given.get(row.pk, 0), []))
        for row in queries.households(grid, building)
    ]
    context = {"grid": grid, "building": building, "rows": rows}
    return render(request, "console/publicity/homes.html", context)


def _building(request: Request) -> Building | None:
    uid = request.GET.get("building", "")
    try:
        return places.building(request.staff, UUID(uid)) if uid else None
    except ValueError:
        raise Missing from None


@require_http_methods(["GET", "POST"])
@desk
def particulars(request: Request, pk: int) -> HttpResponse:
    posting = in_force(pk)
    if posting is None or not access.may_keep(request.staff, posting.area_id):
        raise Missing
    worker = worker_of(posting)
    initial = {
        "public_phone": worker.phone,
        "certificate": worker.certificate,
        "promise": worker.promise,
    }
    form = ParticularsForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(request, form, pk):
        messages.success(request, _("已保存，居民页面立即生效；已印的物料见“需要重印”。"))
        return redirect("console:publicity")
    context = {"form": form, "worker": worker, "posting": posting}
    status = 422 if form.errors else 200
    return render(request, "console/publicity/worker.html", context, status=status)


def _saved(request: Request, form: ParticularsForm, pk: int) -> bool:
    given, posting = form.cleaned_data, posts.fetch_posting(pk)
    photo = given["photo"].read() if given["photo"] else b""
    try:
        actions.keep_particulars(
            request.staff,
            posting,
            phone=given["public_phone"],
            certificate=given["certificate"],
            promise=given["promise"],
            photo=photo,
        )
    except Refused as refused:
        faults.show(form, refused)
        return False
    return True
