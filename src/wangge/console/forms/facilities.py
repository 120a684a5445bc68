"""Public facilities, shared resources, volunteers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.forms.premises import ANY
from wangge.console.places import area_choices
from wangge.people.access import SEEING
from wangge.places.access import WRITING
from wangge.posts.access import Staff
from wangge.premises.actions.facilities import COLUMNS
from wangge.premises.models import Facility
from wangge.premises.queries.facilities import Filters
from wangge.premises.rules import FACILITY_KINDS, FACILITY_STATES, ROLES


class FacilityFilter(forms.Form):
    """Narrowing the register of facilities and resources."""

    q = forms.CharField(label=_("名称、地址或编码"), max_length=60, required=False)
    under = forms.TypedChoiceField(label=_("区域"), coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(
        label=_("类型"), required=False, choices=[*ANY, *FACILITY_KINDS.items()]
    )
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[*ANY, *FACILITY_STATES.items()]
    )
    shared = forms.BooleanField(label=_("只看可共享的"), required=False)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = area_choices(staff, *SEEING, whole=str(_("全部")))
        self.fields["under"].choices = everywhere  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What was asked for; a wrong choice narrows nothing."""
        given = dict(self.cleaned_data) if self.is_valid() else {}
        return Filters(text=given.pop("q", ""), **given)


class FacilityForm(forms.Form):
    """A facility, venue, unit, team or piece of equipment."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=list(FACILITY_KINDS.items()))
    name = forms.CharField(label=_("名称"), max_length=100)
    number = forms.CharField(label=_("编码"), max_length=40, required=False)
    area = forms.TypedChoiceField(label=_("所属网格"), coerce=int)
    address = forms.CharField(label=_("位置"), max_length=240, required=False)
    lon = forms.FloatField(label=_("经度"), required=False)
    lat = forms.FloatField(label=_("纬度"), required=False)
    owner = forms.CharField(label=_("权属单位"), max_length=100, required=False)
    keeper = forms.CharField(label=_("养护（管理）单位"), max_length=100, required=False)
    keeper_phone = forms.CharField(
        label=_("单位值班电话"),
        max_length=40,
        required=False,
        help_text=_("办公电话，不填个人手机。"),
    )
    state = forms.ChoiceField(label=_("状态"), choices=list(FACILITY_STATES.items()))
    capacity = forms.CharField(
        label=_("容量（数量）"), max_length=60, required=False, help_text=_("如“40 人”“12 顶”。")
    )
    shared = forms.BooleanField(label=_("可供其他单位、网格共用"), required=False)
    note = forms.CharField(label=_("备注"), max_length=240, required=False)

    def __init__(
        self, *args: Any, staff: Staff, facility: Facility | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices(staff, WRITING)  # type: ignore[attr-defined]
        if facility is not None:
            start = {name: getattr(facility, name) for name in COLUMNS}
            more = {"version": facility.version, "area": facility.area_id}
            self.initial = {**start, **more, **self.initial}

    def columns(self) -> dict[str, Any]:
        """What was typed for the columns."""
        return {name: self.cleaned_data[name] for name in COLUMNS}


class EnlistForm(forms.Form):
    """A resident who lends a hand, found by name."""

    name = forms.CharField(label=_("居民姓名"), max_length=60)
    address = forms.CharField(
        label=_("住址含"), max_length=60, required=False, help_text=_("有同名的人时填写。")
    )
    role = forms.ChoiceField(label=_("身份"), choices=list(ROLES.items()))
    team = forms.TypedChoiceField(label=_("队伍"), coerce=int, empty_value=None, required=False)
    skills = forms.CharField(label=_("特长"), max_length=120, required=False)

    def __init__(self, *args: Any, teams: list[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("不在队伍")), *((team.pk, team.name) for team in teams)]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]
