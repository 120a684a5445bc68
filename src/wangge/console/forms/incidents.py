"""Narrowing the worklist."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.incidents import access, queries, rules
from wangge.incidents.forms import places
from wangge.incidents.queries import Filters
from wangge.kernel.codes import parse_code
from wangge.posts.access import Staff

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _any(values: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [("", _("全部")), *((value, value) for value in values)]


class FilterForm(forms.Form):
    """What the worklist can be narrowed by; a value that does not exist narrows nothing."""

    q = forms.CharField(
        label=_("编号、标题、描述、地址"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"type": "search", "placeholder": _("输入两个字以上")}),
    )
    area = forms.ChoiceField(label=_("区域"), required=False)
    stage = forms.ChoiceField(label=_("阶段"), choices=_any(rules.STAGES), required=False)
    state = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部")), *rules.STATE_CHOICES], required=False
    )
    category = forms.ChoiceField(label=_("大类"), required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=_any(rules.KINDS), required=False)
    since = forms.DateField(label=_("上报起"), required=False, widget=DATE)
    until = forms.DateField(label=_("上报止"), required=False, widget=DATE)
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)
    overdue = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, staff: Staff) -> None:
        super().__init__(data)
        near = places.own(staff, *access.SEEING, whole=True)
        groups = [(row.code, row.name) for row in queries.category_groups()]
        cast("forms.ChoiceField", self.fields["area"]).choices = [("", _("全部")), *near]
        cast("forms.ChoiceField", self.fields["category"]).choices = [("", _("全部")), *groups]

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that always show."""
        return [self[name] for name in ("q", "area", "stage")]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields behind 更多条件."""
        return [self[name] for name in ("state", "category", "kind", "since", "until")]

    @property
    def has_more(self) -> bool:
        """Whether one of the fields behind 更多条件 is in use."""
        return any(self.data.get(field.name) for field in self.more)

    def filters(self) -> Filters:
        """What was asked for, as far as it makes sense."""
        self.is_valid()
        given = self.cleaned_data
        return Filters(
            state=given.get("state", ""),
            stage=given.get("stage", ""),
            under=parse_code(given["area"]) if given.get("area") else None,
            text=given.get("q", ""),
            overdue=given.get("overdue", False),
            kind=given.get("kind", ""),
            category=given.get("category", ""),
            since=given.get("since"),
            until=given.get("until"),
            mine=given.get("mine", False),
        )
