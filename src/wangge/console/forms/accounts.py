"""Accounts and appointments."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.areas import queries as areas
from wangge.areas.models import Area, GridGroup
from wangge.kernel.codes import parse_code
from wangge.posts import queries as posts
from wangge.posts.models import Post, Posting, Unit

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AccountFilter(forms.Form):
    """Narrowing the list of accounts."""

    q = forms.CharField(label=_("姓名、账号或电话"), max_length=40, required=False)


class AccountForm(forms.Form):
    """A new account; its first password is made by the system."""

    username = forms.RegexField(
        r"^[A-Za-z0-9._@-]{2,40}$",
        label=_("账号"),
        help_text=_("2 到 40 个字母、数字或 . _ @ -，建议用姓名拼音。"),
        error_messages={"invalid": _("只能用字母、数字和 . _ @ -，2 到 40 个。")},
    )
    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(
        label=_("手机号"), max_length=20, required=False, help_text=_("只供单位内部联系，不公开。")
    )
    public_phone = forms.CharField(
        label=_("对外公布的电话"),
        max_length=20,
        required=False,
        help_text=_("印在联系卡、公示牌上，居民页面也显示；建议用办公电话或工作手机。"),
    )


class PublicPhoneForm(forms.Form):
    """The number that residents are told."""

    public_phone = forms.CharField(label=_("对外公布的电话"), max_length=20, required=False)


class PlaceField(forms.CharField):
    """An area by its code, its whole name, or both as the list of suggestions writes them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": "places", "autocomplete": "off"})
        super().__init__(max_length=300, widget=widget, **kwargs)

    def clean(self, value: Any) -> Area | None:
        text = super().clean(value)
        if not text:
            return None
        found = _by_code(text) or areas.listed().filter(full_name=text).first()
        if found is None:
            raise forms.ValidationError(_("找不到这个区域，请输入编号，或从提示中选择。"))
        return found


def _by_code(text: str) -> Area | None:
    digits = re.search(r"(\d{6}|\d{9}|\d{12}|\d{15})[)）]?$", text)
    if digits is None:
        return None
    try:
        return areas.listed().filter(code=parse_code(digits[1])).first()
    except ValueError:
        return None


class AppointForm(forms.Form):
    """A person is given a post for an area."""

    post: forms.ModelChoiceField[Post] = forms.ModelChoiceField(
        label=_("岗位"), queryset=None, empty_label=_("请选择")
    )
    place = PlaceField(
        label=_("区域"), help_text=_("输入名称的一部分，从提示中选；网格长带大组时填社区。")
    )
    slot = forms.ChoiceField(
        label=_("AB 岗"),
        choices=Posting.Slot.choices,
        help_text=_("B 岗在 A 岗请假时自动顶岗。"),
    )
    group: forms.ModelChoiceField[GridGroup] = forms.ModelChoiceField(
        label=_("网格大组"), queryset=None, required=False, empty_label=_("不属于大组")
    )
    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("单位"), queryset=None, required=False, empty_label=_("不属于单位")
    )
    since = forms.DateTimeField(label=_("任职开始"), required=False, widget=MOMENT)
    until = forms.DateTimeField(label=_("任职结束"), required=False, widget=MOMENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts.posts()  # type: ignore[attr-defined]
        self.fields["group"].queryset = areas.groups()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = posts.units()  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """The holder of an A post is away."""

    since = forms.DateTimeField(label=_("从"), widget=MOMENT)
    until = forms.DateTimeField(label=_("到"), widget=MOMENT)
    reason = forms.CharField(label=_("原因"), max_length=100, required=False)
