"""The matter catalogue and local rules."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.forms.accounts import PlaceField
from wangge.incidents import queries, rules
from wangge.incidents.models import Category
from wangge.kernel.worktime import Unit

UNITS = [(str(unit), unit.label) for unit in Unit]


class CatalogueFilter(forms.Form):
    """Narrowing the catalogue."""

    q = forms.CharField(label=_("名称或代码"), max_length=40, required=False)
    parent = forms.ChoiceField(label=_("大类"), required=False)
    kind = forms.ChoiceField(
        label=_("类型"), required=False, choices=[("", _("全部")), *((k, k) for k in rules.KINDS)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = queries.everything_in_catalogue().filter(parent=None)
        choices = [("", _("全部")), *((row.code, row.name) for row in parents)]
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]


class CategoryForm(forms.Form):
    """What a county changes about one 小类; open matters keep the limits they started with."""

    name = forms.CharField(label=_("名称"), max_length=40)
    kind = forms.ChoiceField(label=_("类型"), choices=[(k, k) for k in rules.KINDS])
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=[(u, u) for u in rules.URGENCIES])
    department = forms.CharField(label=_("责任部门"), max_length=20, required=False)
    accept_amount = forms.FloatField(label=_("受理时限"), min_value=0.5, max_value=9999)
    accept_unit = forms.ChoiceField(label=_("受理计时方式"), choices=UNITS)
    handle_amount = forms.FloatField(label=_("处理时限"), min_value=0.5, max_value=9999)
    handle_unit = forms.ChoiceField(label=_("处理计时方式"), choices=UNITS)
    condition = forms.CharField(label=_("立案条件"), max_length=200, required=False)
    closing = forms.CharField(label=_("结案条件"), max_length=200, required=False)
    photo_required = forms.BooleanField(label=_("必须有照片"), required=False)
    for_residents = forms.BooleanField(label=_("居民可以选择"), required=False)
    resident_label = forms.CharField(
        label=_("给居民看的名称"),
        max_length=40,
        required=False,
        help_text=_("用大白话，例如“路灯不亮”。"),
    )
    is_active = forms.BooleanField(label=_("启用"), required=False)

    @classmethod
    def of(cls, category: Category) -> "CategoryForm":
        """The form filled with the category as it is."""
        initial = {name: getattr(category, name, "") for name in cls.base_fields}
        for kind in ("accept", "handle"):
            limit = getattr(category, f"{kind}_limit")
            initial[f"{kind}_amount"] = limit.get("amount", 1)
            initial[f"{kind}_unit"] = limit.get("unit", Unit.WORK_DAY)
        return cls(initial=initial)

    def changes(self) -> dict[str, Any]:
        """As the action takes them: each limit in one piece."""
        given = dict(self.cleaned_data)
        for kind in ("accept", "handle"):
            amount, unit = given.pop(f"{kind}_amount"), given.pop(f"{kind}_unit")
            given[f"{kind}_limit"] = {"amount": amount, "unit": unit}
        return given


class RuleForm(forms.Form):
    """One local rule from now on, for the county or any area below it."""

    value = forms.CharField(label=_("新的值"), max_length=200)
    place = PlaceField(label=_("适用区域"))
    source = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("文件名称、文号或会议决定。")
    )

    def __init__(self, *args: Any, default: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default = default

    def clean_value(self) -> Any:
        """Read in the shape of the default: whole number, two numbers, hours or text."""
        try:
            return read_value(self.cleaned_data["value"], self.default)
        except ValueError as fault:
            raise forms.ValidationError(_("写法不对，请照现行值的样子填写。")) from fault


def read_value(text: str, like: Any) -> Any:
    """`text` as a value of the same shape as `like`; ValueError when it cannot be one."""
    text = text.strip()
    if isinstance(like, int):
        return int(text)
    if isinstance(like, list):
        low, high = (int(part) for part in re.split(r"[-–—~至,，\s]+", text))
        if low > high:
            raise ValueError(text)
        return [low, high]
    return _hours(text) if ":" in like else text


def _hours(text: str) -> str:
    found = re.findall(r"([01]?\d|2[0-4])[:：]([0-5]\d)", text)
    times = [f"{int(hour):02}:{minute}" for hour, minute in found]
    if not times or len(times) % 2 or times != sorted(set(times)):
        raise ValueError(text)
    return ",".join("-".join(times[at : at + 2]) for at in range(0, len(times), 2))


def write_value(value: Any) -> str:
    """A rule's value as people read and type it."""
    return "-".join(str(part) for part in value) if isinstance(value, list) else str(value)
