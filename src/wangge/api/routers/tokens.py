"""Getting a token."""

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from wangge.accounts import actions
from wangge.accounts.models import User
from wangge.api.answers import answer
from wangge.api.problems import Locked, Unknown
from wangge.api.schemas.accounts import TokenIn, TokenOut
from wangge.kernel.errors import Refused

router = Router(tags=["登录"])


@router.post("", response=TokenOut, auth=None, summary="取得令牌", operation_id="issue_token")
def issue_token(request: HttpRequest, given: TokenIn) -> HttpResponse:
    """用账号和密码换取 12 小时有效的令牌；连续输错 5 次，该账号锁定 30 分钟。"""
    user = _signed_in(request, given)
    if user.must_change_password:
        raise Refused("account.first_password", _("请先在网页上登录并修改初始密码，再使用接口。"))
    # Forgets the wrong attempts before this one, as signing in on the desk does.
    user_logged_in.send(sender=User, request=request, user=user)
    return answer({"token": actions.issue_token(user)})


def _signed_in(request: HttpRequest, given: TokenIn) -> User:
    try:
        return actions.sign_in(request, given.username, given.password)
    except Refused as refused:
        if getattr(request, "axes_locked_out", False):
            # Ours to say: otherwise the lock's own middleware would answer with a bare page.
            request.axes_locked_out = False  # type: ignore[attr-defined]
            raise Locked(
                "account.locked",
                _("连续输错次数过多，该账号已锁定 30 分钟；急用请联系系统管理员。"),
            ) from None
        raise Unknown(refused.code, refused.message) from None
