"""What each post sees: guarded kinds it opens, sections it does not see; and who opened records."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.console.forms.guarded import SightForm
from wangge.console.request import Request, desk
from wangge.console.views.accounts import require_administrator
from wangge.guarded import queries as guarded
from wangge.guarded.kinds import BY_KEY
from wangge.kernel.errors import Missing
from wangge.posts import queries, sight


@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    require_administrator(request.staff)
    rows = [
        (post, [BY_KEY[key].label for key in post.guarded if key in BY_KEY])
        for post in queries.posts()
    ]
    return render(request, "console/guarded/posts.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@desk
def put(request: Request, code: str) -> HttpResponse:
    require_administrator(request.staff)
    post = queries.posts().filter(code=code).first()
    if post is None:
        raise Missing
    form = SightForm(request.POST) if request.method == "POST" else SightForm.of(post)
    if request.method == "POST" and form.is_valid():
        sight.put(post, **form.cleaned_data, actor=request.user)
        messages.success(request, _("“%(post)s”的可见范围已更新。") % {"post": post.name})
        return redirect("console:posts_sight")
    status = 422 if form.is_bound else 200
    return render(request, "console/guarded/post.html", {"post": post, "form": form}, status=status)


@never_cache
@require_GET
@desk
def openings(request: Request) -> HttpResponse:
    """Who opened guarded records, by which post and why; not whose they were."""
    if "audit" not in request.staff.abilities:
        raise Missing
    return render(request, "console/guarded/openings.html", {"rows": guarded.openings()})
