"""Making, changing and closing accounts; signing in."""

import re
import secrets
from datetime import timedelta

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wangge.accounts.models import Token, User
from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Refused

TOKEN_LIFE = timedelta(hours=12)
_DIALLED = re.compile(r"[\d+][\d\- ]{3,18}\d")


@transaction.atomic
def create_user(
    *,
    username: str,
    name: str,
    password: str,
    actor: User | None,
    phone: str = "",
    public_phone: str = "",
) -> User:
    """A new account; the person must choose an own password at first sign-in."""
    user = User(username=username.strip(), name=name.strip(), phone=phone.strip())
    user.public_phone = _dialled(public_phone)
    if not user.username or not user.name:
        raise Invalid("account.incomplete", _("账号和姓名都要填写。"))
    if User.objects.filter(username=user.username).exists():
        raise Invalid(
            "account.taken",
            _("账号“%(name)s”已被使用,请换一个。") % {"name": user.username},
            (FieldFault("username", _("已被使用")),),
        )
    set_password(user, password)
    user.must_change_password = actor is not None
    user.save()
    record("account.create", f"user:{user.pk}", actor=actor, username=user.username)
    return user


def set_password(user: User, password: str) -> None:
    """Check `password` against the rules and put its hash on `user` (not saved)."""
    try:
        validate_password(password, user)
    except ValidationError as fault:
        told = " ".join(fault.messages)
        raise Invalid("account.password", told, (FieldFault("password", told),)) from fault
    user.set_password(password)


@transaction.atomic
def publish_phone(user: User, *, phone: str, actor: User) -> User:
    """The number that residents are told from now on; empty takes it off every page and print."""
    user.public_phone = _dialled(phone)
    user.save(update_fields=["public_phone"])
    record("account.public_phone", f"user:{user.pk}", actor=actor, phone=user.public_phone)
    return user


def _dialled(phone: str) -> str:
    phone = phone.strip()
    if phone and not _DIALLED.fullmatch(phone):
        told = _("请填写能拨通的电话，只用数字、+ 和 -，5 到 20 位。")
        raise Invalid("account.public_phone", told, (FieldFault("public_phone", told),))
    return phone


@transaction.atomic
def change_password(user: User, *, old: str, new: str) -> None:
    """The person's own change of password; other tokens end."""
    if not user.check_password(old):
        raise Invalid(
            "account.old_password", _("原密码不对。"), (FieldFault("old", _("原密码不对")),)
        )
    set_password(user, new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    user.tokens.all().delete()
    record("account.password", f"user:{user.pk}", actor=user)


def initial_password() -> str:
    """A first password that can be read out: four groups of letters that cannot be mistaken."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


@transaction.atomic
def reset_password(user: User, *, actor: User) -> str:
    """A new first password, told once; the person must replace it at the next sign-in."""
    password = initial_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    user.tokens.all().delete()
    record("account.reset", f"user:{user.pk}", actor=actor)
    return password


@transaction.atomic
def set_active(user: User, *, active: bool, actor: User) -> User:
    """Open or close an account; a closed account's tokens end at once."""
    if user == actor:
        raise Refused("account.self", _("不能停用自己的账号,请由另一位管理员操作。"))
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        user.tokens.all().delete()
    record("account.active", f"user:{user.pk}", actor=actor, active=active)
    return user


def sign_in(request: HttpRequest, username: str, password: str) -> User:
    """The user these credentials belong to; one refusal for every reason."""
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        raise Refused(
            "account.sign_in",
            _("账号或密码不对。连续输错 5 次,该账号锁定 30 分钟;忘记密码请联系系统管理员。"),
        )
    return user


@transaction.atomic
def issue_token(user: User) -> str:
    """A new bearer token for the JSON API, valid for a working day."""
    key = secrets.token_urlsafe(32)
    Token.objects.create(
        user=user, digest=Token.digest_of(key), expires_at=clock.now() + TOKEN_LIFE
    )
    record("account.token", f"user:{user.pk}", actor=user)
    return key


def user_of_token(key: str) -> User | None:
    """Whose token this is, if it still holds."""
    token = (
        Token.objects.select_related("user")
        .filter(digest=Token.digest_of(key), expires_at__gt=clock.now(), user__is_active=True)
        .first()
    )
    return token.user if token else None
