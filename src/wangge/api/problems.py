"""Refusals as RFC 9457 problem documents: what, why and what to do, in Chinese."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from wangge.api.answers import answer
from wangge.api.faults import field_faults
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused, Stale

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "请求看不懂",
    401: "需要登录",
    404: "没有找到",
    405: "不支持这种操作",
    409: "现在不能办理",
    413: "内容太大",
    422: "填写有误",
    429: "尝试次数过多",
    500: "系统出错",
}


class Unreadable(Refused):
    """The request cannot be read at all (HTTP 400)."""


class TooLarge(Refused):
    """The request is larger than we take (HTTP 413)."""


class Locked(Refused):
    """Too many wrong passwords (HTTP 429)."""


class Unknown(Refused):
    """The name and password belong to nobody (HTTP 401)."""


# A Refused of none of these is a 409.
_STATUS = {Unreadable: 400, Unknown: 401, TooLarge: 413, Invalid: 422, Locked: 429}


def problem(
    status: int, code: str, detail: str, faults: tuple[FieldFault, ...] = (), **more: Any
) -> HttpResponse:
    """One problem document."""
    body = {
        "type": f"urn:wangge:problem:{code}",
        "title": TITLES[status],
        "status": status,
        "code": code,
        "detail": detail,
        "errors": [{"field": fault.field, "detail": fault.detail} for fault in faults],
        **more,
    }
    return answer(body, status, MEDIA_TYPE)


def handle_problems(api: NinjaAPI) -> None:
    """Let `api` answer with problem documents, whatever goes wrong."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refused: _refused,
        Missing: lambda _request, _fault: missing(),
        Http404: lambda _request, _fault: missing(),
        AuthenticationError: lambda _request, _fault: _unauthenticated(),
        ValidationError: _invalid,
        RequestDataTooBig: lambda _request, _fault: _too_large(),
        HttpError: lambda _request, _fault: unreadable(),
        SuspiciousOperation: lambda _request, _fault: unreadable(),
        MultiPartParserError: lambda _request, _fault: unreadable(),
        UnreadablePostError: lambda _request, _fault: unreadable(),
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _refused(_request: HttpRequest, fault: Refused) -> HttpResponse:
    status = next((code for kind, code in _STATUS.items() if isinstance(fault, kind)), 409)
    more = {"version": fault.version} if isinstance(fault, Stale) else {}
    return problem(status, fault.code, fault.message, fault.faults, **more)


def missing() -> HttpResponse:
    """The one answer for what is absent and for what is out of reach."""
    return problem(404, "missing", _("没有找到，或不在您的工作范围内；请核对编号。"))


def _unauthenticated() -> HttpResponse:
    told = _(
        "请先用 POST /api/v1/tokens 取得令牌，再以 Authorization: Bearer 令牌 的形式附上；令牌 12 小时有效。"
    )
    response = problem(401, "unauthenticated", told)
    response["WWW-Authenticate"] = "Bearer"
    return response


def _invalid(_request: HttpRequest, fault: ValidationError) -> HttpResponse:
    faults = field_faults(fault.errors)
    told = "；".join(f"{one.field or _('请求内容')}：{one.detail}" for one in faults[:10])
    return problem(422, "invalid", _("请改正后再提交：%(told)s。") % {"told": told}, faults)


def unreadable() -> HttpResponse:
    """The request is not what its type says."""
    told = _("请求内容不是有效的 JSON：须为 UTF-8 编码，不含 NaN、空字符、残缺字符，嵌套不能过深。")
    return problem(400, "unreadable", told)


def _too_large() -> HttpResponse:
    return problem(413, "too_large", _("请求内容太大：文件最大 10 MB，请压缩后再传。"))


def _unexpected(request: HttpRequest, fault: Exception) -> HttpResponse:
    log.error("%s %s", request.method, request.path, exc_info=fault)
    return problem(500, "unexpected", _("系统出错，没有办成；请稍后再试，仍不行请联系系统管理员。"))


def no_such_address(_request: HttpRequest) -> HttpResponse:
    """Any address under the API that is none of its own."""
    return problem(404, "no_such_address", _("没有这个地址；全部地址见 /api/v1/openapi.json。"))


def tells_methods(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the framework's bare 405 and 404 be problem documents too."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:  # noqa: PLR2004
            allowed = response.get("Allow", "")
            told = _("这个地址只支持 %(allowed)s。") % {"allowed": allowed}
            response = problem(405, "method", told)
            response["Allow"] = allowed
        return response

    return wrapped
