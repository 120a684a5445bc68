"""Who one is."""

from django.http import HttpResponse
from ninja import Router

from wangge.api import shapes
from wangge.api.answers import Call, answer
from wangge.api.schemas.accounts import MeOut

router = Router(tags=["登录"])


@router.get("", response=MeOut, summary="我的岗位和权限", operation_id="me")
def me(request: Call) -> HttpResponse:
    """此刻有效的任职（含正在顶岗的 B 岗）、辖区和权限。"""
    return answer(shapes.me(request.auth))
