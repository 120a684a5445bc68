"""Estates, buildings and doors."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.forms.fact_fields import add_facts
from wangge.console.places import area_choices
from wangge.dictionary.shape import Field
from wangge.people.access import SEEING
from wangge.places.access import SHAPING, WRITING
from wangge.places.fields import BUILDING_FIELDS
from wangge.places.models import Building, Dwelling, Estate
from wangge.places.queries import Filters
from wangge.places.rules import USES, Layout
from wangge.posts.access import Staff

_VERSION = forms.HiddenInput


class BuildingFilter(forms.Form):
    """Narrowing the list of buildings."""

    q = forms.CharField(label=_("地址、楼栋或小区"), max_length=60, required=False)
    under = forms.TypedChoiceField(label=_("区域"), coerce=int, empty_value=None, required=False)
    use = forms.ChoiceField(
        label=_("用途"), required=False, choices=[("", _("全部")), *USES.items()]
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = area_choices(staff, *SEEING, whole=str(_("全部")))
        self.fields["under"].choices = everywhere  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What was asked for; a wrong choice narrows nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return Filters(text=given.get("q", ""), under=given.get("under"), use=given.get("use", ""))


class AreaFilter(forms.Form):
    """The area that a page is about."""

    under = forms.TypedChoiceField(label=_("区域"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].choices = area_choices(staff, *SEEING)  # type: ignore[attr-defined]

    @property
    def code(self) -> int | None:
        """The area asked for; else nothing."""
        return self.cleaned_data.get("under") if self.is_valid() else None


class BuildingForm(forms.Form):
    """A building: where it stands, what it is for."""

    version = forms.IntegerField(widget=_VERSION, required=False)
    area = forms.TypedChoiceField(label=_("所属网格"), coerce=int)
    address = forms.CharField(
        label=_("地址"), max_length=200, help_text=_("路名或小区名加门牌号，如“建设路12号”。")
    )
    name = forms.CharField(
        label=_("楼栋"), max_length=60, required=False, help_text=_("如“3栋”；独栋房屋可不填。")
    )
    estate = forms.TypedChoiceField(label=_("小区"), coerce=int, empty_value=None, required=False)
    use = forms.ChoiceField(
        label=_("用途"), required=False, choices=[("", _("未填")), *USES.items()]
    )
    floors = forms.IntegerField(label=_("层数"), required=False, min_value=1, max_value=200)
    lon = forms.FloatField(label=_("经度"), required=False, min_value=73, max_value=136)
    lat = forms.FloatField(label=_("纬度"), required=False, min_value=3, max_value=54)

    def __init__(
        self,
        *args: Any,
        staff: Staff,
        estates: Iterable[Estate],
        building: Building | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [
            ("", _("不属于小区")),
            *((row.pk, f"{row.name}（{row.area.name}）") for row in estates),
        ]
        self.fields["estate"].choices = named  # type: ignore[attr-defined]
        if building is None:
            self.fields["area"].choices = area_choices(staff, WRITING)  # type: ignore[attr-defined]
        else:
            del self.fields["area"]  # moving a building is a step of its own
        add_facts(self, BUILDING_FIELDS, building.facts if building else {})


class DoorsForm(forms.Form):
    """How the doors of a building are numbered."""

    first_floor = forms.IntegerField(label=_("首层"), initial=1, min_value=1, max_value=99)
    last_floor = forms.IntegerField(label=_("末层"), initial=6, min_value=1, max_value=99)
    per_floor = forms.IntegerField(label=_("每单元每层户数"), initial=2, min_value=1, max_value=40)
    units = forms.IntegerField(label=_("单元数"), initial=1, min_value=1, max_value=30)
    name_units = forms.BooleanField(
        label=_("门牌写出单元"),
        required=False,
        initial=True,
        help_text=_("只有一个单元、门牌不写“1单元”时不勾选。"),
    )

    def layout(self) -> Layout:
        """What was asked for."""
        return Layout(**self.cleaned_data)


class MoveForm(forms.Form):
    """Another grid for a building and everybody in it."""

    version = forms.IntegerField(widget=_VERSION)
    area = forms.TypedChoiceField(label=_("调整到网格"), coerce=int)
    reason = forms.CharField(label=_("原因"), max_length=60)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices(staff, SHAPING)  # type: ignore[attr-defined]


class DwellingForm(forms.Form):
    """Facts of a dwelling."""

    version = forms.IntegerField(widget=_VERSION)

    def __init__(
        self, *args: Any, dwelling: Dwelling, fields: Iterable[Field], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", dwelling.version)
        add_facts(self, fields, dwelling.facts)


class EstateForm(forms.Form):
    """An estate and who manages it."""

    version = forms.IntegerField(widget=_VERSION, required=False)
    area = forms.TypedChoiceField(label=_("所属社区"), coerce=int)
    name = forms.CharField(label=_("小区（院落、自然村）名称"), max_length=60)
    manager = forms.CharField(label=_("物业服务单位"), max_length=100, required=False)
    manager_phone = forms.CharField(
        label=_("物业值班电话"),
        max_length=40,
        required=False,
        help_text=_("办公电话，不填个人手机。"),
    )

    def __init__(
        self, *args: Any, communities: list[tuple[int, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if communities is None:
            del self.fields["area"]
        else:
            self.fields["area"].choices = communities  # type: ignore[attr-defined]
