"""Units and places."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.forms.fact_fields import add_facts
from wangge.console.places import area_choices
from wangge.dictionary.shape import Field
from wangge.people.access import SEEING
from wangge.places.access import WRITING
from wangge.posts.access import Staff
from wangge.premises.actions.units import COLUMNS
from wangge.premises.models import Premises, PremisesContact
from wangge.premises.queries.units import STATES, Filters
from wangge.premises.rules import ATTENTION, HAZARDS, KINDS, TRADES

ANY = [("", _("全部"))]
Role = PremisesContact.Role


def day(label: Any, **kwargs: Any) -> forms.DateField:
    """A date as browsers pick it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **kwargs)


class PremisesFilter(forms.Form):
    """Narrowing the register of units."""

    q = forms.CharField(label=_("名称、地址、法人或信用代码"), max_length=60, required=False)
    under = forms.TypedChoiceField(label=_("区域"), coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(label=_("类型"), required=False, choices=[*ANY, *KINDS.items()])
    hazard = forms.ChoiceField(label=_("隐患"), required=False, choices=[*ANY, *HAZARDS.items()])
    attention = forms.ChoiceField(
        label=_("关注程度"), required=False, choices=[*ANY, *ATTENTION.items()]
    )
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[*ANY, *STATES.items()])

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = area_choices(staff, *SEEING, whole=str(_("全部")))
        self.fields["under"].choices = everywhere  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What was asked for; a wrong choice narrows nothing."""
        given = dict(self.cleaned_data) if self.is_valid() else {}
        return Filters(text=given.pop("q", ""), **given)


class PremisesForm(forms.Form):
    """A unit: what it is, where it stands, whom to call."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("单位名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类型"), choices=list(KINDS.items()))
    credit_code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=24,
        required=False,
        help_text=_("18 位；没有的留空。"),
    )
    area = forms.TypedChoiceField(label=_("所属网格"), coerce=int)
    address = forms.CharField(label=_("地址"), max_length=240, required=False)
    legal_person = forms.CharField(label=_("法定代表人（经营者）"), max_length=100, required=False)
    legal_phone = forms.CharField(label=_("法定代表人电话"), max_length=40, required=False)
    manager_name = forms.CharField(label=_("管理（安全）责任人"), max_length=100, required=False)
    manager_phone = forms.CharField(label=_("责任人电话"), max_length=40, required=False)
    trade = forms.ChoiceField(
        label=_("行业"), required=False, choices=[("", _("未填")), *TRADES.items()]
    )
    staff_count = forms.IntegerField(
        label=_("员工人数"), required=False, min_value=0, max_value=1_000_000
    )
    hazardous = forms.BooleanField(label=_("涉及危险化学品"), required=False)
    hazard = forms.ChoiceField(label=_("安全隐患类型"), choices=list(HAZARDS.items()))
    attention = forms.ChoiceField(
        label=_("关注程度"), choices=list(ATTENTION.items()), initial="03"
    )
    opened_on = day(_("开业日期"))
    closed_on = day(_("注销（关停）日期"))

    def __init__(
        self,
        *args: Any,
        staff: Staff,
        fields: Iterable[Field],
        unit: Premises | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices(staff, WRITING)  # type: ignore[attr-defined]
        if unit is not None:
            self._fill(unit)
        add_facts(self, fields, unit.facts if unit else {})

    def _fill(self, unit: Premises) -> None:
        start = {name: getattr(unit, name) for name in COLUMNS}
        self.initial = {**start, "version": unit.version, "area": unit.area_id, **self.initial}
        for contact in unit.contacts.all():
            if contact.role == Role.MANAGER:
                self.initial.setdefault("manager_name", contact.name)
            if contact.hint:
                told = _("已登记 %(kept)s；不改请留空，清除填 -。") % {"kept": contact.hint}
                self.fields[f"{contact.role}_phone"].help_text = told

    def columns(self) -> dict[str, Any]:
        """What was typed for the columns."""
        return {name: self.cleaned_data[name] for name in COLUMNS}

    def contacts(self) -> dict[str, dict[str, str]]:
        """What was typed for the contacts."""
        given = self.cleaned_data
        return {
            Role.LEGAL.value: {"phone": given["legal_phone"]},
            Role.MANAGER.value: {"name": given["manager_name"], "phone": given["manager_phone"]},
        }


class ReasonForm(forms.Form):
    """Why masked names and numbers are opened."""

    reason = forms.CharField(
        label=_("查看事由"),
        min_length=4,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("写明为了办什么事；谁、何时、为何都会留痕。"),
    )
